using StanceApi.Storage;

namespace StanceApi.Verification;

/// <summary>Something that is not as it should be: what it is of, and what is wrong with it.</summary>
/// <param name="Place">A record with its feed position (<c>position/p1 at 17</c>), or another place in the store.</param>
/// <param name="Fault">What is wrong, in a few words.</param>
internal readonly record struct Discrepancy(string Place, string Fault);

/// <summary>What a check of the store looks at, and all that it finds wrong there.</summary>
/// <param name="Name">A word for it.</param>
/// <param name="Promise">What is true of a sound store.</param>
/// <param name="Discrepancies">Looks, one discrepancy after the other.</param>
internal sealed record Check(string Name, string Promise, Func<IAsyncEnumerable<Discrepancy>> Discrepancies)
{
    /// <summary>A check that tells where it cannot go on, so that the others are made all the same.</summary>
    public static Check Of(string name, string promise, Func<IAsyncEnumerable<Discrepancy>> look) => new(name, promise, () => ToTheEndAsync(look()));

    private static async IAsyncEnumerable<Discrepancy> ToTheEndAsync(IAsyncEnumerable<Discrepancy> discrepancies)
    {
        await using var each = discrepancies.GetAsyncEnumerator();
        while (true)
        {
            Exception? end = null;
            try
            {
                if (!await each.MoveNextAsync()) yield break;
            }
            // A damage that no check foresees. What the file or the server refuses is whoever asks to judge.
            catch (Exception failure) when (failure is not (OperationCanceledException or StoreException))
            {
                end = failure;
            }

            yield return end is null ? each.Current : new Discrepancy("database", $"cannot be looked at further: {end.Message} ({end.GetType().Name})");
            if (end is not null) yield break;
        }
    }
}
