using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>Records of one noun that are written together, for whoever does not know the noun's types.</summary>
internal interface IRecordBatch
{
    /// <summary>Writes those that can be; what became of each, in order.</summary>
    Task<IReadOnlyList<(Effect Effect, Problem? Problem)>> WriteAsync(WriteSession session, BatchStep step);

    /// <summary>Does a later step than <see cref="BatchStep.Rows"/> for those recorded after a feed position; what is wrong with each, in order.</summary>
    /// <param name="session">The writer's.</param>
    /// <param name="step">The step.</param>
    /// <param name="after">The feed position.</param>
    /// <param name="gone">The ids of records of the noun that <see cref="BatchStep.Rows"/> made and that will not stay; those that are found to be so are added.</param>
    Task<IReadOnlyList<Problem?>> FinishAsync(WriteSession session, BatchStep step, long after, ISet<string> gone);
}

/// <inheritdoc cref="IRecordBatch" />
internal sealed class PreparedBatch<TInput, TRow, TRecord>(NounCatalog catalog, Noun<TInput, TRow, TRecord> noun, IReadOnlyList<Change<TInput, TRow>> changes) : IRecordBatch
    where TInput : class, INounInput
    where TRow : class, INounRow
    where TRecord : class
{
    public async Task<IReadOnlyList<(Effect Effect, Problem? Problem)>> WriteAsync(WriteSession session, BatchStep step)
    {
        var written = await new RecordBatch<TInput, TRow, TRecord>(session, catalog, noun).WriteAsync(changes, step);
        return [.. written.Select(each => (each.Effect, each.Problem))];
    }

    public Task<IReadOnlyList<Problem?>> FinishAsync(WriteSession session, BatchStep step, long after, ISet<string> gone) =>
        new RecordBatch<TInput, TRow, TRecord>(session, catalog, noun).FinishAsync(changes, step, after, gone);
}
