using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Nouns;

namespace StanceApi.Tests.Nouns;

/// <summary>One service with thirty records of every noun that differ in every member; its tests only read.</summary>
public sealed class ManyRecords : IAsyncLifetime
{
    private const int Count = 30;

    private readonly Dictionary<string, JsonObject[]> records = [];

    public StanceHost Host { get; private set; } = null!;

    /// <summary>Every record of a noun as a plain list of all answers it, in the order of ids.</summary>
    public IReadOnlyList<JsonObject> All(string noun) => records[noun];

    internal INoun Noun(string plural) => Host.Services.GetRequiredService<NounCatalog>()[plural];

    public async ValueTask InitializeAsync()
    {
        Host = await StanceHost.StartAsync();
        using var client = Host.Writer();
        // The first three, which others refer to, then backwards: the order of recording is not the order of ids.
        int[] numbers = [.. Enumerable.Range(0, 3), .. Enumerable.Range(3, Count - 3).Reverse()];
        foreach (var noun in new[] { "sources", "questions", "actors", "arguments", "positions" })
        {
            foreach (var number in numbers) await AddAsync(client, noun, number);
            records[noun] = [.. (await client.ReadAsync($"/v1/{noun}?limit=500")).Body!["items"]!.AsArray().Select(item => item!.DeepClone().AsObject())];
        }
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private static async Task AddAsync(HttpClient client, string noun, int number)
    {
        var body = noun switch
        {
            "sources" => Source(number),
            "questions" => Question(number),
            "actors" => Actor(number),
            "arguments" => Argument(number),
            _ => Position(number),
        };
        var answer = await client.ReplaceAsync(noun, Id(noun[..1], number), body);
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Body?.ToJsonString());
    }

    private static string Id(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number:00}");

    private static string? Pick(int number, params string?[] values) => values[number % values.Length];

    private static JsonObject Source(int number) => new()
    {
        ["title"] = Pick(number, "Zeitung", "älter", "Alter", "an essay", "École", "ecole", "Ωmega"),
        ["kind"] = Pick(number, "news_article", "interview", "speech", "vote", "survey"),
        ["publisher"] = Pick(number, null, "The Gazette", "the gazette", "A, B & C"),
        ["published_on"] = SampleDates.Of(number),
        ["language"] = Pick(number, "en", "ur", null, "en-GB"),
        ["text_access"] = number % 4 == 1 ? "restricted" : "open",
    };

    private static JsonObject Question(int number) => new()
    {
        ["text"] = Pick(number, "Should it be?", "should it be?", "May it?", "Ought it?"),
        ["title"] = Pick(number, null, "Öl", "oil", "Ol"),
        ["opened_on"] = Pick(number, "2023", "2023-12-31", null),
        ["decided_on"] = SampleDates.Of(number),
        ["status"] = Pick(number, "open", "decided", "withdrawn", "open"),
    };

    private static JsonObject Actor(int number) => new()
    {
        ["name"] = Pick(number, "Zoë", "zoe", "Abel", "Šimon", "ﬁnn", "Finn", "علی"),
        ["kind"] = Pick(number, "person", "organization", "government", "coalition", "group", "public"),
        ["identity"] = Pick(number, "identified", "identified", "anonymous"),
        ["source_id"] = number % 3 == 2 ? Id("s", number % 5) : null,
        ["country"] = Pick(number, "PK", "US", null, "DE"),
        ["roles"] = number == 0 ? [] : new JsonArray(Role("a00"), Role(number % 4 == 0 ? "a00" : null)),
    };

    private static JsonObject Role(string? organization) => new() { ["title"] = organization ?? "none", ["organization_id"] = organization };

    private static JsonObject Argument(int number) => new()
    {
        ["question_id"] = Id("q", number % 3),
        ["category"] = Pick(number, "moral", "operational", "diplomatic", "risk"),
        ["direction"] = Pick(number, "pro", "con", "con"),
        ["claim"] = "Because.",
        ["frame"] = Pick(number, null, "economic", "legality"),
        ["citations"] = number % 2 == 0 ? [] : new JsonArray(Citation(Id("s", number % 7)), Citation(Id("s", 20))),
        ["relations"] = number < 3 ? [] : new JsonArray(Relation(number, "supports"), Relation(number, Pick(number, "attacks", "qualifies")!)),
    };

    private static JsonObject Relation(int number, string type) => new() { ["argument_id"] = Id("a", number % 3), ["type"] = type };

    private static JsonObject Position(int number) => new()
    {
        ["actor_id"] = Id("a", number % 3),
        ["question_id"] = Id("q", number % 3),
        ["stance"] = Pick(number, "strongly_support", "support", "neutral", "oppose", "strongly_oppose", "ambivalent", "undecided", "withheld", "no_position"),
        ["modality"] = number % 4 == 0 ? "conditional" : Pick(number, "asserted", "desired", "predicted", "inferred", "hypothetical"),
        ["capacity"] = Pick(number, "official", "party", "personal", "expert", "unspecified"),
        ["attribution"] = number % 3 != 2 && number % 7 == 0 ? "on_record" : Pick(number, "background", "document", "deep_background", "narrator"),
        ["quotation"] = Pick(number, null, "direct", "partial", "indirect"),
        ["reported_by"] = number % 5 == 0 ? new JsonArray(Id("a", 10 + number % 2), "a20") : [],
        ["spoken_by"] = Pick(number, null, "a21", "a22"),
        ["conditions"] = Conditions(number),
        ["stated_on"] = number % 6 == 0 ? "2024-06-15T12:00:00Z" : SampleDates.Of(number) ?? "2024-06",
        ["citations"] = new JsonArray(Citation(Id("s", number % 4)), Citation(Id("s", number % 4))),
        ["argument_ids"] = number % 3 == 0 ? new JsonArray("a00", number % 2 == 0 ? "a03" : "a06") : [],
    };

    private static JsonArray Conditions(int number) => number % 4 == 0
        ? new JsonArray(Condition("c1", "requirement", Pick(number / 4, "open", "met", "failed", "unknown")!), Condition("c2", "preference", "open"))
        : number % 4 == 1 ? new JsonArray(Condition("c1", "preference", Pick(number / 4, "met", "failed")!)) : [];

    private static JsonObject Condition(string id, string strength, string status) => new() { ["id"] = id, ["text"] = "It is so.", ["strength"] = strength, ["status"] = status };

    private static JsonObject Citation(string source) => new() { ["source_id"] = source };
}
