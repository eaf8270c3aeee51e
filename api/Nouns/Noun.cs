using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentValidation;
using StanceApi.Http;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Nouns;

/// <summary>
/// Gives the rows of inputs what the inputs cannot say, since only the service writes it, or refuses them: from the row before each
/// (the last one where a retired record is restored, null where there never was one) and from other records, which may be missing.
/// The options are those of the noun's <see cref="WriteOption"/>s that the request set.
/// </summary>
internal delegate Task<IReadOnlyList<(TRow Row, Problem? Problem)>> Completion<TRow>(
    WriteSession session, IReadOnlyList<(TRow Row, TRow? Before)> rows, IReadOnlySet<string> options)
    where TRow : class, INounRow;

/// <summary>Tells the rules that inputs break and that need other records, each with its pointer; everything referred to is there.</summary>
internal delegate Task Rules<TInput>(Session session, IReadOnlyList<Draft<TInput>> drafts, Faults faults);

/// <summary>
/// A noun: its table, what it refers to, how its lists are asked for, and the functions between its three forms, the input
/// (what a client sends), the row (what the store holds) and the record (what a client reads).
/// </summary>
internal sealed class Noun<TInput, TRow, TRecord>(string singular) : INoun
    where TInput : class, INounInput
    where TRow : class, INounRow
    where TRecord : class
{
    private static readonly Stamp ExampleStamp = new(1, 1, "2025-10-29T09:00:00.000000Z");

    public string Singular { get; } = singular;

    public string Plural { get; } = singular + "s";

    public required string Description { get; init; }

    /// <summary>Made when the first input is read: compiling its rules takes a good part of a start.</summary>
    public required Lazy<IValidator<TInput>> Validator { get; init; }

    /// <summary>The row of an input; the same input always gives the same row.</summary>
    public required Func<TInput, string, Stamp, TRow> ToRow { get; init; }

    /// <summary>What only the service writes of a row.</summary>
    public Completion<TRow> Complete { get; init; } = (_, rows, _) => Task.FromResult<IReadOnlyList<(TRow, Problem?)>>([.. rows.Select(each => (each.Row, (Problem?)null))]);

    /// <summary>The same row as another version.</summary>
    public required Func<TRow, Stamp, TRow> Restamp { get; init; }

    public required Func<TRow, TRecord> ToRecord { get; init; }

    /// <summary>Every reference that an input makes, with its pointer.</summary>
    public required Func<TInput, IEnumerable<Reference>> References { get; init; }

    /// <summary>The link tables with the targets that an input gives each.</summary>
    public IReadOnlyList<(Link Link, Func<TInput, IEnumerable<string>> Targets)> LinkTargets { get; init; } = [];

    /// <summary>Rules that need other records; each broken one with its pointer.</summary>
    public Rules<TInput> Rules { get; init; } = (_, _, _) => Task.CompletedTask;

    /// <summary>The expansions with the ids that a record gives each.</summary>
    public IReadOnlyList<(Expansion Expansion, Func<TRecord, IEnumerable<string?>> Ids)> ExpansionIds { get; init; } = [];

    public IReadOnlyList<(string Column, string Target)> ReferenceColumns { get; init; } = [];

    public IReadOnlyList<WriteOption> WriteOptions { get; init; } = [];

    /// <summary>What is searched of a row.</summary>
    public required Func<TRow, IEnumerable<SearchText>> Texts { get; init; }

    /// <summary>The text beside the record that is searched too; null where the noun has none.</summary>
    public LongText<TRow>? LongText { get; init; }

    /// <summary>The noun's own filters, and <c>q</c>, which every noun has.</summary>
    public required IReadOnlyList<Filter> Filters
    {
        get;
        init => field = [.. value, Filter.Search(Singular)];
    }

    public IReadOnlyList<DateRange> Ranges { get; init; } = [];

    public required IReadOnlyList<Sort> Sorts { get; init; }

    public SaidBy? SaidBy { get; init; }

    public Type InputType => typeof(TInput);

    public Type RecordType => typeof(TRecord);

    public Table Table { get; } = Table.Of<TRow>(singular + "s");

    /// <summary>How its records are written straight from their rows.</summary>
    public RowJson RowJson { get; } = RowJson.Of<TRow, TRecord>();

    public IReadOnlyList<Link> Links => [.. LinkTargets.Select(link => link.Link)];

    public bool RefersToItself => LinkTargets.Any(link => link.Link.Target == Plural) || ReferenceColumns.Any(column => column.Target == Plural);

    public IReadOnlyList<Expansion> Expansions => field ??= [.. ExpansionIds.Select(expansion => expansion.Expansion)];

    public IReadOnlyList<string> Members { get; } =
        [.. typeof(TRecord).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name))];

    /// <summary>The columns that no member of the record holds: the store gives them what the others say.</summary>
    public IEnumerable<string> DerivedColumns => Table.Columns.Except(Members);

    /// <summary>Reads and validates a body by the rules that need nothing else.</summary>
    public (TInput? Input, Problem? Problem) Read(ReadOnlyMemory<byte> body) => JsonInput.Read(body, Validator.Value);

    public (TInput? Input, Problem? Problem) Read(JsonElement root) => JsonInput.Read(root, Validator.Value);

    public async Task<IReadOnlyDictionary<string, JsonObject>> LoadAsync(Session session, IEnumerable<string> ids, long? seq)
    {
        var rows = await session.QueryAsync<TRow>(
            Table.ByIds(session.Engine, seq), new { Ids = session.Engine.List(ids), Seq = seq ?? 0 });
        return rows.ToDictionary(row => row.Id, ToJson);
    }

    public IAsyncEnumerable<Action<Utf8JsonWriter>> StreamAsync(Session session, Selection selection) => session
        .RowsAsync(selection.ById(session.Engine, RowJson.Columns), selection.Parameters(session.Engine))
        .Select(Action<Utf8JsonWriter> (row) => json => RowJson.Write(json, row));

    public async Task<Problem?> MissingAsync(Session session, string id, long? seq)
    {
        var state = await RecordState<TRow>.ReadAsync(session, this, id, seq);
        return state.Current is null ? state.Missing(this, id) : null;
    }

    public async Task<IReadOnlyDictionary<long, JsonObject>> LoadVersionsAsync(Session session, IEnumerable<long> seqs)
    {
        var rows = await session.QueryAsync<TRow>(Table.Recorded(session.Engine), new { Seqs = session.Engine.Numbers(seqs) });
        return rows.ToDictionary(row => row.Seq, ToJson);
    }

    public async Task<IReadOnlyList<StoredVersion>> LoadStoredAsync(Session session, IEnumerable<long> seqs)
    {
        var rows = await session.QueryAsync<TRow>(Table.Recorded(session.Engine), new { Seqs = session.Engine.Numbers(seqs) });
        return [.. rows.Select(row => StoredVersion.Of(this, row))];
    }

    public async Task<IReadOnlyList<StoredVersion>> LoadStoredAsync(Session session, IEnumerable<string> ids)
    {
        var rows = await session.QueryAsync<TRow>(Table.ByIds(session.Engine, seq: null), new { Ids = session.Engine.List(ids) });
        return [.. rows.Select(row => StoredVersion.Of(this, row))];
    }

    public async Task<IReadOnlyDictionary<string, (IReadOnlyList<SearchText> Texts, JsonObject Record)>> LoadTextsAsync(Session session, IEnumerable<string> ids)
    {
        var rows = await session.QueryAsync<TRow>(Table.ByIds(session.Engine, seq: null), new { Ids = session.Engine.List(ids) });
        return rows.ToDictionary(row => row.Id, row => ((IReadOnlyList<SearchText>)[.. Texts(row)], ToJson(row)));
    }

    public async IAsyncEnumerable<(string Id, long Version, IReadOnlyList<SearchEntry>? Entries)> EntriesAsync(Session session, IReadOnlyList<string> ids)
    {
        foreach (var row in await session.QueryAsync<TRow>(Table.ByIds(session.Engine, seq: null), new { Ids = session.Engine.List(ids) }))
            yield return (row.Id, row.Version, await EntriesAsync(session, row));
    }

    private async Task<IReadOnlyList<SearchEntry>?> EntriesAsync(Session session, TRow row)
    {
        try
        {
            var entries = new List<SearchEntry> { SearchIndex.Entry(Singular, row.Id, row.Seq, Texts(row)) };
            if (LongText?.Hash(row) is not null) entries.AddRange(SearchIndex.Passages(Singular, row.Id, row.Seq, await LongText.ReadAsync(session, row), LongText.IsRestricted(row)));
            return entries;
        }
        catch (DamagedColumnException)
        {
            return null;
        }
    }

    public IReadOnlyList<(Link Link, IReadOnlyList<string> Targets)> LinksOf(JsonObject record)
    {
        var input = record.Deserialize<TInput>(Json.Input)!;
        return [.. LinkTargets.Select(each => (each.Link, (IReadOnlyList<string>)[.. each.Targets(input).Distinct(StringComparer.Ordinal)]))];
    }

    public async Task<Problem?> PutAsync(WriteSession session, NounCatalog catalog, ReadOnlyMemory<byte> body)
    {
        var (input, problem) = Read(body);
        if (input is null) return problem;
        var change = Change<TInput, TRow>.Put(input.Id!, input, Precondition.None);
        return (await RecordWriter.WriteAsync(session, catalog, this, change)).Problem;
    }

    public (string? Id, Problem? Problem) Check(ReadOnlyMemory<byte> body)
    {
        var (input, problem) = JsonInput.Read(body, Validator.Value, isLine: true);
        return (input?.Id, problem);
    }

    public IRecordBatch Batch(NounCatalog catalog, IReadOnlyList<(string Id, ReadOnlyMemory<byte> Body)> records, ChangeVerb verb, IReadOnlySet<string> options) =>
        new PreparedBatch<TInput, TRow, TRecord>(catalog, this, [.. records.Select(record => Change(record.Id, record.Body, verb) with { Options = options })]);

    private static Change<TInput, TRow> Change(string id, ReadOnlyMemory<byte> body, ChangeVerb verb)
    {
        var input = JsonSerializer.Deserialize<TInput>(body.Span, Json.Input)!;
        return verb == ChangeVerb.Create ? Change<TInput, TRow>.Create(id, input) : Change<TInput, TRow>.Put(id, input, Precondition.None);
    }

    public JsonObject ToJson(TRow row) => JsonSerializer.SerializeToNode(ToRecord(row), Json.Options)!.AsObject();

    public JsonObject Example(ReadOnlyMemory<byte> body)
    {
        var input = JsonSerializer.Deserialize<TInput>(body.Span, Json.Input)!;
        return ToJson(ToRow(input, input.Id!, ExampleStamp));
    }
}
