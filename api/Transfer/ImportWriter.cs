using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Sources;
using StanceApi.Storage;

namespace StanceApi.Transfer;

/// <summary>Writes the lines of an import that are waiting, kind by kind, so that nothing refers to what comes later.</summary>
internal sealed class ImportWriter(NounCatalog catalog, SourceTextWrites texts)
{
    /// <summary>How many lines are written by the same statements.</summary>
    public const int ChunkLines = 2_000;

    /// <summary>
    /// Writes every kind, whatever is refused, so that all that is wrong is told at once; nothing is kept of it where the import does not go on. Where it
    /// is all or nothing, rules between records that may look at later kinds are judged in the state that the whole file leads to: what moves together may.
    /// </summary>
    public async Task WriteAsync(WriteSession session, Import import, CancellationToken cancellation)
    {
        var (begin, last) = (session.Head.Seq, import.Plan.MayContinue ? BatchStep.Rules : BatchStep.Links);
        foreach (var type in Enum.GetValues<ImportType>()) await WriteAsync(session, import, type, last, cancellation);
        if (last == BatchStep.Rules) return;
        foreach (var type in Enum.GetValues<ImportType>().Where(RefersToItself))
            await EachAsync(import, type, chunk => FinishAsync(session, import, chunk, BatchStep.Rules, begin, gone: new HashSet<string>()), cancellation);
    }

    /// <summary>Writes one kind.</summary>
    public Task WriteAsync(WriteSession session, Import import, ImportType type, CancellationToken cancellation) => WriteAsync(session, import, type, BatchStep.Rules, cancellation);

    /// <summary>Writes one kind. Records that refer to one another get their rows first, then their links, and are judged then by their rules, if that is the last step.</summary>
    private async Task WriteAsync(WriteSession session, Import import, ImportType type, BatchStep last, CancellationToken cancellation)
    {
        if (!RefersToItself(type))
        {
            await EachAsync(import, type, chunk => WriteAsync(session, import, chunk, BatchStep.Whole), cancellation);
            return;
        }

        // What a refused line has written must go: again, without it and what refers to it, until nothing fails.
        var mark = import.Tally.Mark();
        while (!await session.TryAsync(() => TryAsync(session, import, type, last, cancellation))) import.Tally.Return(mark);
    }

    /// <summary>Whether lines of a kind can refer to later ones of the same kind, so that they can only be written together.</summary>
    public bool RefersToItself(ImportType type) => type != ImportType.SourceText && catalog[LineJudge.Plural(type)].RefersToItself;

    /// <summary>Reads the lines of a kind after one in chunks; the next one is made ready while one is written.</summary>
    public Task<ImportChunk?> NextAsync(Import import, ImportType type, long after, CancellationToken cancellation) => Task.Run(
        () =>
        {
            var lines = import.Lines.Next(type, after, ChunkLines);
            return lines.Count == 0 ? null : ChunkOf(import, type, lines);
        },
        cancellation);

    /// <summary>Writes a chunk, counts what was written and refuses the rest.</summary>
    public async Task WriteAsync(WriteSession session, Import import, ImportChunk chunk, BatchStep step)
    {
        var written = chunk.Batch is null ? await WriteTextsAsync(session, import, chunk.Lines) : await chunk.Batch.WriteAsync(session, step);
        var refused = new List<(long, IReadOnlyList<ProblemError>)>();
        foreach (var (line, (effect, problem)) in chunk.Lines.Zip(written))
        {
            if (problem is null) import.Tally.Count(chunk.Type, line, effect);
            else refused.Add((line.Line, Errors(import, problem)));
        }

        import.Lines.Refuse(chunk.Type, refused);
    }

    private static IReadOnlyList<ProblemError> Errors(Import import, Problem problem) => ErrorPlaces.Below(import.Plan.Type is null ? ErrorPlaces.Data : "", problem.Errors);

