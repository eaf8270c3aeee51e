using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using StanceApi.Storage;

namespace StanceApi.Verification;

/// <summary>
/// Whether the database is what the migrations make: every migration was applied and, where the engine keeps what makes a table, an index or a
/// trigger as it was written, each of them is there. What others keep beside it is left alone.
/// </summary>
internal static class SchemaCheck
{
    public static async IAsyncEnumerable<Discrepancy> RunAsync(Session session)
    {
        foreach (var name in Migrations.Unapplied(session.Engine, await session.QueryAsync<string>(Migrations.FindApplied)))
            yield return new Discrepancy($"migration {name}", "was not applied");
        if (session.Engine.FindDefinitions is not { } find) yield break;
        var made = (await session.QueryAsync<Definition>(find)).ToDictionary(definition => (definition.Kind, definition.Name), definition => definition.Sql);
        foreach (var definition in Expected(session.Engine, find))
        {
            if (!made.TryGetValue((definition.Kind, definition.Name), out var sql)) yield return new Discrepancy($"{definition.Kind} {definition.Name}", "is not there");
            else if (sql != definition.Sql) yield return new Discrepancy($"{definition.Kind} {definition.Name}", "is not the one that the migrations make");
        }
    }

    private static List<Definition> Expected(Engine engine, string find)
    {
        using var empty = engine.OpenEmpty();
        Migrations.Apply(engine, empty, NullLogger.Instance);
        return empty.Query<Definition>(find).AsList();
    }

    private sealed record Definition
    {
        public required string Kind { get; init; }

        public required string Name { get; init; }

        public required string Sql { get; init; }
    }
}
