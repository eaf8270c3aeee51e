using StanceApi.Positions;

namespace StanceApi.Stances;

/// <summary>
/// The place of a statement among the others of its actor, question and capacity: the smaller, the more it counts. Statements of
/// one rank are level, and their content decides.
/// </summary>
/// <param name="IsMention">Whether it takes no position: a mention does not undo a stance.</param>
/// <param name="Standing">How close it is to the holder's own word.</param>
/// <param name="IsSignal">Whether it is predicted, inferred or hypothetical, and no commitment.</param>
/// <param name="From">Its first instant; the later counts more.</param>
/// <param name="Firmness">The order of modalities on the same instant.</param>
internal readonly record struct Rank(bool IsMention, Standing Standing, bool IsSignal, long From, int Firmness) : IComparable<Rank>
{
    /// <summary>Met conditional, asserted, conditional, desired, predicted, inferred, hypothetical.</summary>
    private static readonly Modality[] Order = [Modality.Asserted, Modality.Conditional, Modality.Desired, Modality.Predicted, Modality.Inferred, Modality.Hypothetical];

    /// <summary>The rank of a statement; of a conditional one it matters whether all its requirements are met.</summary>
    public static Rank Of(Statement statement, bool isMet) => new(
        statement.Stance == Stance.NoPosition,
        Standings.Of(statement),
        statement.Modality is Modality.Predicted or Modality.Inferred or Modality.Hypothetical,
        statement.From,
        isMet && statement.Modality == Modality.Conditional ? 0 : 1 + Array.IndexOf(Order, statement.Modality));

    /// <summary>The modality that the rule counts: a met conditional is asserted.</summary>
    public Modality Modality => Order[Math.Max(Firmness - 1, 0)];

    public int CompareTo(Rank other)
    {
        if (IsMention != other.IsMention) return IsMention.CompareTo(other.IsMention);
        if (Standing != other.Standing) return Standing.CompareTo(other.Standing);
        if (IsSignal != other.IsSignal) return IsSignal.CompareTo(other.IsSignal);
        return From != other.From ? other.From.CompareTo(From) : Firmness.CompareTo(other.Firmness);
    }

    /// <summary>The first step in which this rank beats another.</summary>
    public DecidedBy Beats(Rank other)
    {
        if (IsMention != other.IsMention) return DecidedBy.Mention;
        if (Standing != other.Standing) return DecidedBy.Standing;
        if (IsSignal != other.IsSignal) return DecidedBy.Commitment;
        return From != other.From ? DecidedBy.Date : DecidedBy.Modality;
    }

    public static bool operator <(Rank left, Rank right) => left.CompareTo(right) < 0;

    public static bool operator >(Rank left, Rank right) => left.CompareTo(right) > 0;

    public static bool operator <=(Rank left, Rank right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Rank left, Rank right) => left.CompareTo(right) >= 0;
}
