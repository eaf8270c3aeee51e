using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace StanceApi.Tests.Engines;

/// <summary>A database of the cluster that the tests start.</summary>
internal sealed class PostgreSqlDatabase : TestDatabase
{
    private static int count;

    private readonly PostgreSqlCluster cluster;
    private readonly string name;

    private PostgreSqlDatabase(PostgreSqlCluster cluster, string name)
    {
        this.cluster = cluster;
        this.name = name;
    }

    public override string ConnectionString => cluster.ConnectionString(name);

    public override string MigrateFurther => """
        INSERT INTO migrations (id, type, version, description, name, checksum, installed_by, success)
        VALUES (999, 0, '999', 'later', 'V999__later.sql', '', '', TRUE);
        COMMENT ON TABLE migrations IS '7';
        """;

    public override string Columns => """
        SELECT column_name AS name, CASE WHEN is_nullable = 'NO' AND column_default IS NULL THEN 1 ELSE 0 END AS is_required
        FROM information_schema.columns
        WHERE table_schema = 'public'
          AND table_name = @table
        ORDER BY ordinal_position
        """;

    /// <summary>Makes a database; the test is skipped where there is no server to start, or fails where that is forbidden.</summary>
    public static async Task<PostgreSqlDatabase> CreateAsync(string options = "")
    {
        var cluster = await PostgreSqlCluster.StartedAsync();
        var name = string.Create(CultureInfo.InvariantCulture, $"stance_{Interlocked.Increment(ref count)}");
        await cluster.ExecuteAsync($"CREATE DATABASE {name} {options}");
        return new PostgreSqlDatabase(cluster, name);
    }

    public override Refusal? RefusalOf(DbException failure) => failure is not PostgresException refusal ? null : refusal.SqlState switch
    {
        PostgresErrorCodes.ForeignKeyViolation => Refusal.ForeignKey,
        PostgresErrorCodes.CheckViolation => Refusal.Check,
        PostgresErrorCodes.NotNullViolation => Refusal.NotNull,
        PostgresErrorCodes.UniqueViolation when refusal.ConstraintName!.EndsWith("_pkey", StringComparison.Ordinal) => Refusal.PrimaryKey,
        PostgresErrorCodes.UniqueViolation => Refusal.Unique,
        PostgresErrorCodes.DatatypeMismatch => Refusal.DataType,
        _ => null,
    };

    public override async ValueTask DisposeAsync() => await cluster.ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");
}
