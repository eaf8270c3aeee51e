using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace StanceApi.Tests.Engines;

/// <summary>A database on PostgreSQL: of the cluster that the tests start, or of servers of its own.</summary>
internal class PostgreSqlDatabase : TestDatabase
{
    private static int count;

    private readonly Func<Task> drop;

    protected PostgreSqlDatabase(string connectionString, Func<Task> drop)
    {
        ConnectionString = connectionString;
        this.drop = drop;
    }

    public override string ConnectionString { get; }

    public override string MigrateFurther => """
        INSERT INTO migrations (id, type, version, description, name, checksum, installed_by, success)
        VALUES (999, 0, '999', 'later', 'V999__later.sql', '', '', TRUE);
        COMMENT ON TABLE migrations IS '7';
        """;

    public override string IgnoreReferences => "SET session_replication_role = replica";

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
        Assert.SkipWhen(PostgreSqlCluster.MaySkip, PostgreSqlCluster.Missing ?? "");
        return await CreateAsync(await PostgreSqlCluster.StartedAsync(), options);
    }

    /// <summary>Makes a database of a server.</summary>
    public static async Task<PostgreSqlDatabase> CreateAsync(PostgreSqlCluster cluster, string options = "")
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"stance_{Interlocked.Increment(ref count)}");
        await cluster.ExecuteAsync($"CREATE DATABASE {name} {options}");
        return new PostgreSqlDatabase(cluster.ConnectionString(name), () => cluster.ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)"));
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

    public override async ValueTask DisposeAsync()
    {
        await drop();
        GC.SuppressFinalize(this);
    }
}
