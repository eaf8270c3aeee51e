using StanceApi.Nouns;

namespace StanceApi.Transfer;

/// <summary>What an import has come to so far. Others may look while it counts.</summary>
internal sealed class ImportTally
{
    private readonly long[] effects = new long[Enum.GetValues<ImportEffect>().Length];
    private long validated;

    /// <summary>What became of each line, kept only where lines are few.</summary>
    public List<ImportedLine>? Lines { get; init; }

    /// <summary>How many lines were judged by themselves.</summary>
    public long Validated => Interlocked.Read(ref validated);

    public long Of(ImportEffect effect) => Interlocked.Read(ref effects[(int)effect]);

    /// <summary>How many lines were written, or needed no writing.</summary>
    public long Written => Enum.GetValues<ImportEffect>().Sum(Of);

    public void Validate(int lines) => Interlocked.Add(ref validated, lines);

    public void Count(ImportType type, StagedLine line, Effect effect)
    {
        var known = effect switch { Effect.Created => ImportEffect.Created, Effect.Updated => ImportEffect.Updated, Effect.Restored => ImportEffect.Restored, _ => ImportEffect.Unchanged };
        Interlocked.Increment(ref effects[(int)known]);
        Lines?.Add(new ImportedLine { Line = line.Line, Type = type, Id = line.Id, Effect = known, Errors = [] });
    }

    /// <summary>Forgets what was written: it was not kept.</summary>
    public void Reset() => Return((new long[effects.Length], 0));

    /// <summary>What was counted before, to go back to.</summary>
    public (long[] Effects, int Lines) Mark() => ([.. effects], Lines?.Count ?? 0);

    /// <summary>Forgets what was counted since.</summary>
    public void Return((long[] Effects, int Lines) mark)
    {
        mark.Effects.CopyTo(effects, 0);
        Lines?.RemoveRange(mark.Lines, Lines.Count - mark.Lines);
    }
}
