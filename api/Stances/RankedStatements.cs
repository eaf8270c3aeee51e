using StanceApi.Positions;
using StanceApi.Values;

namespace StanceApi.Stances;

/// <summary>
/// The statements of one actor on one question in one capacity by rank, those with a failed requirement apart. A statement can
/// be put, moved and taken away in the logarithm of their number, so that a stance can be followed through time.
/// </summary>
internal sealed class RankedStatements
{
    private readonly SortedDictionary<Rank, Level> levels = [];
    private readonly Dictionary<string, (Statement Statement, Rank? Rank)> places = new(StringComparer.Ordinal);

    /// <summary>Whether there is no statement at all, not even one that was left out.</summary>
    public bool IsEmpty => places.Count == 0;

    /// <summary>From the rank that counts most to the one that counts least.</summary>
    public IEnumerable<(Rank Rank, Level Level)> Levels => levels.Select(pair => (pair.Key, pair.Value));

    /// <summary>The level that decides, null where everything was left out.</summary>
    public Level? Top => levels.Count == 0 ? null : levels.First().Value;

    public IEnumerable<Statement> Dropped => places.Values.Where(place => place.Rank is null).Select(place => place.Statement);

    /// <summary>The stance: no_position where everything was left out, null where there is nothing.</summary>
    public Stance? Stance => IsEmpty ? null : Top?.Outcome().Stance ?? Positions.Stance.NoPosition;

    /// <summary>The modality that counts, null where everything was left out.</summary>
    public Modality? Modality => levels.Count == 0 ? null : levels.First().Key.Modality;

    public bool IsDropped(string positionId) => places.TryGetValue(positionId, out var place) && place.Rank is null;

    /// <summary>Puts a statement, or moves it, to its place at an instant.</summary>
    public void Put(Statement statement, long at)
    {
        Remove(statement.PositionId);
        var requirements = statement.Requirements.Select(requirement => StatusAt(requirement, at)).ToArray();
        var rank = requirements.Contains(ConditionStatus.Failed)
            ? (Rank?)null
            : Rank.Of(statement, isMet: requirements.Length > 0 && requirements.All(status => status == ConditionStatus.Met));
        places.Add(statement.PositionId, (statement, rank));
        if (rank is not { } place) return;
        if (!levels.TryGetValue(place, out var level)) levels.Add(place, level = new Level());
        level.Add(statement);
    }

    public void Remove(string positionId)
    {
        if (!places.Remove(positionId, out var place) || place.Rank is not { } rank) return;
        levels[rank].Remove(place.Statement);
        if (levels[rank].Members.Count == 0) levels.Remove(rank);
    }

    /// <summary>The status of a condition at an instant: open before the last instant of its date, since only then it had certainly changed.</summary>
    public static ConditionStatus StatusAt(Condition condition, long at) =>
        condition.StatusOn is null || Dates.Last(condition.StatusOn) <= at ? condition.Status : ConditionStatus.Open;
}
