using System.Text.Json;
using System.Text.Json.Nodes;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>Answers the reads of a noun: its list and its single records.</summary>
internal sealed class NounReads<TInput, TRow, TRecord>(Noun<TInput, TRow, TRecord> noun, NounCatalog catalog, SnapshotReads reads)
    where TInput : class, INounInput
    where TRow : class, INounRow
    where TRecord : class
{
    public Task<IResult> ListAsync(HttpContext http)
    {
        var errors = Conditional.Check(http.Request);
        var parameters = ListParameters.Read(http.Request, noun, errors);
        // Whoever holds the page already is answered by the feed's head alone.
        NewestAnswer? newest = parameters.IsNewestPage && !Conditional.IsAsked(http.Request) ? session => NewestPageAsync(http, session, parameters) : null;
        return reads.AnswerAsync(
            http,
            errors,
            parameters.Selection.KnownAt,
            parameters.Selection.IsSearch ? null : parameters.Cursor,
            async (session, snapshot) => Conditional.NotModified(http, ETags.Weak(http.Request, snapshot.Seq)) ?? await PageAsync(http, session, parameters, snapshot),
            newest,
            parameters.Cursor?.Seq,
            showsTexts: parameters.Selection.IsSearch);
    }

    public Task<IResult> GetAsync(HttpContext http, string id)
    {
        var errors = Conditional.Check(http.Request);
        Paths.CheckId(id, errors);
        var query = new QueryParameters(http.Request, errors);
        var shape = Shape.Read(query, noun.Members, noun.Expansions);
        var knownAt = KnownAt.Read(query);
        query.RefuseOthers();
        NewestAnswer? newest = shape.IsPlain && knownAt is null ? session => NewestRecordAsync(http, session, id) : null;
        return reads.AnswerAsync(http, errors, knownAt, cursor: null, (session, snapshot) => RecordAsync(http, session, shape, id, snapshot), newest);
    }

    /// <summary>No result where there is no such record: what became of it takes another statement.</summary>
    private async Task<(FeedHead, IResult?)> NewestRecordAsync(HttpContext http, ReadSession session, string id)
    {
        IResult? result = null;
        var head = await session.ReadWithHeadAsync(noun.Table.ById(noun.RowJson.Columns), new { Id = id }, row =>
            result = Conditional.NotModified(http, ETags.Strong(row.Number(noun.RowJson.IndexOf("version")))) ?? new RecordResult(StatusCodes.Status200OK) { Body = noun.RowJson.Write(row).Utf8 });
        return (head, result);
    }

    private async Task<IResult> RecordAsync(HttpContext http, ReadSession session, Shape shape, string id, Snapshot snapshot)
    {
        var state = await RecordState<TRow>.ReadAsync(session, noun, id, snapshot.Past);
        if (state.Current is not { } row) return new ProblemResult(state.Missing(noun, id));
        var tag = shape.IsPlain ? ETags.Strong(row.Version) : ETags.Weak(http.Request, snapshot.Seq);
        if (Conditional.NotModified(http, tag) is { } unchanged) return unchanged;
        return shape.IsPlain ? Answer(noun.ToRecord(row)) : Answer((await ShapedAsync(session, shape, [row], snapshot))[0]);
    }

    private static RecordResult Answer<T>(T value) => new(StatusCodes.Status200OK) { Body = JsonSerializer.SerializeToUtf8Bytes(value, Json.Options) };

    private Task<IReadOnlyList<JsonNode>> ShapedAsync(Session session, Shape shape, IReadOnlyList<TRow> rows, Snapshot snapshot) =>
        shape.ApplyAsync(session, catalog, [.. rows.Select(noun.ToRecord)], noun.ExpansionIds, snapshot.Past);

    private async Task<(FeedHead, IResult?)> NewestPageAsync(HttpContext http, ReadSession session, ListParameters parameters)
    {
        var rows = new WrittenRows(noun.RowJson, parameters.Sort, parameters.Limit);
        var (sql, values) = (QueryOf(parameters, past: null) with { Columns = rows.Columns }).Rows(session.Engine);
        var head = await session.ReadWithHeadAsync(sql, values, rows.Add);
        Conditional.SetHeaders(http, ETags.Weak(http.Request, head.Seq));
        return (head, Page(http, rows, total: null, parameters, new Snapshot(head.Seq, Past: null)));
    }

    private async Task<IResult> PageAsync(HttpContext http, ReadSession session, ListParameters parameters, Snapshot snapshot)
    {
        var query = QueryOf(parameters, snapshot.Past);
        if (snapshot.Past is not null) query = query with { UpTo = await LastAsync(session, query) };
        return parameters.Shape.IsPlain ? await PlainAsync(http, session, query, parameters, snapshot) : await ShapedAsync(http, session, query, parameters, snapshot);
    }

    private async Task<IResult> PlainAsync(HttpContext http, ReadSession session, PageQuery query, ListParameters parameters, Snapshot snapshot)
    {
        var rows = new WrittenRows(noun.RowJson, parameters.Sort, parameters.Limit);
        var (sql, values) = (query with { Columns = rows.Columns }).Rows(session.Engine);
        await session.ReadAsync(sql, values, rows.Add);
        return Page(http, rows, await TotalAsync(session, query, parameters), parameters, snapshot);
    }

    private IResult Page(HttpContext http, WrittenRows rows, long? total, ListParameters parameters, Snapshot snapshot) =>
        Paged(rows.Items, Next(http, rows.Next, parameters, snapshot), total, parameters.Selection, snapshot);

    private async Task<IResult> ShapedAsync(HttpContext http, ReadSession session, PageQuery query, ListParameters parameters, Snapshot snapshot)
    {
        var (sql, values) = query.Rows(session.Engine);
        var found = await session.QueryAsync<TRow>(sql, values);
        TRow[] rows = [.. found.Take(parameters.Limit)];
        var next = Next(http, found.Count > parameters.Limit ? PlaceOf(rows[^1], parameters.Sort) : null, parameters, snapshot);
        var total = await TotalAsync(session, query, parameters);
        return Paged(await ShapedAsync(session, parameters.Shape, rows, snapshot), next, total, parameters.Selection, snapshot);
    }

    /// <summary>The rows of a page and one more, which tells whether there is a next.</summary>
    private PageQuery QueryOf(ListParameters parameters, long? past) => new()
    {
        Selection = parameters.Selection.Of(noun, past),
        Sort = parameters.Sort,
        Descending = parameters.Descending,
        After = parameters.Cursor?.After,
        Limit = parameters.Limit + 1,
    };

    private static string? Next(HttpContext http, After? last, ListParameters parameters, Snapshot snapshot) =>
        last is { } place ? new Cursor(snapshot.Seq, place).Link(http, parameters.Binding) : null;

    private IResult Paged<T>(IEnumerable<T> items, string? next, long? total, SelectionParameters selection, Snapshot snapshot) => noun.SaidBy is null
        ? Answer(new CountedPage<T> { Items = [.. items], Next = next, KnownAt = snapshot.Echo(selection.KnownAt), Total = total })
        : Answer(new DatedPage<T> { Items = [.. items], Next = next, KnownAt = snapshot.Echo(selection.KnownAt), AsOf = selection.AsOf?.Text, Total = total });

    private static After PlaceOf(TRow row, Sort sort) => new(Table.Text(row, sort.Column), row.Id);

    private static async Task<After?> LastAsync(ReadSession session, PageQuery query)
    {
        var (sql, values) = query.Last(session.Engine);
        return await session.FirstOrDefaultAsync<TRow>(sql, values) is { } row ? PlaceOf(row, query.Sort) : null;
    }

    private static async Task<long?> TotalAsync(ReadSession session, PageQuery query, ListParameters parameters)
    {
        if (!parameters.Count) return null;
        var (sql, values) = query.Count(session.Engine);
        return await session.FirstOrDefaultAsync<long>(sql, values);
    }
}
