using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Citations;

/// <summary>Quotes in a text so long that they are looked for before the writer's turn: what is found is the same.</summary>
public sealed class LongTextTests(EmptyStore store)
{
    private const string Missing = "Nobody said this.";

    private readonly HttpClient client = store.Host.Writer();

    [Fact]
    public async Task Quotes_are_found_moved_and_missed_there_and_another_text_is_checked_as_well()
    {
        var world = await World.CreateAsync(client);
        await client.PutTextAsync(world.Source, Lines(60_000));
        var position = world.NewPosition().With("citations", new JsonArray(Quote(world, "Line 59999 of", null), Quote(world, "Line 59999 of", 7), Quote(world, Missing, null)));

        var refused = await client.CreateAsync("positions", position);
        var kept = await client.SendAsync(HttpMethod.Post, "/v1/positions?allow_unverified=true", position.ToJsonString());
        var shorter = await client.PutTextAsync(world.Source, Lines(50_000));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "/citations/2/quote/exact"), (refused.Status, Assert.Single(refused.Pointers)));
        Assert.Equal(["verified", "moved", "not_found"], Checks(kept.Body!));
        Assert.Equal("""{"verified":0,"moved":0,"not_found":3,"unchecked":0}""", shorter.Body!["citations"]!.ToJsonString());
        Assert.Equal(["not_found", "not_found", "not_found"], Checks((await client.ReadAsync($"/v1/positions/{kept.Body!["id"]}")).Body!));
    }

    private static string Lines(int count) => string.Concat(Enumerable.Range(0, count).Select(number => $"Line {number} of the minutes.\n\n"));

    private static JsonObject Quote(World world, string exact, int? paragraph) => new()
    {
        ["source_id"] = world.Source,
        ["quote"] = new JsonObject { ["exact"] = exact },
        ["locator"] = paragraph is null ? null : new JsonObject { ["paragraph"] = paragraph },
    };

    private static string[] Checks(JsonNode position) => [.. position["citations"]!.AsArray().Select(citation => (string)citation!["check"]!)];
}
