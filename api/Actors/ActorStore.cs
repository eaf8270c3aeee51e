using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Actors;

/// <summary>The row of an actor. The columns of the table are its properties, in order.</summary>
internal sealed record ActorRow : INounRow
{
    public required string Id { get; init; }

    public required long Seq { get; init; }

    public required long Version { get; init; }

    public required string RecordedAt { get; init; }

    public required string Name { get; init; }

    /// <summary>The key by which names sort.</summary>
    public required string NameKey { get; init; }

    public required string Kind { get; init; }

    public required string Identity { get; init; }

    public required string? SourceId { get; init; }

    public required string Aliases { get; init; }

    public required string? Description { get; init; }

    public required string? Country { get; init; }

    public required string Roles { get; init; }

    public required string Identifiers { get; init; }
}

/// <summary>Actors in the store: their rows, what they refer to, and how lists of them are asked for.</summary>
internal static class ActorStore
{
    private static readonly Link Roles = new("actor_roles", "actors");

    public static Noun<ActorInput, ActorRow, Actor> Noun() => new("actor")
    {
        Description = "Who can hold a stance: a person, an organisation, an unnamed group, a public.",
        Validator = new(() => new ActorValidator()),
        ToRow = ToRow,
        Restamp = (row, stamp) => row with { Seq = stamp.Seq, Version = stamp.Version, RecordedAt = stamp.RecordedAt },
        ToRecord = ToRecord,
        Texts = actor =>
        [
            new SearchText("/name", actor.Name, IsName: true),
            .. SearchText.List("/aliases", JsonColumn.Read<string>(actor.Aliases), isName: true),
            .. SearchText.Optional("/description", actor.Description),
            .. JsonColumn.Read<Role>(actor.Roles).Select((role, index) => new SearchText($"/roles/{index}/title", role.Title)),
        ],
        References = ReferencesOf,
        ReferenceColumns = [("source_id", "sources")],
        LinkTargets = [(Roles, actor => (actor.Roles ?? []).Select(role => role.OrganizationId).OfType<string>())],
        Rules = CheckAsync,
        ExpansionIds =
        [
            (new Expansion("source", "sources", IsList: false, IsNullable: true), actor => [actor.SourceId]),
            (new Expansion("organizations", "actors", IsList: true), actor => actor.Roles.Select(role => role.OrganizationId)),
        ],
        Filters =
        [
            Filter.Id("id", "id", "Only the actors of these ids."),
            Filter.Word<ActorKind>("kind", "kind", "Only actors of these kinds."),
            Filter.Word<ActorIdentity>("identity", "identity", "Only identified, or only anonymous actors."),
            Filter.Id("source_id", "source_id", "Only the anonymous actors of these sources."),
            Filter.LinkedId("organization_id", Roles, "Only actors with a role in these organisations."),
            Filter.Text<CountryRule>("country", "country", "Only actors of these countries (ISO 3166-1 alpha-2)."),
        ],
        Sorts = [Sort.ById, Sort.ByRecordedAt, new Sort("name", "name_key", IsNumber: false, IsUnique: false)],
    };

    private static ActorRow ToRow(ActorInput actor, string id, Stamp stamp) => new()
    {
        Id = id,
        Seq = stamp.Seq,
        Version = stamp.Version,
        RecordedAt = stamp.RecordedAt,
        Name = actor.Name,
        NameKey = FoldedKey.Of(actor.Name),
        Kind = Words<ActorKind>.Of(actor.Kind),
        Identity = Words<ActorIdentity>.Of(actor.Identity ?? ActorIdentity.Identified),
        SourceId = actor.SourceId,
        Aliases = JsonColumn.Write(actor.Aliases),
        Description = actor.Description,
        Country = actor.Country,
        Roles = JsonColumn.Write(actor.Roles),
        Identifiers = JsonColumn.Write(actor.Identifiers),
    };

    private static Actor ToRecord(ActorRow row) => new()
    {
        Id = row.Id,
        Version = row.Version,
        RecordedAt = row.RecordedAt,
        Name = row.Name,
        Kind = Words<ActorKind>.Parse(row.Kind),
        Identity = Words<ActorIdentity>.Parse(row.Identity),
        SourceId = row.SourceId,
        Aliases = JsonColumn.Read<string>(row.Aliases),
        Description = row.Description,
        Country = row.Country,
        Roles = JsonColumn.Read<Role>(row.Roles),
        Identifiers = JsonColumn.Read<Identifier>(row.Identifiers),
    };

    private static IEnumerable<Reference> ReferencesOf(ActorInput actor)
    {
        if (actor.SourceId is { } source) yield return new Reference("/source_id", "sources", source);
        foreach (var (index, role) in (actor.Roles ?? []).Index())
        {
            if (role.OrganizationId is { } organization) yield return new Reference($"/roles/{index}/organization_id", "actors", organization);
        }
    }

    /// <summary>An actor whose word, on itself or on another, is on the record cannot become anonymous, and no role is in the actor itself.</summary>
    private static async Task CheckAsync(Session session, IReadOnlyList<Draft<ActorInput>> actors, Faults faults)
    {
        foreach (var (id, actor, _) in actors)
        {
            foreach (var (index, _) in (actor.Roles ?? []).Index().Where(role => role.Item.OrganizationId == id))
                faults.Add(id, JsonText.Error($"/roles/{index}/organization_id", Codes.SelfReference, "A role is in another organisation, or in none."));
        }

        string[] anonymous = [.. actors.Where(actor => actor.Input.Identity == ActorIdentity.Anonymous).Select(actor => actor.Id)];
        if (anonymous.Length == 0) return;
        foreach (var own in await session.QueryAsync<WordRow>(FindWordsOnRecord(session.Engine), new { Ids = session.Engine.List(anonymous) }))
            faults.Add(own.ActorId, JsonText.Error("/identity", Codes.AnonymousOnRecord, $"The position '{own.Id}' holds this actor's word on the record."));
    }

    /// <summary>Positions that are attributed to these actors: their own words, or reports of which they are the first reporter.</summary>
    internal static string FindWordsOnRecord(Engine engine) => $"""
        SELECT actor_id, MIN(id) AS id
        FROM (
          SELECT actor_id, id
          FROM positions
          WHERE {engine.AnyOf("actor_id", "@Ids")}
            AND attribution = 'on_record'
            AND reported_by = '[]'
          UNION ALL
          SELECT r.target AS actor_id, p.id AS id
          FROM position_reporters AS r
          JOIN positions AS p ON p.id = r.owner
          WHERE {engine.AnyOf("r.target", "@Ids")}
            AND p.attribution = 'on_record'
            AND SUBSTR(p.reported_by, 3, LENGTH(r.target)) = r.target
            AND SUBSTR(p.reported_by, 3 + LENGTH(r.target), 1) = '"'
        ) AS words
        GROUP BY actor_id
        """;

    private sealed record WordRow
    {
        public required string ActorId { get; init; }

        public required string Id { get; init; }
    }
}
