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

    /// <summary>Whatever joins this argument to its question: positions that advance it, arguments that relate to it.</summary>
    private const string FindJoinedElsewhere = """
        SELECT p.id
        FROM position_arguments AS l
        JOIN positions AS p ON p.id = l.owner
        WHERE l.target = @Id
          AND p.question_id <> @QuestionId
        UNION
        SELECT a.id
        FROM argument_relations AS l
        JOIN arguments AS a ON a.id = l.owner
        WHERE l.target = @Id
          AND l.owner <> @Id
          AND a.question_id <> @QuestionId
        ORDER BY id
        LIMIT 1
        """;

    public static Noun<ArgumentInput, ArgumentRow, Argument> Noun(CitationChecks checks) => new("argument")
    {
        Description = "A reason given for or against a question; one argument can be advanced in many positions.",
        Validator = new(() => new ArgumentValidator()),
        ToRow = ToRow,
        Restamp = (row, stamp) => row with { Seq = stamp.Seq, Version = stamp.Version, RecordedAt = stamp.RecordedAt },
        Complete = checks.Completion<ArgumentRow>(WithCitations),
        ToRecord = ToRecord,
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
            Filter.LinkedId("argument_id", Relations, "Only arguments with a relation to these arguments."),
            Filter.LinkedWord<RelationType>("relation_type", RelationTypes, type => [type], "Only arguments with a relation of these types."),
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
    private static async Task<Problem?> CheckAsync(Session session, string id, ArgumentInput argument)
    {
        var relations = (argument.Relations ?? []).Index().ToArray();
        var errors = relations.Where(relation => relation.Item.ArgumentId == id)
            .Select(relation => JsonText.Error($"/relations/{relation.Index}/argument_id", Codes.SelfReference, "An argument relates to another one."))
            .ToList();
        var elsewhere = await SameQuestion.FindOthersAsync(session, relations.Select(relation => relation.Item.ArgumentId), argument.QuestionId);
        errors.AddRange(relations.Where(relation => relation.Item.ArgumentId != id && elsewhere.Contains(relation.Item.ArgumentId))
            .Select(relation => SameQuestion.Error($"/relations/{relation.Index}/argument_id", relation.Item.ArgumentId)));
        if (await session.FirstOrDefaultAsync<string>(FindJoinedElsewhere, new { Id = id, argument.QuestionId }) is { } joined)
            errors.Add(JsonText.Error("/question_id", Codes.QuestionMismatch, $"'{joined}' joins this argument to its present question; change that first."));
        return errors.Count == 0 ? null : Problem.Of(StatusCodes.Status422UnprocessableEntity, errors);
    }
}
