using System.Text.Json.Nodes;

namespace StanceApi.Tests.Transfer;

/// <summary>
/// Lines that refer to one another in long chains of which one end is refused: each link that took a pass over the file would make such a file take
/// hours.
/// </summary>
public sealed class ChainTests(OwnStore store) : IClassFixture<OwnStore>
{
    private readonly HttpClient client = store.Host.Writer();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_leads_to_a_refused_line_is_refused_however_long_the_way(bool isReversed)
    {
        const int Many = 6_000;
        var (prefix, lines) = Chain(Many);

        var (_, job) = await Jobs.RunAsync(client, "/actors?on_error=continue", Files.Lines(isReversed ? lines.Reverse() : lines));

        Assert.Equal(("succeeded", 0, Many), ((string)job["state"]!, (int)job["created"]!, (int)job["failed"]!));
        var refused = (await client.GetStringAsync(new Uri((string)job["result_url"]!, UriKind.RelativeOrAbsolute), TestContext.Current.CancellationToken)).TrimEnd().Split('\n');
        Assert.Equal(lines.Select(line => (string)line["id"]!).Order(StringComparer.Ordinal), refused.Select(line => (string)JsonNode.Parse(line)!["id"]!).Order(StringComparer.Ordinal));
        Assert.Equal(0, (int)(await client.ReadAsync($"/v1/actors?q={prefix}0*&count=true")).Body!["total"]!);
    }

    [Fact]
    public async Task A_record_that_was_there_before_holds_what_refers_to_it()
    {
        const int Many = 60;
        var (_, lines) = Chain(Many);
        var middle = lines[30];
        var kept = (JsonObject)middle.DeepClone();
        kept.Remove("roles");
        await client.ReplaceAsync("actors", (string)middle["id"]!, kept.Without("id"));

        var answer = await client.ImportAsync("/actors?on_error=continue", Files.Lines(lines));

        Assert.Equal((30, 30), ((int)answer.Body!["created"]!, (int)answer.Body["failed"]!));
        Assert.Equal(1, (int)(await client.ReadAsync($"/v1/actors/{middle["id"]}")).Body!["version"]!);
    }

    /// <summary>Organisations each of which is a part of the next one; the last is one of nobody who is there.</summary>
    private static (string Prefix, JsonObject[] Lines) Chain(int count)
    {
        var prefix = Api.NewId("chain");
        return (prefix, [.. Enumerable.Range(0, count).Select(number => new JsonObject
        {
            ["id"] = $"{prefix}-{number}",
            ["name"] = $"Part {number}",
            ["kind"] = "organization",
            ["roles"] = new JsonArray(new JsonObject { ["title"] = "part", ["organization_id"] = $"{prefix}-{number + 1}" }),
        })]);
    }
}
