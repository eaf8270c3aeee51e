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
        var (snapshot, problem) = await Snapshot.ResolveAsync(session, clock, parameters.Selection.KnownAt, parameters.Cursor);
        if (snapshot is null) return new ProblemResult(problem!);
        return Conditional.NotModified(http, ETags.Weak(http.Request, snapshot.Seq)) ?? await PageAsync(http, session, parameters, snapshot);
    }

    public async Task<IResult> GetAsync(HttpContext http, string id)
    {
        var errors = Conditional.Check(http.Request);
        Paths.CheckId(id, errors);
        var query = new QueryParameters(http.Request, errors);
        var shape = Shape.Read(query, noun.Members, noun.Expansions);
        var knownAt = KnownAt.Read(query);
        query.RefuseOthers();
        if (errors.Count > 0) return new ProblemResult(Problem.Of(StatusCodes.Status400BadRequest, errors));
        await using var session = await readers.OpenAsync(http.RequestAborted);
        var (snapshot, problem) = await Snapshot.ResolveAsync(session, clock, knownAt);
        if (snapshot is null) return new ProblemResult(problem!);
        var state = await RecordState<TRow>.ReadAsync(session, noun, id, snapshot.Past);
        if (knownAt is not null) http.Response.Headers["Stance-Snapshot"] = Cursor.Position(snapshot.Seq);
        if (state.Current is not { } row) return new ProblemResult(state.Missing(noun, id));
        var tag = shape.IsPlain ? ETags.Strong(row.Version) : ETags.Weak(http.Request, snapshot.Seq);
        if (Conditional.NotModified(http, tag) is { } unchanged) return unchanged;
        return shape.IsPlain ? Answer(noun.ToRecord(row)) : Answer((await ShapedAsync(session, shape, [row], snapshot))[0]);
    }

    private static JsonHttpResult<T> Answer<T>(T value) => TypedResults.Json(value, Json.Options);

    private Task<IReadOnlyList<JsonNode>> ShapedAsync(Session session, Shape shape, IReadOnlyList<TRow> rows, Snapshot snapshot) =>
        shape.ApplyAsync(session, catalog, [.. rows.Select(noun.ToRecord)], noun.ExpansionIds, snapshot.Past);

    private async Task<IResult> PageAsync(HttpContext http, ReadSession session, ListParameters parameters, Snapshot snapshot)
    {
        var query = new PageQuery
        {
            Selection = parameters.Selection.Of(noun, snapshot.Past),
            Sort = parameters.Sort,
            Descending = parameters.Descending,
            After = parameters.Cursor?.After,
            Limit = parameters.Limit + 1,
        };
        var (sql, values) = query.Rows(session.Engine);
        var found = await session.QueryAsync<TRow>(sql, values);
        TRow[] rows = [.. found.Take(parameters.Limit)];
        var next = found.Count > parameters.Limit ? new Cursor(snapshot.Seq, new After(Table.Text(rows[^1], parameters.Sort.Column), rows[^1].Id)).Link(http, parameters.Binding) : null;
        var total = parameters.Count ? await CountAsync(session, query) : (long?)null;
        return parameters.Shape.IsPlain
            ? Paged(rows.Select(noun.ToRecord), next, total, parameters.Selection, snapshot)
            : Paged(await ShapedAsync(session, parameters.Shape, rows, snapshot), next, total, parameters.Selection, snapshot);
    }

    private IResult Paged<T>(IEnumerable<T> items, string? next, long? total, SelectionParameters selection, Snapshot snapshot) => noun.SaidBy is null
        ? Answer(new Page<T> { Items = [.. items], Next = next, KnownAt = snapshot.Echo(selection.KnownAt), Total = total })
        : Answer(new DatedPage<T> { Items = [.. items], Next = next, KnownAt = snapshot.Echo(selection.KnownAt), AsOf = selection.AsOf?.Text, Total = total });

    private static async Task<long> CountAsync(ReadSession session, PageQuery query)
    {
        var (sql, values) = query.Count(session.Engine);
        return await session.FirstOrDefaultAsync<long>(sql, values);
    }
}
