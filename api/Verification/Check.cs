namespace StanceApi.Verification;

/// <summary>Something that is not as it should be: what it is of, and what is wrong with it.</summary>
/// <param name="Place">A record with its feed position (<c>position/p1 at 17</c>), or another place in the store.</param>
/// <param name="Fault">What is wrong, in a few words.</param>
internal readonly record struct Discrepancy(string Place, string Fault);

/// <summary>What a check of the store looks at, and all that it finds wrong there.</summary>
/// <param name="Name">A word for it.</param>
/// <param name="Promise">What is true of a sound store.</param>
/// <param name="Discrepancies">Looks, one discrepancy after the other.</param>
internal sealed record Check(string Name, string Promise, Func<IAsyncEnumerable<Discrepancy>> Discrepancies);
