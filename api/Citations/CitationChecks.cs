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
internal sealed class CitationChecks(SourceTexts texts, CitationFindings findings, Readers readers)
{
    /// <summary>Keeps citations that the text does not bear out, instead of refusing them.</summary>
    public static readonly WriteOption AllowUnverified = new(
        "allow_unverified", "Keeps new citations that the stored text of their source does not bear out, with `check: not_found`, instead of refusing them.");

    /// <summary>How a noun that cites completes its rows.</summary>
    public Completion<TRow> Completion<TRow>(Func<TRow, string, TRow> withCitations)
        where TRow : class, ICitingRow => async (session, rows, options) =>
        {
            Cites[] cites = [.. rows.Select(each => new Cites(each.Row, each.Before))];
            await CheckAsync(session, cites);
            return [.. rows.Zip(cites, (each, cite) => cite.Errors.Count > 0 && !options.Contains(AllowUnverified.Name)
                ? (each.Row, Problem.Of(StatusCodes.Status422UnprocessableEntity, cite.Errors))
                : (cite.IsChecked ? withCitations(each.Row, JsonColumn.Write(cite.Citations)) : each.Row, (Problem?)null))];
        };

    /// <summary>Checks each citation in its place and notes the faults of those that were not there before.</summary>
    private async Task CheckAsync(WriteSession session, Cites[] cites)
    {
        (Cites Cites, int Index, string SourceId)[] all = [.. cites.SelectMany(each => each.Citations.Select((citation, index) => (each, index, citation.SourceId)))];
        if (all.Length == 0) return;
        var hashes = await HashesAsync(session, all.Select(each => each.SourceId));
        PutOffLong(session, all.GroupBy(each => hashes.GetValueOrDefault(each.SourceId), each => each.Cites.Citations[each.Index]));
        // One source after the other: all texts at once may be more than fits in memory.
        foreach (var group in all.GroupBy(each => each.SourceId))
        {
            if (await texts.PreparedAsync(session, hashes.GetValueOrDefault(group.Key)) is not { } text) continue;
            foreach (var (each, index, _) in group) each.Check(text, citation => findings.Of(text, citation), index);
        }
    }

    /// <summary>Looking for many quotes in a long text would hold up everybody who writes, so it is done before the turn.</summary>
    private void PutOffLong(WriteSession session, IEnumerable<IGrouping<string?, Citation>> citations)
    {
        (string Sha256, Citation[] Citations)[] lasting =
            [.. citations.Where(group => group.Key is { } sha256 && (texts.Kept(sha256) is not { } text || findings.TakesLong(text, group))).Select(group => (group.Key!, group.ToArray()))];
        if (lasting.Length > 0) session.PutOff(cancellation => PrepareAsync(lasting, cancellation));
    }

    private async Task PrepareAsync((string Sha256, Citation[] Citations)[] lasting, CancellationToken cancellation)
    {
        foreach (var (sha256, citations) in lasting)
        {
            var text = await PreparedAsync(sha256, cancellation);
            foreach (var citation in citations)
            {
                cancellation.ThrowIfCancellationRequested();
                if (findings.Of(text, citation).Check == CitationCheck.NotFound && citation.Quote is not null) findings.Of(text, CitationFaults.WordsOf(citation));
            }
        }
    }

    private async Task<PreparedText> PreparedAsync(string sha256, CancellationToken cancellation)
    {
        await using var session = await readers.OpenAsync(cancellation);
        return (await texts.PreparedAsync(session, sha256))!;
    }

    /// <summary>What the client said of a citation.</summary>
    private static Citation Bare(Citation citation) => citation with { Check = CitationCheck.Unchecked, MovedTo = null };

    /// <summary>For each source the hash of its stored text, null where it has none.</summary>
    public static async Task<Dictionary<string, string?>> HashesAsync(Session session, IEnumerable<string> sourceIds)
    {
        var ids = session.Engine.List(sourceIds.Distinct(StringComparer.Ordinal));
        return (await session.QueryAsync<HashRow>(FindHashes(session.Engine), new { Ids = ids })).ToDictionary(row => row.Id, row => row.TextSha256);
    }

    internal static string FindHashes(Engine engine) => $"""
        SELECT id, text_sha256
        FROM sources
        WHERE {engine.AnyOf("id", "@Ids")}
        """;

    /// <summary>The citations of a row under check.</summary>
    private sealed class Cites(ICitingRow row, ICitingRow? before)
    {
        private HashSet<Citation>? known;

        public Citation[] Citations { get; } = [.. JsonColumn.Read<Citation>(row.Citations)];

        public List<ProblemError> Errors { get; } = [];

        /// <summary>Whether there was a text to check against.</summary>
        public bool IsChecked { get; private set; }

        public void Check(PreparedText text, Func<Citation, Finding> find, int index)
        {
            var citation = Citations[index];
            known ??= [.. before is null ? [] : JsonColumn.Read<Citation>(before.Citations).Select(Bare)];
            if (!known.Contains(Bare(citation))) Errors.AddRange(CitationFaults.Of(text, citation, find, JsonText.Append("/citations", index)));
            Citations[index] = CitationChecker.Checked(text, citation, find(citation));
            IsChecked = true;
        }
    }

    private sealed record HashRow
    {
        public required string Id { get; init; }

        public required string? TextSha256 { get; init; }
    }
}
