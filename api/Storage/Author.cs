namespace StanceApi.Storage;

/// <summary>Who writes: the id that stands in history and feed, and the words of what that author may do.</summary>
internal sealed record Author(string Id, IReadOnlyCollection<string> Scopes)
{
    /// <summary>An author with no rights beyond the write itself.</summary>
    public static implicit operator Author(string id) => new(id, []);
}
