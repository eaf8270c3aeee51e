using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Nouns;

/// <summary>The history of a record: every version, newest first, with who, when and what changed.</summary>
public sealed class HistoryTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    public static TheoryData<string> Nouns => [.. World.Nouns];

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_life_is_told_version_by_version(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, world.New(noun));
        var (member, value) = Changed(noun);
        await client.ChangeAsync(noun, id, new JsonObject { [member] = value });
        await client.RetireAsync(noun, id);
        await client.ReplaceAsync(noun, id, world.New(noun));

        var history = await client.ReadAsync($"/v1/{noun}/{id}/history");

        var entries = history.Body!["items"]!.AsArray();
        Assert.Equal(["restore 4", "retire 3", "update 2", "create 1"], entries.Select(entry => $"{entry!["op"]} {entry["version"]}"));
        Assert.All(entries, entry => Assert.Equal("bootstrap", (string?)entry!["by"]));
        Assert.Equal([member], Members(entries[0]!));
        Assert.Empty(Members(entries[1]!));
        Assert.Null(entries[1]!["data"]);
        Assert.Equal([member], Members(entries[2]!));
        Assert.Equal(value, (string?)entries[2]!["changes"]![0]!["new"]);
        Assert.Equal((string?)entries[3]!["data"]![member], (string?)entries[2]!["changes"]![0]!["old"]);
        Assert.Equal(entries.Select(entry => (string?)entry!["data"]?["recorded_at"]).OfType<string>(), entries.Where(entry => entry!["data"] is not null).Select(entry => (string)entry!["at"]!));
    }

    [Fact]
    public async Task It_is_paged_like_a_list_and_every_version_comes_once()
    {
        var id = Api.NewId();
        for (var number = 1; number <= 7; number++) await client.ReplaceAsync("actors", id, new JsonObject { ["name"] = $"Name {number}", ["kind"] = "person" });
        var versions = new List<long>();
        var path = $"/v1/actors/{id}/history?limit=3";
        while (path is not null)
        {
            var page = await client.ReadAsync($"{path}&count=true");
            Assert.Equal(7, (long?)page.Body!["total"]);
            versions.AddRange(page.Body["items"]!.AsArray().Select(entry => (long)entry!["version"]!));
            Assert.All(page.Body["items"]!.AsArray(), entry => Assert.Equal((long)entry!["version"]! == 1 ? 0 : 1, Members(entry).Length));
            path = (string?)page.Body["next"] is { } next ? $"/v1/actors/{id}/history?limit=3&cursor={next}" : null;
        }

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], versions);
    }

    [Fact]
    public async Task What_was_retired_answers_410_with_a_link_to_its_history()
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync("actors", world.NewActor());
        await client.RetireAsync("actors", id);

        var gone = await client.ReadAsync($"/v1/actors/{id}");

        Assert.Equal(HttpStatusCode.Gone, gone.Status);
        Assert.Equal($"</v1/actors/{id}/history>; rel=\"version-history\"", gone.Headers.GetValues("Link").Single());
    }

    [Fact]
    public async Task What_never_was_has_none()
    {
        var answer = await client.ReadAsync($"/v1/actors/{Api.NewId()}/history");

        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (answer.Status, answer.Code));
    }

    private static (string Member, string Value) Changed(string noun) => noun switch
    {
        "questions" => ("description", "The old one fell."),
        "actors" => ("name", "The council"),
        "sources" => ("publisher", "The town"),
        "positions" => ("summary", "They are for it."),
        _ => ("claim", "The ferry is too dear."),
    };

    private static string[] Members(JsonNode entry) => [.. entry["changes"]!.AsArray().Select(change => (string)change!["member"]!)];

    [Fact]
    public async Task What_never_was_has_no_history_whatever_the_client_holds()
    {
        var first = await client.ReadAsync("/v1/actors/never-was/history");
        var again = await client.ReadAsync("/v1/actors/never-was/history", ("If-None-Match", "*"));

        Assert.Equal((HttpStatusCode.NotFound, null), (first.Status, first.ETag));
        Assert.Equal(HttpStatusCode.NotFound, again.Status);
    }
}
