using System.Text.Json;
using StanceApi.Citations;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;

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
                    var text = await texts.PreparedAsync(session, hashes.GetValueOrDefault(group.Key));
                    foreach (var (version, citation) in group.Where(each => CitationChecker.Checked(text, each.Citation) != each.Citation))
                        yield return new Discrepancy(version.Place(noun), $"has a citation of {citation.SourceId} with another check than its text gives");
                }
            }
        }
    }

    private static async Task<IReadOnlyList<(VersionRow Version, Citation Citation)>> CitingAsync(Session session, INoun noun, IReadOnlyList<VersionRow> page)
    {
        var records = await noun.LoadAsync(session, page.Select(version => version.Id).Distinct(StringComparer.Ordinal), seq: null);
        return [.. page.Where(version => records.TryGetValue(version.Id, out var record) && (long)record["version"]! == version.Version)
            .SelectMany(version => records[version.Id][Member].Deserialize<Citation[]>(Json.Options)!.Select(citation => (version, citation)))];
    }
}
