using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Recovery;

/// <summary>A service that has come back after its death: is everything there that was acknowledged, and nothing by half?</summary>
internal sealed class Recovered(HttpClient client, Ledger ledger)
{
    private readonly InStep step = new(client, ledger);

    /// <summary>Looks at everything that the clerks did since the last look. Returns the writes without an answer that are not there.</summary>
    public async Task<IReadOnlyList<Deed>> CheckAsync(IReadOnlyList<Shift> shifts)
    {
        // After it there is nothing more to come of what the dead process had sent to a server.
        const string Back = "Is it back?";
        Assert.Equal(HttpStatusCode.Created, (await client.CreateAsync("questions", new JsonObject { ["text"] = Back })).Status);
        var versions = await ledger.ReadOnAsync(client);
        CheckContents(shifts, versions);
        var untold = Marks(versions);
        Assert.True(Take(untold, [Back]));
        foreach (var (deed, _) in shifts.SelectMany(shift => shift.Answered)) Assert.True(Take(untold, deed.Marks), $"Acknowledged, and not there: {deed}");
        var missing = shifts.Select(shift => shift.Unanswered).OfType<Deed>().Where(deed => !Take(untold, deed.Marks)).ToList();
        // Whatever is left nobody has asked for, or it is a part of a write.
        Assert.Empty(untold.Keys);
        foreach (var shift in shifts) await step.CheckAsync(shift);
        await RepeatAsync(shifts, missing);
        return missing;
    }

    /// <summary>The content and the version of each answer are what the feed tells.</summary>
    private static void CheckContents(IReadOnlyList<Shift> shifts, IReadOnlyList<LedgerVersion> versions)
    {
        var told = versions.ToDictionary(version => (version.Type, version.Id, version.Version), version => version.Data);
        foreach (var (deed, answer) in shifts.SelectMany(shift => shift.Answered))
        {
            if ((answer.Body?["source"] ?? answer.Body) is not { } record || record["version"] is not { } version) continue;
            var type = deed.Path.Split('/', '?')[2].TrimEnd('s');
            Assert.True(JsonNode.DeepEquals(record, told[(type, (string)record["id"]!, (long)version)]), $"Not as acknowledged: {deed}");
        }
    }

    /// <summary>Who has a key asks again: what is there has one effect and one answer, whether the first answer arrived or not.</summary>
    private async Task RepeatAsync(IReadOnlyList<Shift> shifts, List<Deed> missing)
    {
        foreach (var (deed, answer) in shifts.Select(shift => shift.Answered.LastOrDefault(each => each.Deed.Key is not null)).Where(each => each.Deed is not null))
        {
            var again = await deed.SendAsync(client);
            CheckReplayed(deed, answer, again);
        }

        foreach (var deed in shifts.Select(shift => shift.Unanswered).OfType<Deed>().Where(deed => deed.Key is not null))
        {
            var first = await deed.SendAsync(client);
            Assert.Equal(missing.Contains(deed), !first.Headers.Contains("Idempotency-Replayed"));
            CheckReplayed(deed, first, await deed.SendAsync(client));
        }

        var marks = Marks(await ledger.ReadOnAsync(client));
        foreach (var deed in missing.Where(deed => deed.Key is not null)) Assert.True(Take(marks, deed.Marks), $"Asked for again, and not there: {deed}");
        Assert.Empty(marks.Keys);
    }

    private static void CheckReplayed(Deed deed, Answer answer, Answer again)
    {
        Assert.True(again.Headers.Contains("Idempotency-Replayed"), $"Not the kept answer: {deed} {again.Status}");
        Assert.Equal((answer.Status, answer.ETag, answer.Headers.Location), (again.Status, again.ETag, again.Headers.Location));
        Assert.Equal(answer.Body!.ToJsonString(), again.Body!.ToJsonString());
    }

    /// <summary>How often the feed has each mark.</summary>
    private static Dictionary<string, int> Marks(IReadOnlyList<LedgerVersion> versions) =>
        versions.Select(version => version.Mark).OfType<string>().GroupBy(mark => mark).ToDictionary(group => group.Key, group => group.Count());

    /// <summary>Takes all of some marks away, or none and says so.</summary>
    private static bool Take(Dictionary<string, int> from, IReadOnlyList<string> marks)
    {
        var wanted = marks.GroupBy(mark => mark).ToDictionary(group => group.Key, group => group.Count());
        if (wanted.Any(mark => from.GetValueOrDefault(mark.Key) < mark.Value)) return false;
        foreach (var (mark, count) in wanted)
        {
            from[mark] -= count;
            if (from[mark] == 0) from.Remove(mark);
        }

        return true;
    }
}
