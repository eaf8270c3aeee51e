using StanceApi.Actors;
using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Stances;

/// <summary>Reads the statements that derived answers rest on, with the filters that mean the same on every derived answer.</summary>
internal sealed class StatementStore(NounCatalog catalog)
{
    private const string Columns = "id, question_id, actor_id, capacity, source_id, stance, modality, attribution, reported_by, conditions, stated_on, stated_from, stated_until";

    private const string Reasons = ", argument_ids";

    private static readonly string[] OfPositions = ["attribution", "modality", "capacity", "source_id", "question_id", "actor_id"];

    private static readonly Filter ActorKinds = Filter.ReferencedWord<ActorKind>(
        "actor_kind", "actor_id", Table.Part("actors", "kind"), "kind", "Only positions of actors of these kinds.");

    private static readonly Table Sources = Table.Part("sources", "published_until");

    private readonly INoun positions = catalog["positions"];

    /// <summary>The filters that choose positions before the rule.</summary>
    public IReadOnlyList<Filter> Filters { get; } = [.. catalog["positions"].Filters.Where(filter => OfPositions.Contains(filter.Name)), ActorKinds];

    public IReadOnlyList<DateRange> Ranges => positions.Ranges;

    /// <summary>The statements by question, actor and id, from a question and actor on, with their reasons where wanted; one statement, read row by row.</summary>
    public IAsyncEnumerable<StatementRow> ReadAsync(
        Session session, SelectionParameters parameters, long? seq, (string QuestionId, string ActorId)? from = null, bool hasReasons = false)
    {
        var selection = parameters.Of(positions, seq);
        var values = selection.Parameters(session.Engine);
        if (from is { } first)
        {
            values.Add("FromQuestionId", first.QuestionId);
            values.Add("FromActorId", first.ActorId);
        }

        return session.StreamAsync<StatementRow>(Sql(session.Engine, selection, isContinued: from is not null, hasReasons), values);
    }

    /// <summary>Every version of the statements that was recorded by a feed position; one statement.</summary>
    public Task<IReadOnlyList<StatementVersion>> ReadVersionsAsync(Session session, SelectionParameters parameters, long until)
    {
        var selection = parameters.Of(positions, until) with { AsOf = null, EveryVersion = true };
        return session.QueryAsync<StatementVersion>(VersionsSql(session.Engine, selection), selection.Parameters(session.Engine));
    }

    /// <summary>Every version of the sources of <paramref name="ids"/> that was recorded by a feed position; one statement.</summary>
    public static Task<IReadOnlyList<SourceVersion>> ReadSourcesAsync(Session session, IEnumerable<string> ids, long until) =>
        session.QueryAsync<SourceVersion>(SourcesSql(session.Engine), new { Ids = session.Engine.List(ids), Seq = until });

    /// <summary>The ids of the actors that have a position.</summary>
    public Task<IReadOnlyList<string>> ReadActorsAsync(Session session, SelectionParameters parameters, long? seq)
    {
        var selection = parameters.Of(positions, seq);
        return session.QueryAsync<string>(ActorsSql(session.Engine, selection), selection.Parameters(session.Engine));
    }

    internal static string ActorsSql(Engine engine, Selection selection) => $"""
        {selection.Shadows(engine)}SELECT DISTINCT actor_id
        FROM positions{selection.Where(engine)}
        ORDER BY actor_id
        """;

    internal static string Sql(Engine engine, Selection selection, bool isContinued, bool hasReasons = false) => $"""
        {selection.Shadows(engine, Sources)}SELECT {Columns}{(hasReasons ? Reasons : "")},
               (SELECT s.published_until FROM sources AS s WHERE s.id = positions.source_id) AS published_until
        FROM positions{selection.Where(engine, isContinued ? ["(question_id, actor_id) >= (@FromQuestionId, @FromActorId)"] : [])}
        ORDER BY question_id, actor_id, id
        """;

    /// <summary>The filters see every version of a position, and the actors of the time asked about.</summary>
    internal static string VersionsSql(Engine engine, Selection selection) => $"""
        {selection.Shadows(engine, Sources)}SELECT {Columns},
               (SELECT s.published_until FROM sources AS s WHERE s.id = positions.source_id) AS published_until,
               seq,
               until_seq,
               (SELECT c.op FROM changes AS c WHERE c.seq = positions.seq) AS op,
               (SELECT c.op FROM changes AS c WHERE c.seq = positions.until_seq AND c.seq <= @Seq) AS end_op,
               (SELECT c.at FROM changes AS c WHERE c.seq = positions.seq) AS at,
               (SELECT c.at FROM changes AS c WHERE c.seq = positions.until_seq AND c.seq <= @Seq) AS end_at
        FROM positions{selection.Where(engine, "seq <= @Seq")}
        ORDER BY seq
        """;

    internal static string SourcesSql(Engine engine) => $"""
        WITH {Sources.EveryVersion(engine)}
        SELECT id, seq, published_until, (SELECT c.at FROM changes AS c WHERE c.seq = sources.seq) AS at
        FROM sources
        WHERE {engine.AnyOf("id", "@Ids")}
          AND seq <= @Seq
        ORDER BY seq
        """;
}
