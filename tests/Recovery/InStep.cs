using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Tests.Commands;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Recovery;

/// <summary>Whether the record, its history, its links and what is searched of it tell what the feed tells.</summary>
internal sealed class InStep(HttpClient client, Ledger ledger)
{
    /// <summary>Looks at what was written last, and at what was on its way.</summary>
    public async Task CheckAsync(Shift shift)
    {
        foreach (var deed in shift.Answered.Select(each => each.Deed).Append(shift.Unanswered).OfType<Deed>().TakeLast(3))
        {
            foreach (var id in deed.Positions.Take(2)) await CheckPositionAsync(id);
            if (deed.TextOf is { } source) await CheckTextAsync(source);
        }
    }

    /// <summary>Every record that can be read is the one that the feed told of last, and the store is whole.</summary>
    public async Task CheckAllAsync(TestDatabase database)
    {
        var verified = await CommandRun.OverAsync(database, "verify");
        Assert.True(verified.ExitCode == 0, verified.Output);
        var text = await client.GetStringAsync(new Uri("/v1/export", UriKind.Relative), TestContext.Current.CancellationToken);
        var exported = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)
            .Where(line => line["data"]?["id"] is not null)
            .ToDictionary(line => ((string)line["type"]!, (string)line["data"]!["id"]!), line => line["data"]!);
        var current = ledger.Current.ToList();
        Assert.Equal(current.Count, exported.Count);
        Assert.All(current, record => Assert.True(JsonNode.DeepEquals(record.Entry.Data, exported[record.Key]), record.Key.ToString()));
    }

    private async Task CheckPositionAsync(string id)
    {
        var entry = ledger.Find("position", id);
        var answer = await client.ReadAsync($"/v1/positions/{id}");
        if (entry is null)
        {
            Assert.Equal(HttpStatusCode.NotFound, answer.Status);
            return;
        }

        Assert.Equal(entry.IsRetired ? HttpStatusCode.Gone : HttpStatusCode.OK, answer.Status);
        if (!entry.IsRetired) Assert.True(JsonNode.DeepEquals(entry.Data, answer.Body), id);
        var history = (await client.ReadAsync($"/v1/positions/{id}/history?limit=500")).Body!["items"]!.AsArray();
        Assert.Equal(Enumerable.Range(1, (int)entry.Version).Reverse(), history.Select(version => (int)version!["version"]!));
        string[] expected = entry.IsRetired ? [] : [id];
        var (source, argument) = (entry.Data["citations"]![0]!["source_id"], entry.Data["argument_ids"]![0]);
        Assert.Equal(expected, (await client.ReadAsync($"/v1/positions?id={id}&source_id={source}")).Ids);
        Assert.Equal(expected, (await client.ReadAsync($"/v1/positions?id={id}&argument_id={argument}")).Ids);
        Assert.Equal(expected, (await client.ReadAsync($"/v1/search?q={entry.Data["summary"]}&type=position")).Ids);
    }

    /// <summary>The text is the one that the source names, and each position has been checked against it.</summary>
    private async Task CheckTextAsync(string id)
    {
        var sha256 = (string?)ledger.Find("source", id)!.Data["text_sha256"];
        using var answer = await client.GetAsync(new Uri($"/v1/sources/{id}/text", UriKind.Relative), TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(sha256, answer.IsSuccessStatusCode ? Ledger.Sha256(text) : null);
        var expected = sha256 is null ? "unchecked" : text.Contains(Clerk.Words, StringComparison.Ordinal) ? "verified" : "not_found";
        var positions = (await client.ReadAsync($"/v1/positions?source_id={id}&limit=500")).Body!["items"]!.AsArray();
        Assert.All(positions, position => Assert.Equal(expected, (string?)position!["citations"]![0]!["check"]));
    }
}
