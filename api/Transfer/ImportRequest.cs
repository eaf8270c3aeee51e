using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using StanceApi.Http;
using StanceApi.Nouns;

namespace StanceApi.Transfer;

/// <summary>How an import shall be done.</summary>
internal sealed record ImportPlan
{
    /// <summary>The one kind of record in the file; null where each line names its own.</summary>
    public required ImportType? Type { get; init; }

    public required ImportFormat Format { get; init; }

    public required ImportMode Mode { get; init; }

    public required OnError OnError { get; init; }

    public required bool ValidateOnly { get; init; }

    /// <summary>The nouns' own flags that the request set.</summary>
    public required IReadOnlySet<string> Options { get; init; }

    public ChangeVerb Verb => Mode == ImportMode.Insert ? ChangeVerb.Create : ChangeVerb.Put;

    public bool MayContinue => OnError == OnError.Continue;
}

/// <summary>The request of an import, its body left aside.</summary>
internal sealed record ImportRequest(ImportPlan Plan, bool IsGzip, string? IdempotencyKey)
{
    public const string Ndjson = "application/x-ndjson";
    public const string Csv = "text/csv";
    public const string AllowUnverified = "allow_unverified";

    private const string Gzip = "gzip";
    private const string Identity = "identity";

    /// <summary>Reads everything but the body. A mixed file (without a type) is NDJSON.</summary>
    public static (ImportRequest? Request, Problem? Problem) Read(HttpRequest request, ImportType? type)
    {
        var errors = new List<ProblemError>();
        var query = new QueryParameters(request, errors);
        var mode = query.Word("mode", ImportMode.Upsert);
        var onError = query.Word("on_error", OnError.Abort);
        var validateOnly = query.Flag("validate_only");
        HashSet<string> options = query.Flag(AllowUnverified) ? [AllowUnverified] : [];
        query.RefuseOthers();
        Precondition.Read(request, errors);
        var key = WriteRequest.ReadKey(request, errors);
        if (errors.Count > 0) return (null, Problem.Of(StatusCodes.Status400BadRequest, errors));
        var (format, problem) = ReadFormat(request, type);
        if (format is not { } known) return (null, problem);
        var plan = new ImportPlan { Type = type, Format = known, Mode = mode, OnError = onError, ValidateOnly = validateOnly, Options = options };
        return (new ImportRequest(plan, NamesGzip(request.Headers.ContentEncoding), key), null);
    }

    /// <summary>Names of codings have no case, and <c>x-gzip</c> is gzip (RFC 9110, section 8.4.1).</summary>
    private static bool NamesGzip(StringValues coding) => IsNamed(coding, Gzip) || IsNamed(coding, $"x-{Gzip}");

    private static bool IsNamed(StringValues coding, string name) => coding.ToString().Equals(name, StringComparison.OrdinalIgnoreCase);

    private static (ImportFormat? Format, Problem? Problem) ReadFormat(HttpRequest request, ImportType? type)
    {
        var declared = MediaTypeHeaderValue.TryParse(request.ContentType, out var media) ? media.MediaType.Value?.ToLowerInvariant() : null;
        var taken = type is null ? Ndjson : $"{Ndjson}, {Csv}";
        ImportFormat? format = declared switch { Ndjson => ImportFormat.Ndjson, Csv when type is not null => ImportFormat.Csv, _ => null };
        if (format is null) return (null, Body.Unsupported(HeaderNames.ContentType, $"Send the file with Content-Type: {taken.Replace(", ", " or ", StringComparison.Ordinal)}.", HeaderNames.Accept, taken));
        if (media!.Charset.HasValue && !HeaderUtilities.RemoveQuotes(media.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return (null, Body.Unsupported(HeaderNames.ContentType, "Send the file as UTF-8.", HeaderNames.Accept, taken));
        return request.Headers.ContentEncoding is { Count: > 0 } encoding && !IsNamed(encoding, Identity) && !NamesGzip(encoding)
            ? (null, Body.Unsupported(HeaderNames.ContentEncoding, "Send the file packed with gzip, or as it is.", HeaderNames.AcceptEncoding, Gzip))
            : (format, null);
    }
}
