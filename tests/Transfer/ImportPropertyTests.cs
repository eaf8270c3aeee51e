using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Tests.Nouns;

namespace StanceApi.Tests.Transfer;

/// <summary>An import does what PUTs of the same records, one by one, do: to another service, in the same order.</summary>
public sealed partial class ImportPropertyTests
{
    private const int Rounds = 40;

    private static readonly World World = new(null!, "source", "question", "actor", "argument");

    /// <summary>A record under one of few ids, so that many are changed, or the id of one to retire first.</summary>
    private static readonly Gen<(string Noun, string Id, JsonObject Body)> Record = Gen.Int[0, Files.Order.Length - 1].SelectMany(index =>
        Gen.Select(Gen.Int[0, 4], BodyGen.Of(World, Files.Order[index])).Select((number, body) => (Files.Order[index], $"{Files.Order[index][..^1]}-{number}", body)));

    private static readonly Gen<((string Noun, string Id, JsonObject Body)[] Records, (string Noun, string Id, JsonObject Body)[] Retired)[]> Several =
        Gen.Select(Record.Array[1, 12], Record.Array[0, 2]).Array[Rounds];

    [Fact]
    public async Task An_import_leaves_records_versions_history_links_and_feed_as_the_same_puts_leave_them()
    {
        await using var importing = await StanceHost.StartAsync();
        await using var putting = await StanceHost.StartAsync();
        using var importer = importing.Writer();
        using var putter = putting.Writer();
        foreach (var client in new[] { importer, putter }) await BeginAsync(client);

        var files = Several.Single();
        foreach (var (records, retired) in files)
        {
            foreach (var (noun, id, _) in retired)
            {
                await importer.RetireAsync(noun, id);
                await putter.RetireAsync(noun, id);
            }

            var distinct = records.DistinctBy(record => (record.Noun, record.Id)).ToArray();
            var imported = await importer.ImportAsync("?on_error=continue", Files.Lines(distinct.Select(record => Files.Mixed(record.Noun[..^1], record.Body.With(record.Id)))));
            var put = new string[distinct.Length];
            foreach (var (index, record) in distinct.Index().OrderBy(each => Array.IndexOf(Files.Order, each.Item.Noun)))
                put[index] = Verdict(index + 1, await putter.ReplaceAsync(record.Noun, record.Id, record.Body));

            Assert.Equal(put, imported.Verdicts().Select(verdict => Effect().Replace(verdict, "put")));
        }

        Assert.Equal(await FeedAsync(putter), await FeedAsync(importer));
        Assert.Equal(await LinksAsync(putting), await LinksAsync(importing));
    }

    private static async Task BeginAsync(HttpClient client)
    {
        await client.ReplaceAsync("sources", World.Source, World.NewSource());
        await client.ReplaceAsync("questions", World.Question, World.NewQuestion());
        await client.ReplaceAsync("actors", World.Actor, World.NewActor());
        await client.ReplaceAsync("arguments", World.Argument, World.NewArgument());
    }

    private static string Verdict(int line, Answer answer)
    {
        if (answer.Status is not (HttpStatusCode.OK or HttpStatusCode.Created))
            return $"{line} {string.Join(' ', answer.Body!["errors"]!.AsArray().Select(error => $"/data{error!["pointer"]} {error["code"]}"))}";
        return $"{line} put";
    }

    private static async Task<string[]> FeedAsync(HttpClient client)
    {
        var entries = new List<string>();
        for (var after = "0"; ;)
        {
            var page = (await client.ReadAsync($"/v1/changes?after={after}&limit=500")).Body!;
            if ((string)page["next"]! == after) return [.. entries];
            after = (string)page["next"]!;
            foreach (var entry in page["items"]!.AsArray().Select(entry => entry!.AsObject()))
            {
                entry.Remove("at");
                (entry["data"] as JsonObject)?.Remove("recorded_at");
                entries.Add(entry.ToJsonString());
            }
        }
    }

    private static async Task<string[]> LinksAsync(StanceHost host)
    {
        var rows = new List<string>();
        await using var session = await host.Services.GetRequiredService<Readers>().OpenAsync(TestContext.Current.CancellationToken);
        foreach (var link in host.Services.GetServices<INoun>().SelectMany(noun => noun.Links))
        {
            foreach (var (table, until) in new[] { (link.Name, "0"), ($"{link.Name}_history", "until_seq") })
            {
                var found = await session.QueryAsync<LinkRow>($"SELECT owner, target, seq, {until} AS until_seq FROM {table} ORDER BY owner, target, seq");
                rows.AddRange(found.Select(row => $"{table} {row.Owner} {row.Target} {row.Seq} {row.UntilSeq}"));
            }
        }

        return [.. rows];
    }

    [GeneratedRegex("(created|updated|restored|unchanged)$")]
    private static partial Regex Effect();

    private sealed record LinkRow
    {
        public required string Owner { get; init; }

        public required string Target { get; init; }

        public required long Seq { get; init; }

        public required long UntilSeq { get; init; }
    }
}
