using System.Text.Json;
using System.Text.Json.Nodes;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>Which members of a record are answered (<c>fields</c>; all where empty) and which records are put beside its ids (<c>expand</c>).</summary>
internal sealed record Shape(IReadOnlyList<string> Fields, IReadOnlyList<string> Expand)
{
    public bool IsPlain => Fields.Count == 0 && Expand.Count == 0;

    public static Shape Read(QueryParameters query, INoun noun) =>
        new(query.List("fields", noun.Members), query.List("expand", [.. noun.Expansions.Select(expansion => expansion.Name)]));

    /// <summary>The rows as JSON; one statement for each noun that is expanded, however many rows there are.</summary>
    public async Task<IReadOnlyList<JsonNode>> ApplyAsync<TInput, TRow, TRecord>(
        Session session, NounCatalog catalog, Noun<TInput, TRow, TRecord> noun, IReadOnlyList<TRow> rows, long? seq)
        where TInput : class, INounInput
        where TRow : class, INounRow
        where TRecord : class
    {
        var records = rows.Select(noun.ToRecord).ToArray();
        var items = records.Select(Select).ToArray();
        foreach (var (expansion, ids) in noun.ExpansionIds.Where(expansion => Expand.Contains(expansion.Expansion.Name)))
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
