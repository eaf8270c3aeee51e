using StanceApi.Stances;

namespace StanceApi.Analysis;

/// <summary>How far apart two actors stand. A question where either has no number is left out, and told by <c>n</c>.</summary>
internal static class Distance
{
    /// <summary>The mean of |difference| / 4: 0 where they always stand alike, 1 where always at opposite ends; null where there is no pair.</summary>
    public static (double? Mean, int N) Of(IEnumerable<(int? Left, int? Right)> scores)
    {
        var (sum, n) = (0, 0);
        foreach (var difference in scores.Select(pair => Difference(pair.Left, pair.Right)).OfType<int>()) (sum, n) = (sum + difference, n + 1);
        return n == 0 ? (null, 0) : (sum / (double)(2 * Score.Largest * n), n);
    }

    /// <summary>The difference without its sign, null where either has no number.</summary>
    public static int? Difference(int? left, int? right) => left is { } one && right is { } other ? Math.Abs(one - other) : null;

    /// <summary>Whether both have a number and the same sign.</summary>
    public static bool IsSameSide(int? left, int? right) => left is { } one && right is { } other && Math.Sign(one) == Math.Sign(other);
}
