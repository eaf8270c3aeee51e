using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Verification;

/// <summary>Whether every version of a record can be read, is one that the service takes, and has beside its members what the service gives it.</summary>
internal static class RecordCheck
{
    public static async IAsyncEnumerable<Discrepancy> RunAsync(Session session, IEnumerable<INoun> nouns, Action<int> told)
    {
        foreach (var noun in nouns)
        {
            await foreach (var page in VersionPages.ReadAsync(session, noun, told))
            {
                foreach (var stored in await noun.LoadStoredAsync(session, page.Select(version => version.Seq)))
                    foreach (var fault in stored.Faults) yield return new Discrepancy($"{noun.Singular}/{stored.Id} at {stored.Seq}", fault);
            }
        }
    }
}
