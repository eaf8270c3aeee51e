using System.Reflection;
using System.Text.Json.Nodes;

namespace StanceApi.Http;

/// <summary>
/// What the service answers on the demonstration data, an embedded file for each operation that is not a noun's. A test writes the
/// files from real answers and holds them to those.
/// </summary>
internal static class AnswerExamples
{
    /// <summary>The example of an operation; null where there is none.</summary>
    public static JsonNode? Of(string operation)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"answers.{operation}.json");
        return stream is null ? null : JsonNode.Parse(stream);
    }
}
