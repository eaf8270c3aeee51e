using System.Text.Json.Nodes;

namespace StanceApi.Http;

/// <summary>A parameter of an operation, for the documentation of endpoints that are not a noun's.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Description">Its documentation.</param>
/// <param name="IsHeader">Whether it is a header and not in the query.</param>
/// <param name="Words">The enum of which any of several words is accepted, null where a text or number is.</param>
/// <param name="Pattern">The form of a text.</param>
/// <param name="Range">The bounds of a whole number.</param>
internal sealed record ParameterMetadata(
    string Name, string Description, bool IsHeader = false, Type? Words = null, string? Pattern = null, (int Smallest, int Largest, int Default)? Range = null)
{
    /// <summary>The enum of which one word is accepted.</summary>
    public Type? Word { get; init; }

    /// <summary>Whether a text may be repeated.</summary>
    public bool IsList { get; init; }

    /// <summary>The words of which any are accepted, separated by commas or repeated, and the name of their schema.</summary>
    public (string Name, IReadOnlyList<string> Words)? AnyOf { get; init; }

    /// <summary>Whether it is true or false.</summary>
    public bool IsFlag { get; init; }

    /// <summary>An example of a parameter of the path; null where it is none.</summary>
    public string? PathExample { get; init; }
}

/// <summary>A file that an endpoint takes.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Description">What it holds.</param>
/// <param name="Example">What it can look like, null where that needs no saying.</param>
internal sealed record FileBody(string MediaType, string Description, string? Example = null);

/// <summary>The documentation of an endpoint that is not a noun's: its parameters, and the statuses of its problems.</summary>
internal sealed record OperationMetadata(IReadOnlyList<ParameterMetadata> Parameters, IReadOnlyList<int> Problems)
{
    /// <summary>The headers of a success, as in the documentation of nouns.</summary>
    public IReadOnlyList<string> AnswerHeaders { get; init; } = [];

    /// <summary>An example of the answer, where there is no file with a real one.</summary>
    public Func<JsonObject>? Example { get; init; }

    /// <summary>An example of the answer 202, where it is not like the others.</summary>
    public Func<JsonObject>? Accepted { get; init; }

    /// <summary>The type of each event of a stream, as its data.</summary>
    public Type? Event { get; init; }

    /// <summary>The type of a JSON body, with an example; null where none is taken.</summary>
    public (Type Type, Func<JsonObject> Example)? Input { get; init; }

    /// <summary>The files that are taken as a body; none where no body is.</summary>
    public IReadOnlyList<FileBody> Files { get; init; } = [];
}
