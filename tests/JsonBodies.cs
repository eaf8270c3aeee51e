using System.Text.Json.Nodes;

namespace StanceApi.Tests;

/// <summary>Bodies that differ in a member.</summary>
public static class JsonBodies
{
    /// <summary>The body with a member set.</summary>
    public static JsonObject With(this JsonObject body, string member, JsonNode? value)
    {
        body[member] = value;
        return body;
    }

    /// <summary>The body without a member, if it had it.</summary>
    public static JsonObject Without(this JsonObject body, string member)
    {
        body.Remove(member);
        return body;
    }
}
