using System.Text.Json;

namespace StanceApi.Tests.Fuzzing;

/// <summary>
/// What a sequence knows from the answers so far: ids that exist or did, tags, feed positions, next pages. Its own ids begin with its prefix.
/// </summary>
internal sealed class Memory(string prefix, Dice dice)
{
    private readonly Dictionary<string, List<string>> ids = [];
    private readonly Dictionary<string, string> tags = [];
    private readonly Dictionary<string, (string Target, string Cursor)> pages = [];
    private readonly List<string> positions = ["0"];
    private int count;

    /// <summary>The secrets of keys that were made; some are revoked by now.</summary>
    public List<string> Secrets { get; } = [];

    /// <summary>Ids that were made up for records, whether or not these came to be, by collection.</summary>
    public Dictionary<string, List<string>> Minted { get; } = [];

    public string Position => dice.Any(positions);

    /// <summary>An id of a record that was created, mostly the first, so that records fit together; else one that no record has.</summary>
    public string Id(string collection) =>
        !ids.TryGetValue(collection, out var known) ? $"{prefix}-nothing" : dice.Chance(70) ? known[0] : dice.Chance(95) ? dice.Any(known) : $"{prefix}-nothing";

    /// <summary>Any id of a record that was created.</summary>
    public string OtherId(string collection) => ids.TryGetValue(collection, out var known) ? dice.Any(known) : Id(collection);

    public string NewId(string collection)
    {
        var id = $"{prefix}-{collection[0]}{++count}";
        Minted.TryAdd(collection, []);
        Minted[collection].Add(id);
        return id;
    }

    public string NewWord() => $"{prefix}-word-{(dice.Chance(30) ? 0 : ++count)}";

    public string? Tag(string path) => tags.GetValueOrDefault(path);

    /// <summary>The last page of an operation that had a next one.</summary>
    public (string Target, string Cursor)? Page(Operation operation) => pages.TryGetValue(operation.Id, out var page) ? page : null;

    public void Learn(FuzzRequest request, FuzzAnswer answer)
    {
        if (answer.Status is < 200 or >= 300) return;
        if (answer.Headers.TryGetValue("ETag", out var tag)) tags[request.Path] = tag;
        if (answer.Headers.TryGetValue("Stance-Snapshot", out var position)) positions.Add(position);
        if (request.IsDocumented && request.Operation.IsRead && answer.Member("next") is { } next && request.Operation.Takes("cursor")) pages[request.Operation.Id] = (request.Target, next);
        if (request.Operation.IsRead || request.Asks("validate_only")) return;
        if (answer.Member("secret") is { } secret) Secrets.Add(secret);
        LearnId(request.Operation.Method is "PUT" or "POST" ? answer : null, request.Operation.Collection);
        if (answer.Headers.TryGetValue("Location", out var location) && location.Split('/') is [.., "jobs", var job]) Learn("jobs", job);
    }

    private void LearnId(FuzzAnswer? answer, string collection)
    {
        if (answer?.Member("id") is { } id) Learn(collection, id);
        if (answer?.Json is not { ValueKind: JsonValueKind.Object } body || !body.TryGetProperty("lines", out var lines) || lines.ValueKind != JsonValueKind.Array) return;
        foreach (var line in lines.EnumerateArray().Take(20))
            if (line.TryGetProperty("id", out var each) && each.ValueKind == JsonValueKind.String && line.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String) Learn($"{type.GetString()}s", each.GetString()!);
    }

    private void Learn(string collection, string id)
    {
        ids.TryAdd(collection, []);
        if (!ids[collection].Contains(id)) ids[collection].Add(id);
    }
}
