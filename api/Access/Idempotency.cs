using System.Text;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Access;

/// <summary>A request with an idempotency key, and what tells it from others with the same key.</summary>
internal readonly record struct IdempotentRequest(string Key, string Fingerprint);

/// <summary>
/// <c>Idempotency-Key</c>: the answer of a successful POST is kept for 72 hours in the same transaction as its effect, for the
/// key that the request was made with, and given again to the same request. A failed request kept nothing and may be sent again.
/// </summary>
internal static class Idempotency
{
    private const long KeptMicroseconds = 72L * 3_600 * 1_000_000;

    private const string Find = """
        SELECT fingerprint, status, location, etag, body
        FROM idempotency_keys
        WHERE written_by = @WrittenBy
          AND idempotency_key = @Key
          AND at > @Oldest
        """;

    private const string Forget = """
        DELETE FROM idempotency_keys
        WHERE at <= @Oldest
        """;

    private const string Keep = """
        INSERT INTO idempotency_keys (written_by, idempotency_key, at, fingerprint, status, location, etag, body)
        VALUES (@WrittenBy, @Key, @At, @Fingerprint, @Status, @Location, @Etag, @Body)
        """;

    public static async Task<IResult> RunAsync(
        HttpContext http, Writer writer, IdempotentRequest request, Func<WriteSession, Task<(RecordResult? Result, Problem? Problem)>> create, bool isPatient = false, bool mayRepeat = false)
    {
        var writtenBy = Caller.Id(http.User);
        var (result, problem) = await writer.RunAsync(
            Caller.Author(http.User),
            async session =>
            {
                var place = new { WrittenBy = writtenBy, request.Key, Oldest = session.Now() - KeptMicroseconds };
                if (await session.FirstOrDefaultAsync<KeptAnswer>(Find, place) is { } kept) return (kept.Replay(request.Fingerprint), Keep: false);
                var answer = await create(session);
                if (answer.Result is null) return (answer, Keep: false);
                await session.ExecuteAsync(Forget, place);
                await session.ExecuteAsync(Keep, KeptAnswer.Of(place.WrittenBy, place.Key, session.Now(), request.Fingerprint, answer.Result.Kept ?? answer.Result));
                return (answer, Keep: true);
            },
            http.RequestAborted,
            isPatient,
            mayRepeat);
        return problem is null ? result! : new ProblemResult(problem);
    }

    private sealed record KeptAnswer
    {
        public required string Fingerprint { get; init; }

        public required long Status { get; init; }

        public string? Location { get; init; }

        public string? Etag { get; init; }

        public required string Body { get; init; }

        public static object Of(string writtenBy, string key, long at, string fingerprint, RecordResult result) => new
        {
            WrittenBy = writtenBy,
            Key = key,
            At = at,
            Fingerprint = fingerprint,
            Status = (long)result.Status,
            result.Location,
            Etag = result.ETag,
            Body = Encoding.UTF8.GetString(result.Body.Span),
        };

        public (RecordResult? Result, Problem? Problem) Replay(string fingerprint) => fingerprint == Fingerprint
            ? (new RecordResult((int)Status) { Location = Location, ETag = Etag, Body = Encoding.UTF8.GetBytes(Body), IsReplayed = true }, null)
            : (null, Problem.Of(StatusCodes.Status422UnprocessableEntity, [new ProblemError(ErrorPlace.Header, "/Idempotency-Key", Codes.IdempotencyKeyReused, "This key belongs to another request: its path, its query or its body differs. Use a new key.")]));
    }
}
