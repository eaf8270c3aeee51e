using System.Globalization;
using System.Text;
using StanceApi.Arguments;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Stances;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Analysis;

/// <summary>Answers the map of the arguments on a question.</summary>
internal sealed class ArgumentMapReads(DerivedReads reads, StatementStore store, NounCatalog catalog)
{
    /// <summary>How many arguments a map has at most.</summary>
    public const int MostArguments = 2_000;

    /// <summary>How many times arguments are given in the positions of a map at most.</summary>
    public const int MostAdvances = 500_000;

    private static readonly Format Dot = new("dot", "text/vnd.graphviz");

    public static readonly Format[] Formats = [Format.Json, Dot];

    public Task<IResult> GetAsync(HttpContext http, string id, Format format)
    {
        var errors = Conditional.Check(http.Request);
        Paths.CheckId(id, errors);
        var query = new QueryParameters(http.Request, errors);
        var selection = reads.With(reads.Select(query, "question_id"), "question_id", id);
        var ground = query.Word("ground", Ground.Category);
        if (format == Dot && query.Has("ground")) query.Refuse("ground", Codes.MeaninglessCombination, "Only JSON tells contested grounds.");
        query.RefuseOthers();
        return reads.AnswerAsync(http, errors, selection, [("questions", id, "id")], async (session, asked) =>
        {
            var rows = await QuestionArguments.ReadAsync(session, id, asked.Past);
            if (rows.Count > MostArguments) return new ProblemResult(Problem.At(
                StatusCodes.Status400BadRequest, Codes.TooLarge, string.Create(CultureInfo.InvariantCulture, $"The question has {rows.Count} arguments, more than the {MostArguments} that a map has at most."), ErrorPlace.Path, "/id"));
            var (groups, advances) = (new List<StatementGroup>(), 0L);
            await foreach (var group in StatementGroups.ReadAsync(store.ReadAsync(session, asked.Selection, asked.Past, hasReasons: true)))
            {
                groups.Add(group);
                advances += group.Statements.Sum(statement => (long)statement.ArgumentIds.Count);
                if (advances > MostAdvances) return new ProblemResult(DerivedReads.TooLarge("actor_id", $"Arguments are given in positions more than {MostAdvances} times here, which is what a map tells at most. Choose fewer with the filters."));
            }

            if (format != Dot) return new ComputedResult(cancellation => TypedResults.Json(Draw(asked, id, rows, groups, ground, cancellation), Json.Options));
            var advancing = groups.Where(group => group.Statements.Any(statement => statement.ArgumentIds.Count > 0)).Select(group => group.Key.ActorId);
            var actors = await catalog["actors"].LoadAsync(session, advancing.Distinct(StringComparer.Ordinal), asked.Past);
            return new ComputedResult(_ => TypedResults.Text(ArgumentDot.Write(id, Map(rows, groups), actor => (string)actors[actor]["name"]!, asked.Note("question_id")), Dot.MediaType, Encoding.UTF8));
        });
    }

    private static ArgumentMap Draw(Asked asked, string id, IReadOnlyList<ArgumentRow> rows, IReadOnlyList<StatementGroup> groups, Ground ground, CancellationToken cancellation)
    {
        var stances = CountedStance.Choose(groups.Select(group => CountedStance.Of(group, asked.Until)).OfType<CountedStance>());
        var arguments = Map(rows, groups);
        return new ArgumentMap(asked)
        {
            QuestionId = id,
            Arguments = arguments,
            Unanswered = [.. arguments.Where(argument => !argument.Answered).Select(argument => argument.Id)],
            Contested = [.. ground == Ground.Category ? Contested<ArgumentCategory>(arguments, argument => argument.Category) : Contested<Frame>(arguments, argument => argument.Frame)],
            DifferentReasons = ArgumentFigures.Different(stances, DerivedReads.MostIds, cancellation),
        };
    }

    /// <summary>Every position that takes part advances its arguments, in whatever capacity.</summary>
    private static MappedArgument[] Map(IReadOnlyList<ArgumentRow> rows, IEnumerable<StatementGroup> groups)
    {
        var advances = groups.SelectMany(Advances)
            .OrderBy(each => each.Advance.ActorId, StringComparer.Ordinal).ThenBy(each => each.Advance.PositionId, StringComparer.Ordinal)
            .ToLookup(each => each.ArgumentId, each => each.Advance, StringComparer.Ordinal);
        var answers = ArgumentFigures.Answers(rows.Select(row => (row.Id, JsonColumn.Read<Relation>(row.Relations))));
        return [.. rows.Select(row => new MappedArgument
        {
            Id = row.Id,
            Category = Words<ArgumentCategory>.Parse(row.Category),
            Direction = Words<ArgumentDirection>.Parse(row.Direction),
            Claim = row.Claim,
            Frame = Words<Frame>.ParseOptional(row.Frame),
            Relations = JsonColumn.Read<Relation>(row.Relations),
            AdvancedBy = [.. advances[row.Id]],
            Answered = answers.Contains(row.Id),
            AnsweredBy = [.. answers[row.Id]],
        })];
    }

    private static IEnumerable<(string ArgumentId, Advance Advance)> Advances(StatementGroup group) => group.Statements.SelectMany(
        statement => statement.ArgumentIds.Select(argument => (argument, new Advance(group.Key.ActorId, statement.PositionId, statement.Stance))));

    private static IEnumerable<ContestedGround> Contested<TGround>(IEnumerable<MappedArgument> arguments, Func<MappedArgument, TGround?> ground)
        where TGround : struct, Enum =>
        ArgumentFigures.Contested(arguments.Select(argument => (argument.Id, ground(argument), argument.Direction)))
            .Select(each => new ContestedGround(Words<TGround>.Of(each.Ground), each.Pro, each.Con));
}
