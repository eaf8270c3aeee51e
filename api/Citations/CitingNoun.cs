using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Citations;

/// <summary>The nouns that cite sources, in the singular, in the order in which their citations are told.</summary>
public enum CitationHolder
{
    /// <summary>An argument.</summary>
    Argument,

    /// <summary>A position.</summary>
    Position,
}

/// <summary>A record that cites a source: all its citations, those of other sources too.</summary>
internal sealed record CitingRecord(string Id, IReadOnlyList<Citation> Citations);

/// <summary>A noun that cites sources, for what is done with its citations whatever the noun.</summary>
internal interface ICitingNoun
{
    CitationHolder Holder { get; }

    /// <summary>The records that cite a source at a feed position (null: now), in the order of their ids, from after one on; one statement.</summary>
    Task<IReadOnlyList<CitingRecord>> ListAsync(Session session, string sourceId, string? after, int limit, long? seq);

    /// <summary>Checks every citation of a source against its text and records a version of each record that this changes.</summary>
    Task<Recheck> RecheckAsync(WriteSession session, string sourceId, PreparedText text, CitationFindings findings);
}

/// <summary>What checking again came to: the citations by their check, and how many records have a new version.</summary>
internal sealed record Recheck(CitationCounts Citations, int Records);

/// <inheritdoc cref="ICitingNoun" />
internal sealed class CitingNoun<TInput, TRow, TRecord>(CitationHolder holder, Noun<TInput, TRow, TRecord> noun, Func<TRow, string, TRow> withCitations) : ICitingNoun
    where TInput : class, INounInput
    where TRow : class, ICitingRow
    where TRecord : class
{
    private const int BatchRows = 500;

    private readonly Filter bySource = noun.Filters.Single(filter => filter.Name == "source_id");

    public CitationHolder Holder => holder;

    public async Task<IReadOnlyList<CitingRecord>> ListAsync(Session session, string sourceId, string? after, int limit, long? seq) =>
        [.. (await RowsAsync(session, sourceId, after, limit, seq)).Select(row => new CitingRecord(row.Id, JsonColumn.Read<Citation>(row.Citations)))];

    public async Task<Recheck> RecheckAsync(WriteSession session, string sourceId, PreparedText text, CitationFindings findings)
    {
        var (counts, records) = (CitationCounts.None, 0);
        string? after = null;
        while (true)
        {
            var rows = await RowsAsync(session, sourceId, after, BatchRows, seq: null);
            var changed = new List<(TRow, RecordState<TRow>)>();
            foreach (var row in rows)
            {
                Citation[] citations = [.. JsonColumn.Read<Citation>(row.Citations).Select(Checked)];
                counts = citations.Where(citation => citation.SourceId == sourceId).Aggregate(counts, (so, citation) => so.Plus(citation.Check));
                var json = JsonColumn.Write(citations);
                if (json != row.Citations) changed.Add((withCitations(row, json), new RecordState<TRow>(row, row.Version)));
            }

            await RecordBatch<TInput, TRow, TRecord>.RecordAsync(session, noun, changed);
            records += changed.Count;
            if (rows.Count < BatchRows) return new Recheck(counts, records);
            after = rows[^1].Id;
        }

        Citation Checked(Citation citation) => citation.SourceId == sourceId ? CitationChecker.Checked(text, citation, findings.Of(text, citation)) : citation;
    }

    private async Task<IReadOnlyList<TRow>> RowsAsync(Session session, string sourceId, string? after, int limit, long? seq)
    {
        var query = new PageQuery
        {
            Selection = new Selection { Table = noun.Table, Filters = [(bySource, [sourceId])], Bounds = [], Seq = seq },
            Sort = Sort.ById,
            Descending = false,
            After = after is null ? null : new After(after, after),
            Limit = limit,
        };
        var (sql, values) = query.Rows(session.Engine);
        return await session.QueryAsync<TRow>(sql, values);
    }
}
