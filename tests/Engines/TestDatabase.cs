using System.Data.Common;

namespace StanceApi.Tests.Engines;

/// <summary>A database of a test's own, on the engine that STANCE_TEST_ENGINE names (sqlite where it is not set, or postgresql).</summary>
internal abstract class TestDatabase : IAsyncDisposable
{
    /// <summary>Whether the tests run on PostgreSQL.</summary>
    public static bool IsServer { get; } = Environment.GetEnvironmentVariable("STANCE_TEST_ENGINE") switch
    {
        null or "" or "sqlite" => false,
        "postgresql" => true,
        var unknown => throw new InvalidOperationException($"STANCE_TEST_ENGINE is sqlite or postgresql, not {unknown}."),
    };

    /// <summary>What ConnectionStrings:Stance is set to.</summary>
    public abstract string ConnectionString { get; }

    public static async Task<TestDatabase> CreateAsync() => IsServer ? await PostgreSqlDatabase.CreateAsync() : new SqliteDatabase();

    /// <summary>A database on the other engine; the test is skipped where there is no server to start, or fails where that is forbidden.</summary>
    public static async Task<TestDatabase> CreateOtherAsync() => IsServer ? new SqliteDatabase() : await PostgreSqlDatabase.CreateAsync();

    /// <summary>Statements that make the database look as if a later version had migrated it.</summary>
    public abstract string MigrateFurther { get; }

    /// <summary>A statement after which a connection may break references.</summary>
    public abstract string IgnoreReferences { get; }

    /// <summary>Selects name and is_required (1 where it is never null and has no default) of the columns of @table, in order.</summary>
    public abstract string Columns { get; }

    /// <summary>The kind of constraint that refused a statement; null for any other failure.</summary>
    public abstract Refusal? RefusalOf(DbException failure);

    public abstract ValueTask DisposeAsync();
}
