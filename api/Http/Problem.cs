namespace StanceApi.Http;

/// <summary>The part of a request that an error is in.</summary>
public enum ErrorPlace
{
    /// <summary>The body; the pointer leads to a member.</summary>
    Body,

    /// <summary>The query string; the pointer names a parameter.</summary>
    Query,

    /// <summary>The path; the pointer names a parameter of it.</summary>
    Path,

    /// <summary>The headers; the pointer names one.</summary>
    Header,
}

/// <summary>A place where a request is wrong, and how to mend it.</summary>
/// <param name="In">The part of the request.</param>
/// <param name="Pointer">A JSON Pointer (RFC 6901) into it: <c>/citations/0/quote/exact</c>, <c>/limit</c>, <c>/If-Match</c>.</param>
/// <param name="Code">A stable code.</param>
/// <param name="Detail">What to do about it.</param>
public sealed record ProblemError(ErrorPlace In, string Pointer, string Code, string Detail);

/// <summary>Records that still refer to one that should be retired.</summary>
/// <param name="Counts">How many, for each noun (plural) that has any.</param>
/// <param name="First">The first ten, by noun and id.</param>
public sealed record Referrers(IReadOnlyDictionary<string, long> Counts, IReadOnlyList<Referrer> First);

/// <summary>A record that refers to another.</summary>
/// <param name="Type">The noun, singular.</param>
/// <param name="Id">The record's id.</param>
public sealed record Referrer(string Type, string Id);

/// <summary>An expected failure: the status and what a problem document (RFC 9457) says of it.</summary>
internal sealed record Problem(int Status, string Code, string Detail)
{
    /// <summary>How many errors an answer tells; a hostile body has more than anybody wants to read.</summary>
    public const int MostErrors = 100;

    public IReadOnlyList<ProblemError> Errors { get; init; } = [];

    /// <summary>What still refers to the record, with <see cref="Codes.StillReferenced"/>.</summary>
    public Referrers? Referrers { get; init; }

    /// <summary>Headers that the answer carries: <c>ETag</c>, <c>Retry-After</c>, <c>WWW-Authenticate</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>A path within the service that tells more, with how it is related (RFC 8288).</summary>
    public (string Path, string Relation)? Link { get; init; }

    /// <summary>What it came from, for the log alone; null where the detail says it all.</summary>
    public string? Cause { get; init; }

    /// <summary>A request that is wrong in several places; the first one gives the problem its code.</summary>
    public static Problem Of(int status, IReadOnlyList<ProblemError> errors) => new(
        status, errors[0].Code, errors.Count == 1 ? errors[0].Detail : $"{errors[0].Detail} ({errors.Count} errors in all.)") { Errors = [.. errors.Take(MostErrors)] };

    /// <summary>A request that is wrong in one place.</summary>
    public static Problem At(int status, string code, string detail, ErrorPlace place, string pointer) =>
        Of(status, [new ProblemError(place, pointer, code, detail)]);

    /// <summary>The same problem of another parameter of the path.</summary>
    public Problem InPath(string parameter) => this with { Errors = [.. Errors.Select(error => error with { Pointer = $"/{parameter}" })] };

    public static Problem Busy(string detail) => new(StatusCodes.Status503ServiceUnavailable, Codes.Busy, detail) { Headers = RetryAfter };

    public static readonly IReadOnlyDictionary<string, string> RetryAfter = new Dictionary<string, string> { ["Retry-After"] = "1" };
}
