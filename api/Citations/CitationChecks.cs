using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Citations;

/// <summary>A row that cites sources.</summary>
internal interface ICitingRow : INounRow
{
    /// <summary>The citations, as JSON.</summary>
    string Citations { get; }
}

/// <summary>Checks the citations of a record that is written against the stored texts of their sources.</summary>
internal sealed class CitationChecks(SourceTexts texts)
{
    /// <summary>Keeps citations that the text does not bear out, instead of refusing them.</summary>
    public static readonly WriteOption AllowUnverified = new(
        "allow_unverified", "Keeps new citations that the stored text of their source does not bear out, with `check: not_found`, instead of refusing them.");

    /// <summary>How a noun that cites completes its rows.</summary>
    public Completion<TRow> Completion<TRow>(Func<TRow, string, TRow> withCitations)
        where TRow : class, ICitingRow => async (session, row, before, options) =>
        {
            var citations = JsonColumn.Read<Citation>(row.Citations).ToArray();
            var errors = await CheckAsync(session, citations, before is null ? [] : JsonColumn.Read<Citation>(before.Citations));
            return errors.Count > 0 && !options.Contains(AllowUnverified.Name)
                ? (row, Problem.Of(StatusCodes.Status422UnprocessableEntity, errors))
                : (withCitations(row, JsonColumn.Write(citations)), null);
        };

    /// <summary>Checks each citation in its place and returns the faults of those that were not there before.</summary>
    private async Task<List<ProblemError>> CheckAsync(Session session, Citation[] citations, IEnumerable<Citation> before)
    {
        var errors = new List<ProblemError>();
        if (citations.Length == 0) return errors;
        var known = before.Select(Bare).ToHashSet();
        var hashes = await HashesAsync(session, citations.Select(citation => citation.SourceId));
        // One source after the other: all texts of a record at once may be more than fits in memory.
        foreach (var group in citations.Index().GroupBy(each => each.Item.SourceId).ToArray())
        {
            if (await texts.PreparedAsync(session, hashes[group.Key]) is not { } text) continue;
            foreach (var (index, citation) in group)
            {
                if (!known.Contains(Bare(citation))) errors.AddRange(CitationFaults.Of(text, citation, JsonText.Append("/citations", index)));
                citations[index] = CitationChecker.Checked(text, citation);
            }
        }

        return errors;
    }

    /// <summary>What the client said of a citation.</summary>
    private static Citation Bare(Citation citation) => citation with { Check = CitationCheck.Unchecked, MovedTo = null };

    /// <summary>For each source the hash of its stored text, null where it has none.</summary>
    private static async Task<Dictionary<string, string?>> HashesAsync(Session session, IEnumerable<string> sourceIds)
    {
        var ids = session.Engine.List(sourceIds.Distinct(StringComparer.Ordinal));
        return (await session.QueryAsync<HashRow>(FindHashes(session.Engine), new { Ids = ids })).ToDictionary(row => row.Id, row => row.TextSha256);
    }

    internal static string FindHashes(Engine engine) => $"""
        SELECT id, text_sha256
        FROM sources
        WHERE {engine.AnyOf("id", "@Ids")}
        """;

    private sealed record HashRow
    {
        public required string Id { get; init; }

        public required string? TextSha256 { get; init; }
    }
}
