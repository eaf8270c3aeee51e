using System.Text.Json.Nodes;
using CsCheck;
using StanceApi.Tests.Changes;

namespace StanceApi.Tests.Transfer;

/// <summary>What every export holds, of a store that was written to at random: the records of the lists, all of them, once, in every format.</summary>
public sealed class ExportPropertyTests
{
    private static readonly string[] WholeNumbers = ["version", "score"];

    private static readonly string[] Order = ["sources", "questions", "actors", "arguments", "positions"];

    [Fact]
    public Task Every_format_has_what_the_lists_have_now_and_then() => Gen.Select(Step.Beginning, Step.Any.Array[150]).SampleAsync(
        async (beginning, steps) =>
        {
            await using var host = await StanceHost.StartAsync();
            using var client = host.Writer();
            foreach (var step in beginning.Concat(steps)) await step.TakeAsync(client);
            var (_, head) = await client.LinesAsync("/v1/export");
            foreach (var when in new[] { "", $"known_at={head}", $"known_at={int.Parse(head, System.Globalization.CultureInfo.InvariantCulture) / 2}", "known_at=0" }) await HoldsAsync(client, when);
        },
        iter: 2,
        threads: 1,
        print: plan => $"{plan.Item2.Length} steps");

    [Fact]
    public Task An_export_and_the_feed_after_it_lose_nothing_and_double_nothing() => Gen.Select(Step.Beginning, Step.Any.Array[60].Array[3]).SampleAsync(
        async (beginning, steps) =>
        {
            await using var source = await StanceHost.StartAsync();
            await using var copy = await StanceHost.StartAsync();
            using var reader = source.Reader();
            using var first = source.Writer();
            foreach (var step in beginning) await step.TakeAsync(first);
            var writing = Task.WhenAll(steps.Select(async own =>
            {
                using var writer = source.Writer();
                foreach (var step in own) await step.TakeAsync(writer);
            }));
            var exports = new List<(JsonObject[] Lines, string Snapshot)>();
            while (!writing.IsCompleted || exports.Count < 2) exports.Add(await reader.LinesAsync("/v1/export"));
            await writing;

            // Whichever export is taken and followed up by the feed: it ends at what the source holds.
            foreach (var (lines, snapshot) in exports) Assert.Equal(await RecordsAsync(reader), await FollowAsync(reader, lines, snapshot));
        },
        iter: 2,
        threads: 1,
        print: plan => $"{plan.Item2.Length} writers");

    private static async Task HoldsAsync(HttpClient client, string when)
    {
        var mixed = new List<string>();
        foreach (var noun in Order)
        {
            var (lines, snapshot) = await client.LinesAsync($"/v1/export/{noun}?{when}");
            var pages = await client.PagesAsync($"/v1/{noun}", snapshot);
            Assert.Equal(pages, lines.Select(line => line.ToJsonString()));
            Assert.Equal(pages, await ComposedAsync(client, noun, lines, snapshot));
            Assert.Equal(pages, await client.CsvAsync($"/v1/export/{noun}?format=csv&{when}", WholeNumbers));
            var (records, metadata) = await client.ParquetAsync($"/v1/export/{noun}?format=parquet&{when}");
            Assert.Equal(pages, records);
            Assert.Equal((snapshot, $"{pages.Length}"), (metadata["snapshot"], metadata["count"]));
            mixed.AddRange(pages.Select(record => $$"""{"type":"{{noun[..^1]}}","data":{{record}}}"""));
            if (noun == "sources") mixed.AddRange(await TextsAsync(client, lines, snapshot));
        }

        Assert.Equal(mixed, (await client.LinesAsync($"/v1/export?{when}")).Lines.Select(line => line.ToJsonString()));
        await HoldsStancesAsync(client, when);
    }

    /// <summary>Lists and exports are written from the rows; where members are chosen, here all of them, records are composed first.</summary>
    private static Task<string[]> ComposedAsync(HttpClient client, string noun, JsonObject[] lines, string snapshot) =>
        client.PagesAsync($"/v1/{noun}{(lines.Length == 0 ? "" : $"?fields={string.Join(',', lines[0].Select(member => member.Key))}")}", snapshot);

    private static async Task HoldsStancesAsync(HttpClient client, string when)
    {
        var (lines, snapshot) = await client.LinesAsync($"/v1/export/stances?{when}");
        var pages = await client.PagesAsync("/v1/stances", snapshot);
        Assert.Equal(pages, lines.Select(line => line.ToJsonString()));
        Assert.Equal(pages, await client.CsvAsync($"/v1/export/stances?format=csv&{when}", WholeNumbers));
        Assert.Equal(pages, (await client.ParquetAsync($"/v1/export/stances?format=parquet&{when}")).Records);
    }

    private static async Task<List<string>> TextsAsync(HttpClient client, IEnumerable<JsonObject> sources, string snapshot)
    {
        var lines = new List<string>();
        foreach (var source in sources.Where(source => source["text_sha256"] is not null))
        {
            var text = await client.GetStringAsync($"/v1/sources/{source["id"]}/text?known_at={snapshot}", TestContext.Current.CancellationToken);
            var data = new JsonObject { ["source_id"] = (string)source["id"]!, ["text_sha256"] = (string)source["text_sha256"]!, ["text"] = text };
            lines.Add(new JsonObject { ["type"] = "source_text", ["data"] = data }.ToJsonString());
        }

        return lines;
    }

    /// <summary>Every current record by noun and id.</summary>
    private static async Task<SortedDictionary<string, string>> RecordsAsync(HttpClient client)
    {
        var records = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var noun in Order)
        {
            foreach (var item in (await client.ReadAsync($"/v1/{noun}?limit=500")).Body!["items"]!.AsArray()) records.Add($"{noun[..^1]} {item!["id"]}", item.ToJsonString());
        }

        return records;
    }

    /// <summary>The records of an export with every entry of the feed after it applied, each exactly once.</summary>
    private static async Task<SortedDictionary<string, string>> FollowAsync(HttpClient client, IEnumerable<JsonObject> lines, string snapshot)
    {
        var records = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.Where(line => (string)line["type"]! != "source_text")) records.Add($"{line["type"]} {line["data"]!["id"]}", line["data"]!.ToJsonString());
        foreach (var entry in (await client.ReadAsync($"/v1/changes?limit=500&after={snapshot}")).Body!["items"]!.AsArray())
        {
            var key = $"{entry!["type"]} {entry["id"]}";
            // A creation of what is there already, or a change of what is not, would be a double or a loss.
            Assert.Equal((string)entry["op"]! is "update" or "retire", records.ContainsKey(key));
            if (entry["data"] is { } data) records[key] = data.ToJsonString();
            else records.Remove(key);
        }

        return records;
    }
}
