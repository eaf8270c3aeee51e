using System.Text.Json;
using System.Text.Json.Nodes;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>Which members of a record are answered (<c>fields</c>; all where empty) and which records are put beside its ids (<c>expand</c>).</summary>
internal sealed record Shape(IReadOnlyList<string> Fields, IReadOnlyList<string> Expand)
{
    public bool IsPlain => Fields.Count == 0 && Expand.Count == 0;

    public static Shape Read(QueryParameters query, IReadOnlyList<string> members, IEnumerable<Expansion> expansions) =>
        new(query.List("fields", members), query.List("expand", [.. expansions.Select(expansion => expansion.Name)]));

    /// <summary>The records as JSON; one statement for each noun that is expanded, however many records there are.</summary>
    public async Task<IReadOnlyList<JsonNode>> ApplyAsync<TRecord>(
        Session session,
        NounCatalog catalog,
        IReadOnlyList<TRecord> records,
        IEnumerable<(Expansion Expansion, Func<TRecord, IEnumerable<string?>> Ids)> expansions,
        long? seq)
    {
        var items = records.Select(Select).ToArray();
        foreach (var (expansion, ids) in expansions.Where(expansion => Expand.Contains(expansion.Expansion.Name)))
        {
            var wanted = records.SelectMany(ids).OfType<string>().Distinct(StringComparer.Ordinal);
            var loaded = await catalog[expansion.Noun].LoadAsync(session, wanted, seq);
            foreach (var (index, record) in records.Index()) items[index][expansion.Name] = Expanded(expansion, [.. ids(record).OfType<string>()], loaded);
        }

        return items;
    }

    private static JsonNode? Expanded(Expansion expansion, IReadOnlyList<string> ids, IReadOnlyDictionary<string, JsonObject> loaded)
    {
        if (!expansion.IsList) return ids.Count == 0 ? null : loaded[ids[0]].DeepClone();
        return new JsonArray([.. ids.Distinct(StringComparer.Ordinal).Select(id => loaded[id].DeepClone())]);
    }

    private JsonObject Select<TRecord>(TRecord record)
    {
        var json = JsonSerializer.SerializeToNode(record, Json.Options)!.AsObject();
        if (Fields.Count == 0) return json;
        foreach (var name in json.Select(member => member.Key).Where(name => !Fields.Contains(name)).ToArray()) json.Remove(name);
        return json;
    }
}
