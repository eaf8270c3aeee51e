using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>Answers the reads of a noun: its list and its single records.</summary>
internal sealed class NounReads<TInput, TRow, TRecord>(Noun<TInput, TRow, TRecord> noun, NounCatalog catalog, Readers readers, TimeProvider clock)
    where TInput : class, INounInput
    where TRow : class, INounRow
    where TRecord : class
{
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var errors = Conditional.Check(http.Request);
        var parameters = ListParameters.Read(http.Request, noun, errors);
        if (errors.Count > 0) return new ProblemResult(Problem.Of(StatusCodes.Status400BadRequest, errors));
        await using var session = await readers.OpenAsync(http.RequestAborted);
        var head = await FeedHead.ReadAsync(session);
        if ((parameters.Cursor?.Seq ?? await SeqAsync(session, parameters.KnownAt, head)) is not { } seq) return new ProblemResult(KnownAt.InFuture);
        if (seq > head.Seq) return new ProblemResult(ForeignCursor);
        var tag = ETags.Weak(http.Request, seq);
        return Conditional.NotModified(http, tag) ?? await PageAsync(http, session, parameters, seq, past: seq < head.Seq);
    }

    public async Task<IResult> GetAsync(HttpContext http, string id)
    {
        var errors = Conditional.Check(http.Request);
        Paths.CheckId(id, errors);
        var query = new QueryParameters(http.Request, errors);
        var shape = Shape.Read(query, noun);
        var knownAt = KnownAt.Read(query);
        query.RefuseOthers();
        if (errors.Count > 0) return new ProblemResult(Problem.Of(StatusCodes.Status400BadRequest, errors));
        await using var session = await readers.OpenAsync(http.RequestAborted);
        var head = await FeedHead.ReadAsync(session);
        if (await SeqAsync(session, knownAt, head) is not { } seq) return new ProblemResult(KnownAt.InFuture);
        var past = seq < head.Seq ? seq : (long?)null;
        var state = await RecordState<TRow>.ReadAsync(session, noun, id, past);
        if (knownAt is not null) http.Response.Headers["Stance-Snapshot"] = Cursor.Position(seq);
        if (state.Current is not { } row) return new ProblemResult(state.Missing(noun, id));
        var tag = shape.IsPlain ? ETags.Strong(row.Version) : ETags.Weak(http.Request, seq);
        if (Conditional.NotModified(http, tag) is { } unchanged) return unchanged;
        return shape.IsPlain ? Answer(noun.ToRecord(row)) : Answer((await shape.ApplyAsync(session, catalog, noun, [row], past))[0]);
    }

    private Task<long?> SeqAsync(Session session, KnownAt? knownAt, FeedHead head) =>
        knownAt is null ? Task.FromResult<long?>(head.Seq) : knownAt.ResolveAsync(session, head, clock);

    private static readonly Problem ForeignCursor = Problem.Of(
        StatusCodes.Status400BadRequest,
        [new ProblemError(ErrorPlace.Query, "/cursor", Codes.InvalidCursor, "This cursor is of a later state than this store has. Begin at the first page.")]);

    private static JsonHttpResult<T> Answer<T>(T value) => TypedResults.Json(value, Json.Options);

    private async Task<IResult> PageAsync(HttpContext http, ReadSession session, ListParameters parameters, long seq, bool past)
    {
        var query = new PageQuery
        {
            Table = noun.Table,
            Filters = parameters.Filters,
            Bounds = parameters.Bounds,
            Sort = parameters.Sort,
            Descending = parameters.Descending,
            Seq = past ? seq : null,
            After = parameters.Cursor?.After,
            Limit = parameters.Limit + 1,
        };
        var (sql, values) = query.Rows(session.Engine);
        var found = await session.QueryAsync<TRow>(sql, values);
        TRow[] rows = [.. found.Take(parameters.Limit)];
        var next = found.Count > parameters.Limit ? new Cursor(seq, new After(Table.Text(rows[^1], parameters.Sort.Column), rows[^1].Id)).Link(http, parameters.Binding) : null;
        var total = parameters.Count ? await CountAsync(session, query) : (long?)null;
        var knownAt = parameters.KnownAt is null ? null : Cursor.Position(seq);
        if (parameters.Shape.IsPlain) return Answer(new Page<TRecord> { Items = [.. rows.Select(noun.ToRecord)], Next = next, KnownAt = knownAt, Total = total });
        var items = await parameters.Shape.ApplyAsync(session, catalog, noun, rows, past ? seq : null);
        return Answer(new Page<JsonNode> { Items = items, Next = next, KnownAt = knownAt, Total = total });
    }

    private static async Task<long> CountAsync(ReadSession session, PageQuery query)
    {
        var (sql, values) = query.Count(session.Engine);
        return await session.FirstOrDefaultAsync<long>(sql, values);
    }
}
