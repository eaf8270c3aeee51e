using StanceApi.Positions;

namespace StanceApi.Stances;

/// <summary>What a stance is of: one actor on one question in one capacity.</summary>
internal readonly record struct StanceKey(string QuestionId, string ActorId, Capacity Capacity) : IComparable<StanceKey>
{
    /// <summary>By question, actor, and capacity in declared order.</summary>
    public int CompareTo(StanceKey other)
    {
        var question = string.CompareOrdinal(QuestionId, other.QuestionId);
        if (question != 0) return question;
        var actor = string.CompareOrdinal(ActorId, other.ActorId);
        return actor != 0 ? actor : Capacity.CompareTo(other.Capacity);
    }

    public static bool operator <(StanceKey left, StanceKey right) => left.CompareTo(right) < 0;

    public static bool operator >(StanceKey left, StanceKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(StanceKey left, StanceKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(StanceKey left, StanceKey right) => left.CompareTo(right) >= 0;
}
