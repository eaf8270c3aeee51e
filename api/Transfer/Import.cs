using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Transfer;

/// <summary>An import under way: its file, its lines, and what it has come to.</summary>
internal sealed class Import : IDisposable
{
    /// <summary>With <c>on_error=abort</c> nobody wants more refused lines than these.</summary>
    private const long MostRefused = 1_000;

    private readonly Upload upload;
    private readonly Spool? converted;
    private readonly IRecordSource source;

    private Import(ImportPlan plan, Upload upload, Spool? converted, IRecordSource source, ImportTally tally)
    {
        (Plan, this.upload, this.converted, this.source, Tally) = (plan, upload, converted, source, tally);
        Lines = new Staging(source.Content);
    }

    public ImportPlan Plan { get; }

    public ImportTally Tally { get; }

    public Staging Lines { get; }

    /// <summary>What goes before refused lines in a file of their own.</summary>
    public string? Header => source.Header;

    /// <summary>Whether so many lines are refused that nothing would be gained by looking at more.</summary>
    public bool HasEnough => !Plan.MayContinue && Lines.Refused >= MostRefused;

    /// <summary>How many lines the file has: the header and a closing line left aside.</summary>
    public static long CountLines(ImportPlan plan, Upload upload) =>
        upload.Records - (plan.Format == ImportFormat.Csv || EndLine.Closes(upload.Spool) ? 1 : 0);

    public static Import Of(ImportPlan plan, Upload upload, NounCatalog catalog, ImportOptions options, bool keepsLines)
    {
        var tally = new ImportTally { Lines = keepsLines ? [] : null };
        if (plan.Format == ImportFormat.Ndjson) return new Import(plan, upload, null, new NdjsonRecords(upload.Spool), tally);
        var converted = Spool.Create(options.Folder);
        var columns = new CsvColumns(catalog[LineJudge.Plural(plan.Type!.Value)].InputType);
        return new Import(plan, upload, converted, new CsvRecords(upload.Spool, converted, columns, options.LineBytes), tally);
    }

    /// <summary>Judges every line by itself, without the store; a problem where the file as a whole cannot be read.</summary>
    public Problem? Read(NounCatalog catalog, ServiceLimits limits, TimeProvider clock, CancellationToken cancellation)
    {
        var judge = new LineJudge(catalog, Plan.Type, limits.TextBytes);
        foreach (var batch in source.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            Lines.Add(judge.Judge(batch), () => Id.New(clock.GetUtcNow()));
            Tally.Validate(batch.Count);
            if (HasEnough) break;
        }

        return source.Problem;
    }

    public void Dispose()
    {
        Lines.Dispose();
        converted?.Dispose();
        upload.Spool.Dispose();
    }
}
