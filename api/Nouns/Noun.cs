using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentValidation;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>
/// Gives the row of an input what the input cannot say, since only the service writes it, or refuses the row: from the row before
/// (the last one where a retired record is restored, null where there never was one) and from other records. The options are those
/// of the noun's <see cref="WriteOption"/>s that the request set.
/// </summary>
internal delegate Task<(TRow Row, Problem? Problem)> Completion<TRow>(Session session, TRow row, TRow? before, IReadOnlySet<string> options)
    where TRow : class, INounRow;

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
    public Completion<TRow> Complete { get; init; } = (_, row, _, _) => Task.FromResult<(TRow, Problem?)>((row, null));

    /// <summary>The same row as another version.</summary>
    public required Func<TRow, Stamp, TRow> Restamp { get; init; }

    public required Func<TRow, TRecord> ToRecord { get; init; }

    /// <summary>Every reference that an input makes, with its pointer.</summary>
    public required Func<TInput, IEnumerable<Reference>> References { get; init; }

    /// <summary>The link tables with the targets that an input gives each.</summary>
    public IReadOnlyList<(Link Link, Func<TInput, IEnumerable<string>> Targets)> LinkTargets { get; init; } = [];

    /// <summary>Rules that need other records; each broken one with its pointer.</summary>
    public Func<Session, string, TInput, Task<Problem?>> Rules { get; init; } = (_, _, _) => Task.FromResult<Problem?>(null);

    /// <summary>The expansions with the ids that a record gives each.</summary>
    public IReadOnlyList<(Expansion Expansion, Func<TRecord, IEnumerable<string?>> Ids)> ExpansionIds { get; init; } = [];

    public IReadOnlyList<(string Column, string Target)> ReferenceColumns { get; init; } = [];

    public IReadOnlyList<WriteOption> WriteOptions { get; init; } = [];

    public required IReadOnlyList<Filter> Filters { get; init; }

    public IReadOnlyList<DateRange> Ranges { get; init; } = [];

    public required IReadOnlyList<Sort> Sorts { get; init; }

    public SaidBy? SaidBy { get; init; }

    public Type InputType => typeof(TInput);

    public Type RecordType => typeof(TRecord);

    public Table Table { get; } = Table.Of<TRow>(singular + "s");

    public IReadOnlyList<Link> Links => [.. LinkTargets.Select(link => link.Link)];

    public IReadOnlyList<Expansion> Expansions => [.. ExpansionIds.Select(expansion => expansion.Expansion)];

    public IReadOnlyList<string> Members { get; } =
        [.. typeof(TRecord).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name))];

    /// <summary>Reads and validates a body by the rules that need nothing else.</summary>
    public (TInput? Input, Problem? Problem) Read(ReadOnlyMemory<byte> body)
    {
        var errors = new List<ProblemError>();
        return JsonText.ParseObject(body, errors) is not { } root || errors.Count > 0
            ? (null, Problem.Of(StatusCodes.Status400BadRequest, errors))
            : Read(root);
    }

    public (TInput? Input, Problem? Problem) Read(JsonElement root)
    {
        var shape = new JsonShape(partial: false);
        shape.CheckObject(root, typeof(TInput), "");
        if (shape.Unreadable.Count > 0) return (null, Problem.Of(StatusCodes.Status400BadRequest, shape.Unreadable));
        if (shape.Broken.Count > 0) return (null, Problem.Of(StatusCodes.Status422UnprocessableEntity, shape.Broken));
        var input = root.Deserialize<TInput>(Json.Input)!;
        var errors = Validation.Errors(Validator.Value.Validate(input));
        return errors.Count > 0 ? (null, Problem.Of(StatusCodes.Status422UnprocessableEntity, errors)) : (input, null);
    }

    public async Task<IReadOnlyDictionary<string, JsonObject>> LoadAsync(Session session, IEnumerable<string> ids, long? seq)
    {
        var rows = await session.QueryAsync<TRow>(
            Table.ByIds(session.Engine, seq), new { Ids = session.Engine.List(ids), Seq = seq ?? 0 });
        return rows.ToDictionary(row => row.Id, ToJson);
    }

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

    public async Task<Problem?> PutAsync(WriteSession session, NounCatalog catalog, ReadOnlyMemory<byte> body)
    {
        var (input, problem) = Read(body);
        if (input is null) return problem;
        var change = Change<TInput, TRow>.Put(input.Id!, input, Precondition.None);
        return (await RecordWriter.WriteAsync(session, catalog, this, change)).Problem;
    }

    public JsonObject ToJson(TRow row) => JsonSerializer.SerializeToNode(ToRecord(row), Json.Options)!.AsObject();

    public JsonObject Example(ReadOnlyMemory<byte> body)
    {
        var input = JsonSerializer.Deserialize<TInput>(body.Span, Json.Input)!;
        return ToJson(ToRow(input, input.Id!, ExampleStamp));
    }
}
