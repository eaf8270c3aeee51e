using StanceApi.Citations;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Arguments;

/// <summary>The row of an argument. The columns of the table are its properties, in order.</summary>
internal sealed record ArgumentRow : ICitingRow
{
    public required string Id { get; init; }

    public required long Seq { get; init; }

    public required long Version { get; init; }

    public required string RecordedAt { get; init; }

    public required string QuestionId { get; init; }

    public required string Category { get; init; }

    public required string Direction { get; init; }

    public required string Claim { get; init; }

    public required string? Frame { get; init; }

    public required string Citations { get; init; }

    public required string Relations { get; init; }
}

/// <summary>Arguments in the store: their rows, what they refer to, and how lists of them are asked for.</summary>
internal static class ArgumentStore
{
    private static readonly Link Citations = new("argument_citations", "sources");
    private static readonly Link Relations = new("argument_relations", "arguments");
    private static readonly Link RelationTypes = new("argument_relation_types", Target: null);

    public static Noun<ArgumentInput, ArgumentRow, Argument> Noun(CitationChecks checks) => new("argument")
    {
        Description = "A reason given for or against a question; one argument can be advanced in many positions.",
        Validator = new(() => new ArgumentValidator()),
        ToRow = ToRow,
        Restamp = (row, stamp) => row with { Seq = stamp.Seq, Version = stamp.Version, RecordedAt = stamp.RecordedAt },
        Complete = checks.Completion<ArgumentRow>(WithCitations),
        ToRecord = ToRecord,
        Texts = argument => [new SearchText("/claim", argument.Claim, IsName: true)],
        References = ReferencesOf,
        ReferenceColumns = [("question_id", "questions")],
        LinkTargets =
        [
            (Citations, argument => Cited.Sources(argument.Citations)),
            (Relations, argument => (argument.Relations ?? []).Select(relation => relation.ArgumentId)),
            (RelationTypes, argument => (argument.Relations ?? []).Select(relation => Words<RelationType>.Of(relation.Type))),
        ],
        Rules = CheckAsync,
        ExpansionIds =
        [
            (new Expansion("question", "questions", IsList: false), argument => [argument.QuestionId]),
            (new Expansion("sources", "sources", IsList: true), argument => argument.Citations.Select(citation => citation.SourceId)),
            (new Expansion("arguments", "arguments", IsList: true), argument => argument.Relations.Select(relation => relation.ArgumentId)),
        ],
        WriteOptions = [CitationChecks.AllowUnverified],
        Filters =
        [
            Filter.Id("id", "id", "Only the arguments of these ids."),
            Filter.Id("question_id", "question_id", "Only arguments on these questions."),
            Filter.Word<ArgumentCategory>("category", "category", "Only arguments of these categories."),
            Filter.Word<ArgumentDirection>("direction", "direction", "Only arguments for, or only those against."),
            Filter.Word<Frame>("frame", "frame", "Only arguments in these frames."),
            Filter.LinkedId("source_id", Citations, "Only arguments that cite these sources."),
            Filter.LinkedId("argument_id", Relations, "Only arguments with a relation to these arguments; with `relation_type` too, each may hold of another relation."),
            Filter.LinkedWord<RelationType>("relation_type", RelationTypes, type => [type], "Only arguments with a relation of these types; with `argument_id` too, each may hold of another relation."),
        ],
        Sorts = [Sort.ById, Sort.ByRecordedAt],
    };

    public static ArgumentRow WithCitations(ArgumentRow row, string citations) => row with { Citations = citations };

    private static ArgumentRow ToRow(ArgumentInput argument, string id, Stamp stamp) => new()
    {
        Id = id,
        Seq = stamp.Seq,
        Version = stamp.Version,
        RecordedAt = stamp.RecordedAt,
        QuestionId = argument.QuestionId,
        Category = Words<ArgumentCategory>.Of(argument.Category),
        Direction = Words<ArgumentDirection>.Of(argument.Direction),
        Claim = argument.Claim,
        Frame = Words<Frame>.Of(argument.Frame),
        Citations = JsonColumn.Write(argument.Citations?.Select(citation => citation.ToCitation())),
        Relations = JsonColumn.Write(argument.Relations),
    };

    private static Argument ToRecord(ArgumentRow row) => new()
    {
        Id = row.Id,
        Version = row.Version,
        RecordedAt = row.RecordedAt,
        QuestionId = row.QuestionId,
        Category = Words<ArgumentCategory>.Parse(row.Category),
        Direction = Words<ArgumentDirection>.Parse(row.Direction),
        Claim = row.Claim,
        Frame = Words<Frame>.ParseOptional(row.Frame),
        Citations = JsonColumn.Read<Citation>(row.Citations),
        Relations = JsonColumn.Read<Relation>(row.Relations),
    };

    private static IEnumerable<Reference> ReferencesOf(ArgumentInput argument) => Cited.References(argument.Citations)
        .Concat((argument.Relations ?? []).Select((relation, index) => new Reference($"/relations/{index}/argument_id", "arguments", relation.ArgumentId)))
        .Prepend(new Reference("/question_id", "questions", argument.QuestionId));

    /// <summary>Relations and positions join arguments of one question only, and no argument relates to itself.</summary>
    private static async Task CheckAsync(Session session, IReadOnlyList<Draft<ArgumentInput>> arguments, Faults faults)
    {
        var relations = arguments.SelectMany(argument => (argument.Input.Relations ?? []).Select((relation, index) =>
            new ArgumentMention(argument.Id, argument.Input.QuestionId, relation.ArgumentId, $"/relations/{index}/argument_id"))).ToArray();
        foreach (var relation in relations.Where(relation => relation.ArgumentId == relation.Owner))
            faults.Add(relation.Owner, JsonText.Error(relation.Pointer, Codes.SelfReference, "An argument relates to another one."));
        await SameQuestion.CheckAsync(session, relations.Where(relation => relation.ArgumentId != relation.Owner), faults);
        // What is new is joined to nothing yet.
        foreach (var group in arguments.Where(argument => argument.Exists).GroupBy(argument => argument.Input.QuestionId))
        {
            var parameters = new { Ids = session.Engine.List(group.Select(argument => argument.Id)), QuestionId = group.Key };
            foreach (var joined in await session.QueryAsync<JoinedRow>(FindJoinedElsewhere(session.Engine), parameters))
                faults.Add(joined.Id, JsonText.Error("/question_id", Codes.QuestionMismatch, $"'{joined.Other}' joins this argument to its present question; change that first."));
        }
    }

    /// <summary>Selects, of arguments of one question, what joins them to another: positions that advance them, arguments that relate to them.</summary>
    internal static string FindJoinedElsewhere(Engine engine) => $"""
        SELECT joined.id, MIN(joined.other) AS other
        FROM (SELECT l.target AS id, p.id AS other
              FROM position_arguments AS l
              JOIN positions AS p ON p.id = l.owner
              WHERE {engine.AnyOf("l.target", "@Ids")}
                AND p.question_id <> @QuestionId
              UNION
              SELECT l.target AS id, a.id AS other
              FROM argument_relations AS l
              JOIN arguments AS a ON a.id = l.owner
              WHERE {engine.AnyOf("l.target", "@Ids")}
                AND l.owner <> l.target
                AND a.question_id <> @QuestionId) AS joined
        GROUP BY joined.id
        """;

    private sealed record JoinedRow
    {
        public required string Id { get; init; }

        public required string Other { get; init; }
    }
}
