using System.Diagnostics;
using System.Text.Json.Serialization;

namespace StanceApi.Http;

/// <summary>A problem document (RFC 9457): what was wrong, where, and what to do about it.</summary>
public sealed record ProblemDocument
{
    internal const string MediaType = "application/problem+json";

    /// <summary>The kind of problem as a URI: <c>urn:stanceapi:problem:</c> and the code.</summary>
    public required string Type { get; init; }

    /// <summary>The kind of problem in one sentence, the same for every problem of the code.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong with this request.</summary>
    public required string Detail { get; init; }

    /// <summary>The path of the request; <c>/</c> where it could not be read.</summary>
    public required string Instance { get; init; }

    /// <summary>The stable code of the problem: that of the first error where there are several.</summary>
    public required string Code { get; init; }

    /// <summary>The trace of the request, to look it up in the service's logs.</summary>
    public required string TraceId { get; init; }

    /// <summary>Every place that is wrong; empty where the request as a whole is.</summary>
    public required IReadOnlyList<ProblemError> Errors { get; init; }

    /// <summary>What still refers to the record; only with the code <c>still_referenced</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Referrers? Referrers { get; init; }

    /// <summary>Answers <paramref name="problem"/>.</summary>
    internal static Task WriteAsync(HttpContext http, Problem problem)
    {
        ProblemLog.Tell(http, problem);
        http.Response.StatusCode = problem.Status;
        // What a read had set before it failed would make a 304 of the same failure.
        http.Response.Headers.Remove("ETag");
        http.Response.Headers.Remove("Stance-Snapshot");
        foreach (var (name, value) in problem.Headers) http.Response.Headers[name] = value;
        if (problem.Link is { } link) http.Response.Headers.Link = $"<{Paths.Within(http.Request, link.Path)}>; rel=\"{link.Relation}\"";
        http.Response.Headers.CacheControl = "no-cache";
        var document = Of(problem, http.Request.Path.ToUriComponent(), Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier);
        return http.Response.WriteAsJsonAsync(document, Json.Options, MediaType, http.RequestAborted);
    }

    internal static ProblemDocument Of(Problem problem, string instance, string traceId) => new()
    {
        Type = $"urn:stanceapi:problem:{problem.Code}",
        Title = Codes.Titles[problem.Code],
        Status = problem.Status,
        Detail = problem.Detail,
        Instance = instance,
        Code = problem.Code,
        TraceId = traceId,
        Errors = problem.Errors,
        Referrers = problem.Referrers,
    };
}
