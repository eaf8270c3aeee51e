using System.Text.Json;
using System.Text.Json.Nodes;

namespace StanceApi.Http;

/// <summary>JSON Merge Patch, the algorithm of RFC 7396, section 2.</summary>
internal static class MergePatch
{
    /// <summary>
    /// <paramref name="target"/> with <paramref name="patch"/> applied: null removes a member, an object merges into the member,
    /// anything else (a list too) replaces it. The target is changed.
    /// </summary>
    public static JsonNode? Apply(JsonNode? target, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object) return JsonSerializer.SerializeToNode(patch);
        var merged = target as JsonObject ?? [];
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null) merged.Remove(member.Name);
            else Set(merged, member.Name, member.Value);
        }

        return merged;
    }

    private static void Set(JsonObject merged, string name, JsonElement patch)
    {
        var current = merged[name];
        var replacement = Apply(current, patch);
        if (!ReferenceEquals(current, replacement)) merged[name] = replacement;
    }
}
