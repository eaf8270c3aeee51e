using System.Text.Json;
using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Nouns;

/// <summary>Answers the writes of a noun. What can be judged without the store is judged before the writer is asked.</summary>
internal sealed class NounWrites<TInput, TRow, TRecord>(Noun<TInput, TRow, TRecord> noun, NounCatalog catalog, Writer writer, TimeProvider clock)
    where TInput : class, INounInput
    where TRow : class, INounRow
    where TRecord : class
{
    private readonly string[] options = [.. noun.WriteOptions.Select(option => option.Name)];

    public async Task<IResult> CreateAsync(HttpContext http)
    {
        var (request, problem) = await WriteRequest.ReadAsync(http, id: null, Body.Json, options);
        if (request is null) return new ProblemResult(problem!);
        (var input, problem) = noun.Read(request.Body);
        if (input is null) return new ProblemResult(problem!);
        var change = Change<TInput, TRow>.Create(input.Id ?? Id.New(clock.GetUtcNow()), input);
        if (request.IdempotencyKey is null || request.ValidateOnly) return await RunAsync(http, request, change);
        var once = new IdempotentRequest(request.IdempotencyKey, request.Fingerprint(http.Request.Path));
        return await Idempotency.RunAsync(http, writer, once, async session => Created(await WriteAsync(session, request, change)), mayRepeat: true);
    }

    public async Task<IResult> PutAsync(HttpContext http, string id)
    {
        var (request, problem) = await WriteRequest.ReadAsync(http, id, Body.Json, options);
        if (request is null) return new ProblemResult(problem!);
        (var input, problem) = noun.Read(request.Body);
        problem ??= RefuseOtherId(input!.Id, id);
        return problem is not null ? new ProblemResult(problem) : await RunAsync(http, request, Change<TInput, TRow>.Put(id, input!, request.Precondition));
    }

    public async Task<IResult> PatchAsync(HttpContext http, string id)
    {
        var (request, problem) = await WriteRequest.ReadAsync(http, id, Body.MergePatch, options);
        if (request is null) return new ProblemResult(problem!);
        var errors = new List<ProblemError>();
        var patch = JsonText.ParseObject(request.Body, errors);
        if (patch is null || errors.Count > 0) return new ProblemResult(Problem.Of(StatusCodes.Status400BadRequest, errors));
        var shape = new JsonShape(partial: true);
        shape.CheckObject(patch.Value, typeof(TInput), "");
        if (shape.Unreadable.Count > 0) return new ProblemResult(Problem.Of(StatusCodes.Status400BadRequest, shape.Unreadable));
        return await RunAsync(http, request, Change<TInput, TRow>.Patch(id, row => Merge(row!, patch.Value), request.Precondition));
    }

    public async Task<IResult> RetireAsync(HttpContext http, string id)
    {
        var (request, problem) = await WriteRequest.ReadAsync(http, id, mediaType: null);
        return request is null ? new ProblemResult(problem!) : await RunAsync(http, request, Change<TInput, TRow>.Retire(id, request.Precondition));
    }

    private static Problem? RefuseOtherId(string? given, string id) => given is null || given == id
        ? null
        : Problem.Of(StatusCodes.Status422UnprocessableEntity, [JsonText.Error("/id", Codes.IdMismatch, $"The path names '{id}'. Send that id or none.")]);

    /// <summary>The input that a merge patch makes of the current row.</summary>
    private (TInput? Input, Problem? Problem) Merge(TRow row, JsonElement patch)
    {
        var merged = MergePatch.Apply(noun.ToJson(row), patch);
        var (input, problem) = noun.Read(JsonSerializer.SerializeToElement(merged));
        problem ??= RefuseOtherId(input!.Id, row.Id);
        return problem is null ? (input, null) : (null, problem);
    }

    private Task<Written<TRow>> WriteAsync(WriteSession session, WriteRequest request, Change<TInput, TRow> change) =>
        RecordWriter.WriteAsync(session, catalog, noun, change with { Options = request.Options });

    private async Task<IResult> RunAsync(HttpContext http, WriteRequest request, Change<TInput, TRow> change)
    {
        var written = await writer.RunAsync(
            Caller.Author(http.User),
            async session =>
            {
                var result = await WriteAsync(session, request, change);
                return (result, Keep: result.Problem is null && !request.ValidateOnly);
            },
            http.RequestAborted,
            mayRepeat: true);
        return written.Problem is { } problem ? new ProblemResult(problem) : Answer(written, request.ValidateOnly);
    }

    private RecordResult Answer(Written<TRow> written, bool validateOnly) => (written.Effect, validateOnly) switch
    {
        (Effect.Retired, true) => new RecordResult(StatusCodes.Status200OK),
        (_, true) => Result(written, StatusCodes.Status200OK) with { ETag = null },
        (Effect.Retired, _) => new RecordResult(StatusCodes.Status204NoContent),
        (Effect.Created or Effect.Restored, _) => Created(written).Result!,
        _ => Result(written, StatusCodes.Status200OK),
    };

    private (RecordResult? Result, Problem? Problem) Created(Written<TRow> written) => written.Problem is { } problem
        ? (null, problem)
        : (Result(written, StatusCodes.Status201Created) with { Location = $"/v1/{noun.Plural}/{written.Row!.Id}" }, null);

    private RecordResult Result(Written<TRow> written, int status) => new(status)
    {
        ETag = ETags.Strong(written.Row!.Version),
        Body = JsonSerializer.SerializeToUtf8Bytes(noun.ToRecord(written.Row), Json.Options),
    };
}
