using StanceApi.Citations;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Positions;

/// <summary>Positions in the store: what they refer to, and how lists of them are asked for.</summary>
internal static class PositionStore
{
    private static readonly Link Arguments = new("position_arguments", "arguments");
    private static readonly Link Reporters = new("position_reporters", "actors");

    /// <summary>Targets are <c>requirement:open</c> and so on, one for each strength and status that the position's conditions have.</summary>
    private static readonly Link Conditions = new("position_conditions", Target: null);

    /// <summary>Certainly said: by the last instant of its own date, or of its source's date of publication where that is earlier.</summary>
    private static readonly SaidBy SaidBy = new(
        "(stated_until <= @AsOf OR EXISTS (SELECT 1 FROM sources AS s WHERE s.id = positions.source_id AND s.published_until <= @AsOf))",
        Table.Part("sources", "published_until"));

    public static Noun<PositionInput, PositionRow, Position> Noun(TimeProvider clock, CitationChecks checks) => new("position")
    {
        Description = "A statement: this actor, on this question, on this date, took this stance, reported so by this source.",
        Validator = new(() => new PositionValidator(clock)),
        ToRow = PositionRow.Of,
        Restamp = (row, stamp) => row with { Seq = stamp.Seq, Version = stamp.Version, RecordedAt = stamp.RecordedAt },
        Complete = checks.Completion<PositionRow>(WithCitations),
        ToRecord = row => row.ToPosition(),
        Texts = position =>
        [
            .. SearchText.Optional("/summary", position.Summary),
            .. JsonColumn.Read<Condition>(position.Conditions).Select((condition, index) => new SearchText($"/conditions/{index}/text", condition.Text)),
        ],
        References = ReferencesOf,
        ReferenceColumns = [("actor_id", "actors"), ("question_id", "questions"), ("source_id", "sources"), ("spoken_by", "actors")],
        LinkTargets =
        [
            (Arguments, position => position.ArgumentIds ?? []),
            (Reporters, position => position.ReportedBy ?? []),
            (Conditions, position => (position.Conditions ?? []).Select(each => Word(each.Strength, each.Status ?? ConditionStatus.Open))),
        ],
        Rules = CheckAsync,
        ExpansionIds =
        [
            (new Expansion("actor", "actors", IsList: false), position => [position.ActorId]),
            (new Expansion("question", "questions", IsList: false), position => [position.QuestionId]),
            (new Expansion("sources", "sources", IsList: true), position => position.Citations.Select(citation => citation.SourceId)),
            (new Expansion("arguments", "arguments", IsList: true), position => position.ArgumentIds),
            (new Expansion("reporters", "actors", IsList: true), position => position.ReportedBy),
            (new Expansion("speaker", "actors", IsList: false, IsNullable: true), position => [position.SpokenBy]),
        ],
        WriteOptions = [CitationChecks.AllowUnverified],
        SaidBy = SaidBy,
        Filters = Filters,
        Ranges = [new DateRange("stated_on", "stated_from", AllowInstant: true)],
        Sorts = [Sort.ById, Sort.ByRecordedAt, new Sort("stated_on", "stated_from", IsNumber: true, IsUnique: false) { EndsTomorrow = true }],
    };

    public static PositionRow WithCitations(PositionRow row, string citations) => row with { Citations = citations };

    private static IReadOnlyList<Filter> Filters =>
    [
        Filter.Id("id", "id", "Only the positions of these ids."),
        Filter.Id("actor_id", "actor_id", "Only positions of these actors."),
        Filter.Id("question_id", "question_id", "Only positions on these questions."),
        Filter.Word<Stance>("stance", "stance", "Only positions of these stances."),
        Filter.Word<Modality>("modality", "modality", "Only positions of these modalities."),
        Filter.Word<Capacity>("capacity", "capacity", "Only positions taken in these capacities."),
        Filter.Word<Attribution>("attribution", "attribution", "Only positions attributed so."),
        Filter.Word<Quotation>("quotation", "quotation", "Only positions quoted so."),
        Filter.Id("source_id", "source_id", "Only positions that these sources report."),
        Filter.LinkedId("argument_id", Arguments, "Only positions that advance these arguments."),
        Filter.LinkedId("reported_by", Reporters, "Only positions that these actors report of somebody else."),
        Filter.Id("spoken_by", "spoken_by", "Only positions that these actors voiced for the holder."),
        Filter.LinkedWord<ConditionStatus>("condition_status", Conditions, status => Words.List(typeof(ConditionStrength)).Select(strength => $"{strength}:{status}"), "Only positions with a condition of these statuses, as they are recorded (`as_of` does not change them); with `condition_strength` too, each may hold of another condition."),
        Filter.LinkedWord<ConditionStrength>("condition_strength", Conditions, strength => Words.List(typeof(ConditionStatus)).Select(status => $"{strength}:{status}"), "Only positions with a condition of these strengths; with `condition_status` too, each may hold of another condition."),
    ];

    private static string Word(ConditionStrength strength, ConditionStatus status) => $"{Words<ConditionStrength>.Of(strength)}:{Words<ConditionStatus>.Of(status)}";

    private static IEnumerable<Reference> ReferencesOf(PositionInput position)
    {
        yield return new Reference("/actor_id", "actors", position.ActorId);
        yield return new Reference("/question_id", "questions", position.QuestionId);
        if (position.SpokenBy is { } speaker) yield return new Reference("/spoken_by", "actors", speaker);
        foreach (var (index, reporter) in (position.ReportedBy ?? []).Index()) yield return new Reference($"/reported_by/{index}", "actors", reporter);
        foreach (var reference in Cited.References(position.Citations)) yield return reference;
        foreach (var (index, argument) in (position.ArgumentIds ?? []).Index()) yield return new Reference($"/argument_ids/{index}", "arguments", argument);
    }

    /// <summary>The reasons are of the position's own question, and nobody unnamed speaks on the record.</summary>
    private static async Task CheckAsync(Session session, IReadOnlyList<Draft<PositionInput>> positions, Faults faults)
    {
        Draft<PositionInput>[] onRecord = [.. positions.Where(position => position.Input.Attribution == Attribution.OnRecord)];
        var anonymous = await AnonymousAsync(session, onRecord.Select(position => Attributed(position.Input)));
        foreach (var (id, position, _) in onRecord.Where(position => anonymous.Contains(Attributed(position.Input))))
            faults.Add(id, JsonText.Error("/attribution", Codes.AnonymousOnRecord, $"'{Attributed(position)}' is anonymous: its word is not on the record. Choose another attribution, such as background."));
        var mentions = positions.SelectMany(position => (position.Input.ArgumentIds ?? []).Select((argument, index) =>
            new ArgumentMention(position.Id, position.Input.QuestionId, argument, $"/argument_ids/{index}")));
        await SameQuestion.CheckAsync(session, mentions, faults);
    }

    /// <summary>Whose words the attribution describes: those of the first who reports, where anybody does, else the holder's.</summary>
    private static string Attributed(PositionInput position) => position.ReportedBy is [var first, ..] ? first : position.ActorId;

    private static async Task<HashSet<string>> AnonymousAsync(Session session, IEnumerable<string> actors)
    {
        string[] ids = [.. actors.Distinct(StringComparer.Ordinal)];
        return ids.Length == 0 ? [] : [.. await session.QueryAsync<string>(FindAnonymous(session.Engine), new { Ids = session.Engine.List(ids) })];
    }

    internal static string FindAnonymous(Engine engine) => $"""
        SELECT id
        FROM actors
        WHERE {engine.AnyOf("id", "@Ids")}
          AND identity = 'anonymous'
        """;
}
