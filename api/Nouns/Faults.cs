using StanceApi.Http;

namespace StanceApi.Nouns;

/// <summary>An input that is about to become a record's content.</summary>
/// <param name="Id">The record's id.</param>
/// <param name="Input">The content.</param>
/// <param name="Exists">Whether there is a current record of the id.</param>
internal readonly record struct Draft<TInput>(string Id, TInput Input, bool Exists);

/// <summary>What is wrong with records that are written together, by their ids.</summary>
internal sealed class Faults
{
    private readonly Dictionary<string, List<ProblemError>> errors = new(StringComparer.Ordinal);

    public void Add(string id, ProblemError error)
    {
        if (errors.TryGetValue(id, out var list)) list.Add(error);
        else errors[id] = [error];
    }

    /// <summary>A problem with all that is wrong with a record; null where nothing is.</summary>
    public Problem? Of(string id, int status) => errors.TryGetValue(id, out var list) ? Problem.Of(status, list) : null;
}
