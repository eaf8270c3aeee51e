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

    private const string FindOwnWordOnRecord = """
        SELECT p.id
        FROM positions AS p
        WHERE p.actor_id = @Id
          AND p.attribution = 'on_record'
          AND p.reported_by = '[]'
        ORDER BY p.id
        LIMIT 1
        """;

    public static Noun<ActorInput, ActorRow, Actor> Noun() => new("actor")
    {
        Description = "Who can hold a stance: a person, an organisation, an unnamed group, a public.",
        Validator = new(() => new ActorValidator()),
        ToRow = ToRow,
        Restamp = (row, stamp) => row with { Seq = stamp.Seq, Version = stamp.Version, RecordedAt = stamp.RecordedAt },
        ToRecord = ToRecord,
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

    /// <summary>An actor with its own word on the record cannot become anonymous, and no role is in the actor itself.</summary>
    private static async Task<Problem?> CheckAsync(Session session, string id, ActorInput actor)
    {
        var errors = (actor.Roles ?? []).Index().Where(role => role.Item.OrganizationId == id)
            .Select(role => JsonText.Error($"/roles/{role.Index}/organization_id", Codes.SelfReference, "A role is in another organisation, or in none."))
            .ToList();
        if (actor.Identity == ActorIdentity.Anonymous && await session.FirstOrDefaultAsync<string>(FindOwnWordOnRecord, new { Id = id }) is { } position)
            errors.Add(JsonText.Error("/identity", Codes.AnonymousOnRecord, $"The position '{position}' holds this actor's own word on the record."));
        return errors.Count == 0 ? null : Problem.Of(StatusCodes.Status422UnprocessableEntity, errors);
    }
}
