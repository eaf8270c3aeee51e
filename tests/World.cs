using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Tests.Transfer;

namespace StanceApi.Tests;

/// <summary>A source, a question, an actor and an argument of a test's own, and bodies that refer to them.</summary>
public sealed record World(HttpClient Client, string Source, string Question, string Actor, string Argument)
{
    public static readonly string[] Nouns = ["questions", "actors", "sources", "positions", "arguments"];

    public static async Task<World> CreateAsync(HttpClient writer)
    {
        var world = new World(writer, Api.NewId("source"), Api.NewId("question"), Api.NewId("actor"), Api.NewId("argument"));
        await AddAsync(writer, "sources", world.NewSource(), world.Source);
        await AddAsync(writer, "questions", world.NewQuestion(), world.Question);
        await AddAsync(writer, "actors", world.NewActor(), world.Actor);
        await AddAsync(writer, "arguments", world.NewArgument(), world.Argument);
        return world;
    }

    /// <summary>A valid body of any noun, without an id.</summary>
    public JsonObject New(string noun) => noun switch
    {
        "questions" => NewQuestion(),
        "actors" => NewActor(),
        "sources" => NewSource(),
        "positions" => NewPosition(),
        _ => NewArgument(),
    };

    public JsonObject NewQuestion() => new() { ["text"] = "Should the bridge be built?" };

    public JsonObject NewActor() => new() { ["name"] = "The town council", ["kind"] = "organization" };

    public JsonObject NewSource() => new() { ["title"] = "Minutes of the meeting", ["kind"] = "document", ["published_on"] = "2025-03" };

    public JsonObject NewArgument() => new()
    {
        ["question_id"] = Question,
        ["category"] = "operational",
        ["direction"] = "pro",
        ["claim"] = "The ferry is too slow.",
    };

    public JsonObject NewPosition() => new()
    {
        ["actor_id"] = Actor,
        ["question_id"] = Question,
        ["stance"] = "support",
        ["modality"] = "asserted",
        ["capacity"] = "official",
        ["attribution"] = "on_record",
        ["stated_on"] = "2025-03-14",
        ["citations"] = new JsonArray(new JsonObject { ["source_id"] = Source, ["locator"] = new JsonObject { ["paragraph"] = 4 } }),
    };

    /// <summary>Imports records with their ids, as many at once as no job needs.</summary>
    public async Task ImportAsync(string noun, IEnumerable<JsonObject> records)
    {
        foreach (var some in records.Chunk(1_000))
        {
            var answer = await Client.ImportAsync($"/{noun}", Files.Lines(some));
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Body?.ToJsonString());
        }
    }

    /// <summary>Creates a record of the world's own and returns its id.</summary>
    public async Task<string> AddAsync(string noun, JsonObject record)
    {
        var id = Api.NewId(noun);
        await AddAsync(Client, noun, record, id);
        return id;
    }

    private static async Task AddAsync(HttpClient client, string noun, JsonObject record, string id)
    {
        var answer = await client.ReplaceAsync(noun, id, record);
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Body?.ToJsonString());
    }
}
