using System.Text.Json;
using System.Text.Json.Nodes;
using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Stances;
using StanceApi.Storage;

namespace StanceApi.Transfer;

/// <summary>Everything that can be exported: each noun, the stances and their changes, and the mixed file of all nouns with the texts of the sources.</summary>
internal sealed class ExportDatasets
{
    public ExportDatasets(NounCatalog catalog, StatementStore statements, StanceReads stances, TimelineReads timelines)
    {
        Nouns = [.. SeedData.Order.Select(plural => catalog[plural])];
        Lists = [.. Nouns.Select(Of), Of(statements, stances), Of(statements, timelines)];
        Everything = new Dataset(null, typeof(ExportLine), () => ExampleLine(Nouns[0]), [ReadParameters.AsOf, ReadParameters.KnownAt], ReadEverything);
    }

    /// <summary>The nouns, in the order in which nothing refers to what comes later.</summary>
    public IReadOnlyList<INoun> Nouns { get; }

    /// <summary>Each noun, then what is derived.</summary>
    public IReadOnlyList<Dataset> Lists { get; }

    /// <summary>All nouns and texts in one file.</summary>
    public Dataset Everything { get; }

    private static Dataset Of(INoun noun) => new(
        noun.Plural,
        noun.RecordType,
        () => Example(noun),
        [
            .. noun.Filters.Select(ReadParameters.Of),
            .. noun.Ranges.SelectMany(ReadParameters.Of),
            .. noun.SaidBy is null ? Array.Empty<ParameterMetadata>() : [ReadParameters.AsOf],
            ReadParameters.KnownAt,
        ],
        query =>
        {
            var selection = SelectionParameters.Read(query, noun.Filters, noun.Ranges, hasAsOf: noun.SaidBy is not null);
            return new Selected(selection.KnownAt, (session, seq) => noun.StreamAsync(session, selection.Of(noun, seq)));
        });

    private static Dataset Of(StatementStore statements, StanceReads stances) => new(
        "stances",
        typeof(ActorStance),
        () => First(AnswerExamples.Of("listStances")!),
        [.. StanceChoice.Parameters(statements), ReadParameters.AsOf, ReadParameters.KnownAt],
        query =>
        {
            var choice = StanceChoice.Read(query, statements);
            return new Selected(choice.Selection.KnownAt, (session, seq) => stances.DecideAsync(session, choice, seq).Select(Written));
        });

    private static Dataset Of(StatementStore statements, TimelineReads timelines) => new(
        "timelines",
        typeof(TimelineItem),
        () => First(AnswerExamples.Of("getQuestionTimeline")!),
        [.. statements.Filters.Select(ReadParameters.Of), .. statements.Ranges.SelectMany(ReadParameters.Of), ReadParameters.AsOf, ReadParameters.KnownAt],
        query =>
        {
            var selection = SelectionParameters.Read(query, statements.Filters, statements.Ranges, hasAsOf: true);
            return new Selected(selection.KnownAt, (session, seq) => timelines.StreamAsync(session, selection, seq).Select(Written));
        });

    private static JsonObject Example(INoun noun) => noun.Example(SeedData.Lines(noun.Plural).First());

    private static JsonObject ExampleLine(INoun noun) => new() { ["type"] = noun.Singular, ["data"] = Example(noun) };

    private static JsonObject First(JsonNode page) => page["items"]![0]!.DeepClone().AsObject();

    private Selected ReadEverything(QueryParameters query)
    {
        var selection = SelectionParameters.Read(query, [], [], hasAsOf: true);
        var seesRestricted = Caller.Has(query.User, AccessScope.Texts);
        return new Selected(selection.KnownAt, (session, seq) => EverythingAsync(session, selection, seq, seesRestricted))
        {
            RestrictedTexts = seesRestricted ? null : (session, seq) => ExportTexts.CountRestrictedAsync(session, Nouns.Single(noun => noun.Plural == "sources").Table, seq),
        };
    }

    private async IAsyncEnumerable<Action<Utf8JsonWriter>> EverythingAsync(Session session, SelectionParameters selection, long? seq, bool seesRestricted)
    {
        foreach (var noun in Nouns)
        {
            var own = noun.SaidBy is null ? selection with { AsOf = null } : selection;
            await foreach (var record in noun.StreamAsync(session, own.Of(noun, seq))) yield return Typed(noun.Singular, record);
            if (noun.Plural != "sources") continue;
            await foreach (var text in ExportTexts.ReadAsync(session, noun.Table, seq, seesRestricted)) yield return Typed("source_text", Written(text));
        }
    }

    private static Action<Utf8JsonWriter> Written<T>(T record) => json => JsonSerializer.Serialize(json, record, Json.Options);

    private static Action<Utf8JsonWriter> Typed(string type, Action<Utf8JsonWriter> data) => json =>
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WritePropertyName("data");
        data(json);
        json.WriteEndObject();
    };
}