    private async Task<bool> TryAsync(WriteSession session, Import import, ImportType type, BatchStep last, CancellationToken cancellation)
    {
        var begin = session.Head.Seq;
        await EachAsync(import, type, chunk => WriteAsync(session, import, chunk, BatchStep.Rows), cancellation);
        var refused = import.Lines.Refused;
        foreach (var step in new[] { BatchStep.Links, BatchStep.Rules }.Where(step => step <= last))
        {
            var gone = new HashSet<string>(StringComparer.Ordinal);
            await EachAsync(import, type, chunk => FinishAsync(session, import, chunk, step, begin, gone), cancellation);
            if (gone.Count > 0) await RefuseReferrersAsync(session, import, type, begin, gone, cancellation);
            if (import.Lines.Refused > refused) return import.HasEnough;
        }

        return true;
    }

    /// <summary>Refuses what refers to lines that are refused, back and forth until nothing more does: a chain may lead through the whole file, either way.</summary>
    private async Task RefuseReferrersAsync(WriteSession session, Import import, ImportType type, long begin, HashSet<string> gone, CancellationToken cancellation)
    {
        for (var (known, isBackward) = (0, true); known < gone.Count && !import.HasEnough; isBackward = !isBackward)
        {
            known = gone.Count;
            if (isBackward) await EachBackwardAsync(import, type, chunk => FinishAsync(session, import, chunk, BatchStep.Links, begin, gone), cancellation);
            else await EachAsync(import, type, chunk => FinishAsync(session, import, chunk, BatchStep.Links, begin, gone), cancellation);
        }
    }

    private static async Task FinishAsync(WriteSession session, Import import, ImportChunk chunk, BatchStep step, long begin, ISet<string> gone)
    {
        var problems = await chunk.Batch!.FinishAsync(session, step, begin, gone);
        import.Lines.Refuse(chunk.Type, [.. chunk.Lines.Zip(problems).Where(each => each.Second is not null).Select(each => (each.First.Line, Errors(import, each.Second!)))]);
    }

    private async Task EachAsync(Import import, ImportType type, Func<ImportChunk, Task> write, CancellationToken cancellation)
    {
        var next = NextAsync(import, type, 0, cancellation);
        while (await next is { } chunk && !import.HasEnough)
        {
            next = NextAsync(import, type, chunk.Lines[^1].Line, cancellation);
            await write(chunk);
        }
    }

    private async Task EachBackwardAsync(Import import, ImportType type, Func<ImportChunk, Task> write, CancellationToken cancellation)
    {
        var before = long.MaxValue;
        while (import.Lines.Before(type, before, ChunkLines) is { Count: > 0 } lines && !import.HasEnough)
        {
            cancellation.ThrowIfCancellationRequested();
            await write(ChunkOf(import, type, lines));
            before = lines[^1].Line;
        }
    }

    private ImportChunk ChunkOf(Import import, ImportType type, IReadOnlyList<StagedLine> lines)
    {
        var batch = type == ImportType.SourceText ? null : catalog[LineJudge.Plural(type)].Batch(catalog, [.. lines.Select(line => (line.Id, line.Data))], import.Plan.Verb, import.Plan.Options);
        return new ImportChunk(type, lines, batch);
    }

    private async Task<IReadOnlyList<(Effect Effect, Problem? Problem)>> WriteTextsAsync(WriteSession session, Import import, IReadOnlyList<StagedLine> lines)
    {
        var written = new List<(Effect, Problem?)>(lines.Count);
        foreach (var line in lines)
        {
            var refusal = import.Lines.RefusedOf(ImportType.Source, line.Id) is { } source ? OfRefused(source) : null;
            written.Add(await texts.WriteAsync(session, line.Id, SourceTextLine.Read(line.Data), import.Plan.Verb, refusal));
        }

        return written;
    }

    private static Problem OfRefused(long line) => Problem.At(
        StatusCodes.Status409Conflict, Codes.LinesRefused, $"Line {line}, the source of this text, is refused: mend that first.", ErrorPlace.Body, "/source_id");
}

/// <summary>Lines of one kind that are written together; texts have no batch.</summary>
internal sealed record ImportChunk(ImportType Type, IReadOnlyList<StagedLine> Lines, IRecordBatch? Batch);
