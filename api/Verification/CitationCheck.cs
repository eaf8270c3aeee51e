using System.Text.Json;
using StanceApi.Citations;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Verification;

/// <summary>Whether every citation of a current record has the check that the stored text of its source gives it.</summary>
internal static class CitationCheck
{
    private const string Member = "citations";

    public static async IAsyncEnumerable<Discrepancy> RunAsync(Session session, IEnumerable<INoun> nouns, SourceTexts texts, Action<int> told)
    {
        foreach (var noun in nouns.Where(noun => noun.Members.Contains(Member)))
        {
            await foreach (var page in VersionPages.ReadAsync(session, noun, told))
            {
                var citing = await CitingAsync(session, noun, page);
                var hashes = await CitationChecks.HashesAsync(session, citing.Select(each => each.Citation.SourceId));
                // One source after the other: all texts at once may be more than fits in memory.
                foreach (var group in citing.GroupBy(each => each.Citation.SourceId, StringComparer.Ordinal))
                {
                    var (text, isStored) = await TextAsync(session, texts, hashes.GetValueOrDefault(group.Key));
                    if (!isStored) continue;
                    foreach (var (version, citation) in group.Where(each => CitationChecker.Checked(text, each.Citation) != each.Citation))
                        yield return new Discrepancy(version.Place(noun), $"has a citation of {citation.SourceId} with another check than its text gives");
                }
            }
        }
    }

    private static async Task<IReadOnlyList<(VersionRow Version, Citation Citation)>> CitingAsync(Session session, INoun noun, IReadOnlyList<VersionRow> page)
    {
        var stored = (await noun.LoadStoredAsync(session, page.Select(version => version.Id).Distinct(StringComparer.Ordinal))).ToDictionary(each => each.Id, StringComparer.Ordinal);
        return [.. page.Where(version => stored.TryGetValue(version.Id, out var current) && current.Version == version.Version && current.Record is not null)
            .SelectMany(version => stored[version.Id].Record![Member].Deserialize<Citation[]>(Json.Options)!.Select(citation => (version, citation)))];
    }

    /// <summary>A text that a source names and that is not stored is told by another check.</summary>
    private static async Task<(PreparedText? Text, bool IsStored)> TextAsync(Session session, SourceTexts texts, string? sha256)
    {
        try
        {
            return (await texts.PreparedAsync(session, sha256), true);
        }
        catch (DamagedColumnException)
        {
            return (null, false);
        }
    }
}
