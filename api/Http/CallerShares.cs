using System.Runtime.InteropServices;

namespace StanceApi.Http;

/// <summary>How many places each caller has, so that nobody has all of them. Who has none takes no memory.</summary>
internal sealed class CallerShares(int most)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> taken = new(StringComparer.Ordinal);

    public bool TryTake(string caller)
    {
        lock (gate)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(taken, caller, out _);
            if (count >= most) return false;
            count++;
            return true;
        }
    }

    public void Free(string caller)
    {
        lock (gate)
        {
            if (--taken[caller] == 0) taken.Remove(caller);
        }
    }
}
