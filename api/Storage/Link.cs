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

    /// <summary>Adds a link of @Id to each of @Targets that has none, at the feed position @Seq.</summary>
    public string Insert(Engine engine) => $"""
        INSERT INTO {Name} (owner, target, seq)
        SELECT @Id, each.value, @Seq
        FROM {engine.Each("@Targets")}
        WHERE NOT EXISTS (SELECT 1 FROM {Name} AS l WHERE l.owner = @Id AND l.target = each.value)
        """;
}

/// <summary>A reference that an input makes.</summary>
/// <param name="Pointer">Where it stands in the body (RFC 6901).</param>
/// <param name="Noun">The table that it refers to.</param>
/// <param name="Id">The id that it names.</param>
internal readonly record struct Reference(string Pointer, string Noun, string Id);
