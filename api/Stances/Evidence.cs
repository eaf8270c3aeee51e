using StanceApi.Positions;

namespace StanceApi.Stances;

/// <summary>What bears a stance out: the positions whose stance has its sign, or, where it has no number, its value.</summary>
public sealed record Evidence
{
    /// <summary>How many positions.</summary>
    public required int Positions { get; init; }

    /// <summary>Their ids: those of the basis, and others on the same side, in the order of ids.</summary>
    public required IReadOnlyList<string> PositionIds { get; init; }

    /// <summary>How many different sources report them.</summary>
    public required int Sources { get; init; }

    /// <summary>The most open attribution among them, null where there is no position.</summary>
    public required Attribution? BestAttribution { get; init; }

    /// <summary>Sufficient: two sources, or one position that is the holder's own word on the record. Else thin.</summary>
    public required EvidenceVerdict Verdict { get; init; }

    /// <summary>The evidence for a stance among statements, none of them left out.</summary>
    internal static Evidence For(Stance stance, IEnumerable<Statement> statements)
    {
        Statement[] agreeing = [.. statements.Where(statement => Agrees(statement.Stance, stance))];
        var sources = agreeing.Select(statement => statement.SourceId).Distinct(StringComparer.Ordinal).Count();
        var isSufficient = sources > 1 || agreeing.Any(statement => Standings.Of(statement) == Standing.OwnWord);
        return new Evidence
        {
            Positions = agreeing.Length,
            PositionIds = [.. agreeing.Select(statement => statement.PositionId).Order(StringComparer.Ordinal)],
            Sources = sources,
            BestAttribution = agreeing.Length == 0 ? null : agreeing.Min(statement => statement.Attribution),
            Verdict = isSufficient ? EvidenceVerdict.Sufficient : EvidenceVerdict.Thin,
        };
    }

    private static bool Agrees(Stance stance, Stance with) => Score.Of(with) is { } number
        ? Score.Of(stance) is { } other && Math.Sign(other) == Math.Sign(number)
        : stance == with;
}
