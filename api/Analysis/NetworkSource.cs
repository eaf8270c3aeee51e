using StanceApi.Positions;
using StanceApi.Stances;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Analysis;

/// <summary>What a network is made of: observations, or the statements of which stances are derived for each window. Loaded with one statement.</summary>
internal sealed class NetworkSource
{
    private readonly long? asOf;

    /// <summary>By their last instants.</summary>
    private readonly Observation[] observations;

    private readonly IReadOnlyList<StatementGroup> groups;

    /// <summary>The statements of the groups by their last instants: which group, and which place in it.</summary>
    private readonly (int Group, int Place)[] dated;

    /// <summary>The last instants of everything, ascending.</summary>
    private readonly long[] instants;

    private NetworkSource(IEnumerable<Observation> observations, IReadOnlyList<StatementGroup> groups, long? asOf)
    {
        (this.observations, this.groups, this.asOf) = ([.. observations.OrderBy(each => each.Until)], groups, asOf);
        var statements = groups.SelectMany((group, index) => group.Statements.Select((statement, place) => (Last: LastOf(statement), Group: index, Place: place))).Order().ToArray();
        dated = [.. statements.Select(each => (each.Group, each.Place))];
        instants = [.. this.observations.Select(each => each.Until), .. statements.Select(each => each.Last)];
    }

    /// <summary>The first and the last instant of anything, null where there is nothing.</summary>
    public (long First, long Last)? Span => instants.Length == 0 ? null : (instants[0], instants[^1]);

    /// <summary>Loads what there is; null where there are more than <paramref name="most"/> observations, repetitions included, or statements, of which the rest is not read.</summary>
    public static async Task<NetworkSource?> LoadAsync(StatementStore store, Session session, Asked asked, NetworkParameters parameters, int most)
    {
        var rows = store.ReadAsync(session, asked.Selection, asked.Past, hasReasons: parameters.Via == Via.Arguments);
        if (parameters.From == Counted.Stances)
        {
            var groups = await StatementGroups.ReadAsync(rows.Take(most + 1)).ToListAsync();
            return groups.Sum(group => (long)group.Statements.Count) > most ? null : new NetworkSource([], groups, asked.Until);
        }

        var observations = new List<Observation>();
        await foreach (var row in rows)
        {
            observations.AddRange(parameters.Via == Via.Arguments ? OfArguments(row) : OfQuestion(row));
            if (observations.Count > most) return null;
        }

        return new NetworkSource(Observations.WithoutDuplicates(observations, parameters.Duplicates, parameters.KeepsLevels), [], asked.Until);
    }

    /// <summary>The ids of the actors and of the concepts, those included of which no window has an observation.</summary>
    public (IEnumerable<string> Actors, IEnumerable<string> Concepts) Ids => (
        observations.Select(each => each.ActorId).Concat(groups.Select(group => group.Key.ActorId)).Distinct(StringComparer.Ordinal),
        observations.Select(each => each.ConceptId).Concat(groups.Select(group => group.Key.QuestionId)).Distinct(StringComparer.Ordinal));

    /// <summary>How many observations, or statements that the rule looks at, a window has.</summary>
    public long Count(TimeWindow window) => PlaceOf(window.Until) - PlaceOf(window.From);

    /// <summary>The observations of a window, or of all time.</summary>
    public IReadOnlyList<Observation> In(TimeWindow? window, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var own = observations.Length == 0 || window is not { } bounds ? observations : observations[PlaceOf(bounds.From)..PlaceOf(bounds.Until)];
        return
        [
            .. own,
            .. StancesIn(window, cancellation).Where(stance => stance.Score is not null).Select(OfStance),
        ];
    }

    /// <summary>How many instants are before one.</summary>
    private int PlaceOf(long instant)
    {
        var (low, high) = (0, instants.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (instants[middle] < instant) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private IEnumerable<CountedStance> StancesIn(TimeWindow? window, CancellationToken cancellation) => CountedStance.Choose(
        (window is { } bounds ? GroupsIn(bounds) : groups)
        .Select(group =>
        {
            cancellation.ThrowIfCancellationRequested();
            return CountedStance.Of(group, asOf);
        })
        .OfType<CountedStance>());

    /// <summary>The groups that have statements in a window, with these alone; what is not in it is not looked at.</summary>
    private IEnumerable<StatementGroup> GroupsIn(TimeWindow window) => groups.Count == 0 ? [] : dated[PlaceOf(window.From)..PlaceOf(window.Until)]
        .Order()
        .GroupBy(each => each.Group, each => each.Place)
        .Select(each => groups[each.Key] with { Statements = [.. each.Select(place => groups[each.Key].Statements[place])] });

    private static long LastOf(Statement statement) => PartialDate.Parse(statement.StatedOn).Last;

    private static IEnumerable<Observation> OfQuestion(StatementRow row) => Score.Of(Words<Stance>.Parse(row.Stance)) is { } level ? [Of(row, row.QuestionId, level)] : [];

    private static IEnumerable<Observation> OfArguments(StatementRow row) => JsonColumn.Read<string>(row.ArgumentIds).Distinct(StringComparer.Ordinal).Select(argument => Of(row, argument, 0));

    private static Observation Of(StatementRow row, string concept, int level) => new()
    {
        ActorId = row.ActorId,
        ConceptId = concept,
        Level = level,
        SourceId = row.SourceId,
        From = row.StatedFrom,
        Until = row.StatedUntil,
        PositionIds = [row.Id],
    };

    private static Observation OfStance(CountedStance stance) => new()
    {
        ActorId = stance.Key.ActorId,
        ConceptId = stance.Key.QuestionId,
        Level = stance.Score!.Value,
        SourceId = "",
        From = stance.Verdict.Since,
        Until = stance.Verdict.Since,
        PositionIds = stance.Basis,
    };
}
