using StanceApi.Positions;
using StanceApi.Values;

namespace StanceApi.Stances;

/// <summary>
/// The statements of one actor on one question in one capacity by rank, those with a failed requirement apart. A statement can
/// be put, moved and taken away in the logarithm of their number, so that a stance can be followed through time.
/// </summary>
internal sealed class RankedStatements
{
    /// <summary>The rank that counts most stands last: what comes in as time goes by is mostly put there, which moves nothing.</summary>
    private readonly SortedList<Rank, Level> levels = new(Comparer<Rank>.Create((left, right) => right.CompareTo(left)));
    private readonly Dictionary<string, (Statement Statement, Rank? Rank)> places = new(StringComparer.Ordinal);

    /// <summary>Whether there is no statement at all, not even one that was left out.</summary>
    public bool IsEmpty => places.Count == 0;

    /// <summary>From the rank that counts most to the one that counts least.</summary>
    public IEnumerable<(Rank Rank, Level Level)> Levels
    {
        get
        {
            for (var index = levels.Count - 1; index >= 0; index--) yield return (levels.Keys[index], levels.Values[index]);
        }
    }

    /// <summary>The level that decides, null where everything was left out.</summary>
    public Level? Top => levels.Count == 0 ? null : levels.Values[^1];

    public IEnumerable<Statement> Dropped => places.Values.Where(place => place.Rank is null).Select(place => place.Statement);

    /// <summary>The stance: no_position where everything was left out, null where there is nothing.</summary>
    public Stance? Stance => IsEmpty ? null : Top?.Outcome().Stance ?? Positions.Stance.NoPosition;

    /// <summary>The modality that counts, null where everything was left out.</summary>
    public Modality? Modality => levels.Count == 0 ? null : levels.Keys[^1].Modality;

    public bool IsDropped(string positionId) => places.TryGetValue(positionId, out var place) && place.Rank is null;

    /// <summary>Puts a statement, or moves it, to its place at an instant.</summary>
    public void Put(Statement statement, long at)
    {
        Remove(statement.PositionId);
        var rank = statement.IsFailedAt(at) ? (Rank?)null : Rank.Of(statement, statement.IsMetAt(at));
        places.Add(statement.PositionId, (statement, rank));
        if (rank is not { } place) return;
        if (!levels.TryGetValue(place, out var level)) levels.Add(place, level = new Level());
        level.Add(statement);
    }

    public void Remove(string positionId)
    {
        if (!places.Remove(positionId, out var place) || place.Rank is not { } rank) return;
        var level = levels[rank];
        level.Remove(place.Statement);
        if (level.Members.Count == 0) levels.Remove(rank);
    }

    /// <summary>The status of a condition at an instant: open before the last instant of its date, since only then it had certainly changed.</summary>
    public static ConditionStatus StatusAt(Condition condition, long at) => new Requirement(condition, Dates.Last(condition.StatusOn)).StatusAt(at);
}
