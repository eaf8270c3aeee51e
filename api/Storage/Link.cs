namespace StanceApi.Storage;

/// <summary>
/// A link table: one row (owner, target, seq, until_seq) for each thing that a list member of a noun refers to, so that the
/// database can hold the reference and filters can use it. Where <paramref name="Target"/> is null the targets are words, not ids.
/// </summary>
/// <param name="Name">The table.</param>
/// <param name="Target">The table that the targets are ids of.</param>
internal sealed record Link(string Name, string? Target)
{
    public Table Table { get; } = Table.OfLinks(Name);

    /// <summary>Copies the current links of @Id that are not among @Targets to the history, superseded at @Until.</summary>
    public string Archive(Engine engine) => $"{Table.Archive}\n  AND NOT ({engine.AnyOf("target", "@Targets")})";

    /// <summary>Removes the current links of @Id that are not among @Targets.</summary>
    public string Delete(Engine engine) => $"{Table.Delete}\n  AND NOT ({engine.AnyOf("target", "@Targets")})";

    /// <summary>Selects the current links of the owners in @Ids.</summary>
    public string OfOwners(Engine engine) => $"{Table.Select}\nWHERE {engine.AnyOf("owner", "@Ids")}";

    /// <summary>Gives owners the links to their targets: those they have stay, others are superseded, missing ones are added.</summary>
    public async Task MoveAsync(WriteSession session, IReadOnlyList<Linked> owners)
    {
        var former = await FormerAsync(session, [.. owners.Where(owner => owner.MayHaveSome).Select(owner => owner.Id)]);
        foreach (var owner in owners.Where(owner => former[owner.Id].Except(owner.Targets, StringComparer.Ordinal).Any()))
        {
            var parameters = new { owner.Id, Until = owner.Seq, Targets = session.Engine.List(owner.Targets) };
            await session.ExecuteAsync(Archive(session.Engine), parameters);
            await session.ExecuteAsync(Delete(session.Engine), parameters);
        }

        await session.InsertAsync(
            Table.Insert,
            [.. owners.SelectMany(owner => owner.Targets.Except(former[owner.Id], StringComparer.Ordinal).Select(target => new object?[] { owner.Id, target, owner.Seq }))]);
    }

    private async Task<ILookup<string, string>> FormerAsync(Session session, IReadOnlyList<string> owners)
    {
        var rows = owners.Count == 0 ? [] : await session.QueryAsync<LinkRow>(OfOwners(session.Engine), new { Ids = session.Engine.List(owners) });
        return rows.ToLookup(row => row.Owner, row => row.Target, StringComparer.Ordinal);
    }

    private sealed record LinkRow
    {
        public required string Owner { get; init; }

        public required string Target { get; init; }
    }
}

/// <summary>What an owner links to as of a version.</summary>
/// <param name="Id">The owner.</param>
/// <param name="Seq">The feed position of the version.</param>
/// <param name="Targets">The targets, each once.</param>
/// <param name="MayHaveSome">Whether there may be links of an earlier version.</param>
internal readonly record struct Linked(string Id, long Seq, IReadOnlyList<string> Targets, bool MayHaveSome);

/// <summary>A reference that an input makes.</summary>
/// <param name="Pointer">Where it stands in the body (RFC 6901).</param>
/// <param name="Noun">The table that it refers to.</param>
/// <param name="Id">The id that it names.</param>
internal readonly record struct Reference(string Pointer, string Noun, string Id);
