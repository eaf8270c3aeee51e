using System.Text.Json;

namespace StanceApi.Tests.Fuzzing;

/// <summary>
/// An operation of the document: its method in capitals, its path with parameters in braces, the schema of each media type that is taken
/// (none where no body is), and what is answered, by status.
/// </summary>
internal sealed record Operation(
    string Method, string Path, string Id, IReadOnlyList<Parameter> Parameters, IReadOnlyDictionary<string, JsonElement> Bodies, IReadOnlyDictionary<int, DocumentedAnswer> Answers)
{
    public bool IsRead => Method is "GET";

    /// <summary>The collection below /v1 whose ids the path takes.</summary>
    public string Collection => Path.Split('/') is [_, "v1", "import" or "export", var noun, ..] ? noun : Path.Split('/').ElementAtOrDefault(2) ?? "";

    public bool Takes(string parameter) => Parameters.Any(each => each.Name == parameter);
}

/// <summary>
/// A parameter of an operation, in its path, query or header; exploded where several values are repeated, not separated by commas. The
/// example of one of a path is an id of the demonstration data.
/// </summary>
internal sealed record Parameter(string Name, string In, bool IsExploded, JsonElement Schema, string Example);

/// <summary>A documented answer.</summary>
/// <param name="Contents">The name of the schema of each media type; none where there is no body.</param>
/// <param name="Headers">Those that are always there.</param>
internal sealed record DocumentedAnswer(IReadOnlyDictionary<string, string> Contents, IReadOnlyList<string> Headers);
