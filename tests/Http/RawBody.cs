using System.Text.Json.Nodes;

namespace StanceApi.Tests.Http;

/// <summary>A body as text, changed at one place by JSON that a serializer would not write.</summary>
internal sealed record RawBody(JsonObject Body)
{
    private const string Mark = "@@mark@@";

    public string Text => Body.ToJsonString();

    /// <summary>The body with the value at <paramref name="pointer"/> replaced by <paramref name="json"/>, which is not looked at.</summary>
    public string With(string pointer, string json)
    {
        var copy = Body.DeepClone();
        var (parent, last) = Find(copy, pointer);
        if (parent is JsonArray list) list[int.Parse(last, System.Globalization.CultureInfo.InvariantCulture)] = Mark;
        else parent[last] = Mark;
        return copy.ToJsonString().Replace($"\"{Mark}\"", json, StringComparison.Ordinal);
    }

    /// <summary>The body without the member at <paramref name="pointer"/>.</summary>
    public string Without(string pointer)
    {
        var copy = Body.DeepClone();
        var (parent, last) = Find(copy, pointer);
        Assert.True(parent.AsObject().Remove(last), pointer);
        return copy.ToJsonString();
    }

    /// <summary>The body with <paramref name="member"/>, a name and a value that are not looked at, at the end of the object at <paramref name="pointer"/>.</summary>
    public string Adding(string pointer, string member)
    {
        var copy = Body.DeepClone();
        At(copy, pointer).AsObject().Add(Mark, 0);
        return copy.ToJsonString().Replace($"\"{Mark}\":0", member, StringComparison.Ordinal);
    }

    /// <summary>The value at <paramref name="pointer"/>.</summary>
    public JsonNode At(string pointer) => At(Body, pointer);

    private static (JsonNode Parent, string Last) Find(JsonNode root, string pointer)
    {
        var cut = pointer.LastIndexOf('/');
        return (At(root, pointer[..cut]), pointer[(cut + 1)..]);
    }

    private static JsonNode At(JsonNode root, string pointer) => pointer.Split('/').Skip(1).Aggregate(
        root, (node, part) => node is JsonArray list ? list[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]! : node[part]!);
}
