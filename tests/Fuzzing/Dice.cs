using CsCheck;

namespace StanceApi.Tests.Fuzzing;

/// <summary>The chances of one sequence of requests: the same seed makes the same choices, as long as the service answers the same.</summary>
internal sealed class Dice(ulong seed)
{
    private readonly PCG chances = new(1, seed);

    public T Of<T>(Gen<T> gen) => gen.Generate(chances, null, out _);

    /// <summary>A number from 0, less than the bound.</summary>
    public int Below(int bound) => (int)chances.Next((uint)bound);

    public bool Chance(int percent) => Below(100) < percent;

    public T Any<T>(params IReadOnlyList<T> items) => items[Below(items.Count)];
}
