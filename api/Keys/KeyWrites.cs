using System.Text.Json;
using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Keys;

/// <summary>Creates and revokes keys. Whatever the answer is kept in, the secret is not.</summary>
internal sealed partial class KeyWrites(Writer writer, KnownKeys known, TimeProvider clock, ILogger<KeyWrites> log)
{
    private readonly Lazy<ApiKeyValidator> validator = new(() => new ApiKeyValidator());

    public async Task<IResult> CreateAsync(HttpContext http)
    {
        var (request, problem) = await WriteRequest.ReadAsync(http, id: null, Body.Json);
        if (request is null) return new ProblemResult(problem!);
        (var input, problem) = JsonInput.Read(request.Body, validator.Value);
        problem ??= RefusePast(input!.ExpiresAt);
        if (problem is not null) return new ProblemResult(problem);
        var result = request.IdempotencyKey is null || request.ValidateOnly
            ? await writer.RunAsync(Caller.Author(http.User), async session => (await CreateAsync(session, input!, !request.ValidateOnly), Keep: !request.ValidateOnly), http.RequestAborted)
            : await Idempotency.RunAsync(
                http, writer, new IdempotentRequest(request.IdempotencyKey, request.Fingerprint(http.Request.Path)), async session => (await CreateAsync(session, input!, keep: true), null));
        if (result is RecordResult { Location: { } location, IsReplayed: false }) LogCreated(location, Caller.Id(http.User));
        return result;
    }

    public async Task<IResult> RevokeAsync(HttpContext http, string id)
    {
        var (request, problem) = await WriteRequest.ReadAsync(http, id, mediaType: null);
        if (request is null) return new ProblemResult(problem!);
        try
        {
            var key = await writer.RunAsync(Caller.Author(http.User), async session => (await KeyStore.RevokeAsync(session, id), Keep: !request.ValidateOnly), http.RequestAborted);
            if (key is null) return new ProblemResult(KeyReads.NotFound(id));
            if (!request.ValidateOnly) LogRevoked(id, Caller.Id(http.User));
            return new RecordResult(request.ValidateOnly ? StatusCodes.Status200OK : StatusCodes.Status204NoContent);
        }
        finally
        {
            // Even where the answer is lost: the commit may have been made.
            known.Forget();
        }
    }

    private Problem? RefusePast(string? expiresAt) => expiresAt is null || string.CompareOrdinal(Written(expiresAt), Instant.Write(clock.GetUtcNow())) > 0
        ? null
        : Problem.Of(StatusCodes.Status422UnprocessableEntity, [JsonText.Error("/expires_at", Codes.ReversedRange, "The key would be over before it begins: name an instant that is still to come.")]);

    private static string? Written(string? instant) => instant is not null && PartialDate.TryParse(instant, out var parsed) ? Instant.Write(parsed.First) : null;

    private static async Task<RecordResult> CreateAsync(WriteSession session, ApiKeyInput input, bool keep)
    {
        var (key, secret) = await KeyStore.CreateAsync(session, input.Name, input.Scopes, Written(input.ExpiresAt));
        if (!keep) return new RecordResult(StatusCodes.Status200OK) { Body = Of(key, null), CacheControl = "no-store" };
        var kept = new RecordResult(StatusCodes.Status201Created) { Body = Of(key, null), Location = $"/v1/keys/{key.Id}" };
        return kept with { Body = Of(key, secret), Kept = kept, CacheControl = "no-store" };
    }

    private static byte[] Of(KeyRow row, string? secret)
    {
        var key = KeyReads.Of(row);
        var created = new CreatedApiKey
        {
            Id = key.Id,
            Name = key.Name,
            Scopes = key.Scopes,
            CreatedAt = key.CreatedAt,
            ExpiresAt = key.ExpiresAt,
            LastUsedAt = key.LastUsedAt,
            RevokedAt = key.RevokedAt,
            Secret = secret,
        };
        return JsonSerializer.SerializeToUtf8Bytes(created, Json.Options);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Key} was created by {By}.")]
    private partial void LogCreated(string key, string by);

    [LoggerMessage(Level = LogLevel.Information, Message = "/v1/keys/{Id} was revoked by {By}.")]
    private partial void LogRevoked(string id, string by);
}
