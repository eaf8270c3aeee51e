using StanceApi.Storage;

namespace StanceApi.Citations;

/// <summary>Checks every citation of a source again, when it has another text.</summary>
internal sealed class CitationRechecks(IEnumerable<ICitingNoun> citing, CitationFindings findings, Readers readers)
{
    private const int PageRecords = 500;

    private readonly ICitingNoun[] citing = [.. citing.OrderBy(each => each.Holder)];

    /// <summary>Checks them and records a version of each record that this changes.</summary>
    public async Task<Recheck> RecheckAsync(WriteSession session, string sourceId, PreparedText text)
    {
        var (counts, records) = (CitationCounts.None, 0);
        foreach (var each in citing)
        {
            var recheck = await each.RecheckAsync(session, sourceId, text, findings);
            (counts, records) = (counts.Plus(recheck.Citations), records + recheck.Records);
        }

        return new Recheck(counts, records);
    }

    /// <summary>Looking for many quotes in a long text would hold up everybody who writes, so it is done before the turn.</summary>
    public async Task PutOffLongAsync(WriteSession session, string sourceId, PreparedText text)
    {
        foreach (var each in citing)
        {
            // The first ones stand for all: where they have been looked for, so have the others.
            var some = await each.ListAsync(session, sourceId, after: null, PageRecords, seq: null);
            if (findings.TakesLong(text, Of(some, sourceId))) session.PutOff(cancellation => PrepareAsync(sourceId, text, cancellation));
        }
    }

    private async Task PrepareAsync(string sourceId, PreparedText text, CancellationToken cancellation)
    {
        foreach (var each in citing)
        {
            for (var page = await PageAsync(each, sourceId, null, cancellation); page.Count > 0; page = await PageAsync(each, sourceId, page[^1].Id, cancellation))
            {
                foreach (var citation in Of(page, sourceId))
                {
                    cancellation.ThrowIfCancellationRequested();
                    findings.Of(text, citation);
                }
            }
        }
    }

    private async Task<IReadOnlyList<CitingRecord>> PageAsync(ICitingNoun citing, string sourceId, string? after, CancellationToken cancellation)
    {
        await using var session = await readers.OpenAsync(cancellation);
        return await citing.ListAsync(session, sourceId, after, PageRecords, seq: null);
    }

    private static IEnumerable<Citation> Of(IReadOnlyList<CitingRecord> records, string sourceId) => records.SelectMany(record => record.Citations).Where(citation => citation.SourceId == sourceId);
}
