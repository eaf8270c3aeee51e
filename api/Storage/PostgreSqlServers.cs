using System.Data.Common;
using System.Globalization;
using System.Net;
using Npgsql;

namespace StanceApi.Storage;

/// <summary>
/// Connections to a PostgreSQL database, by what they are for. Where the connection string names several servers, one of them is the primary,
/// which alone takes writes and knows the newest; which one that is may change at any moment.
/// </summary>
internal sealed class PostgreSqlServers : IAsyncDisposable
{
    /// <summary>How many statements a connection keeps prepared, those that were used last, so that the server need not read them each time. What the settings say beats it.</summary>
    private const string Defaults = "Max Auto Prepare=100;";

    /// <summary>
    /// Reads are planned each time, for the values that are asked for: a plan for any values walks the whole index for a word that half of the
    /// texts have, and a table for a source that few rows cite. Not so for writes: the server would plan its own checks of references for each row.
    /// </summary>
    private const string Planned = " -c plan_cache_mode=force_custom_plan";

    /// <summary>Of several servers: how soon one that was away, or has become the primary, is asked again, and how long one may take to answer. What the settings say beats it.</summary>
    private const string SeveralDefaults = "Host Recheck Seconds=1;Timeout=5;Load Balance Hosts=true;";

    /// <summary>How long a process may hold the writer's lock without sending anything before the server ends its transaction.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>How much longer than a read may take its answer is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How long a statement on the migrator's connection may take: others may migrate first.</summary>
    public static readonly TimeSpan LongestWork = TimeSpan.FromMinutes(10);

    private readonly NpgsqlDataSource migrator;
    private readonly NpgsqlDataSource writer;
    private readonly NpgsqlDataSource reader;
    private readonly NpgsqlDataSource exporter;

    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public PostgreSqlServers(DbConnectionStringBuilder settings, ServiceLimits limits)
    {
        var named = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
        RefuseUnreachable(named);
        AreSeveral = named.Host?.Contains(',', StringComparison.Ordinal) == true;
        migrator = Source(settings, connection =>
        {
            // Closing it must release its lock.
            connection.Pooling = false;
            connection.CommandTimeout = (int)LongestWork.TotalSeconds;
        });
        writer = Source(settings, connection =>
        {
            connection.Options += Option("idle_in_transaction_session_timeout", LongestPause);
            // A COMMIT that waits too long for a standby is given up, never cut short: then the server would answer that it was kept, on the standby too.
            connection.CancellationTimeout = -1;
        });
        // One more is CommitWatch's; and as many again may be spared from the standbys.
        reader = Reader(settings, (AreSeveral ? 2 : 1) * limits.Readers + Readers.Kept + 1, TimeSpan.FromSeconds(limits.QuerySeconds));
        exporter = Reader(settings, limits.Exports, TimeSpan.FromSeconds(limits.ExportSeconds));
    }

    /// <summary>Whether there may be standbys.</summary>
    public bool AreSeveral { get; }

    /// <summary>A connection to the primary; to a standby where there is none, so that it can be told.</summary>
    public Task<NpgsqlConnection> OpenMigratorAsync() => OpenAsync(migrator, TargetSessionAttributes.PreferPrimary, CancellationToken.None);

    public Task<NpgsqlConnection> OpenWriterAsync() => OpenAsync(writer, TargetSessionAttributes.Primary, CancellationToken.None);

    public Task<NpgsqlConnection> OpenReaderAsync(bool mayLag, CancellationToken cancellation) => OpenAsync(reader, Newest(mayLag), cancellation);

    public Task<NpgsqlConnection> OpenExporterAsync(bool mayLag, CancellationToken cancellation) => OpenAsync(exporter, Newest(mayLag), cancellation);

    public async ValueTask DisposeAsync()
    {
        await reader.DisposeAsync();
        await exporter.DisposeAsync();
        await writer.DisposeAsync();
        await migrator.DisposeAsync();
    }

    /// <summary>What the driver would look for first: a host in the form of libpq, which has spaces where this one has semicolons, and a port that there is not.</summary>
    private static void RefuseUnreachable(NpgsqlConnectionStringBuilder settings)
    {
        if (settings.Host?.Contains('=', StringComparison.Ordinal) == true) throw new ArgumentException("The host has the form of libpq.");
        var own = (settings.Host ?? "").Split(',').Select(host => host.Split(':')).Where(parts => parts.Length == 2).Select(parts => int.Parse(parts[1], CultureInfo.InvariantCulture));
        if (own.Append(settings.Port).Any(port => port is < 1 or > IPEndPoint.MaxPort)) throw new ArgumentException("There is no such port.");
    }

    private static TargetSessionAttributes Newest(bool mayLag) => mayLag ? TargetSessionAttributes.PreferStandby : TargetSessionAttributes.Primary;

    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, TargetSessionAttributes target, CancellationToken cancellation) =>
        source is NpgsqlMultiHostDataSource several ? await several.OpenConnectionAsync(target, cancellation) : await source.OpenConnectionAsync(cancellation);

    private NpgsqlDataSource Reader(DbConnectionStringBuilder settings, int connections, TimeSpan limit) => Source(settings, connection =>
    {
        connection.MaxPoolSize = connections;
        connection.MinPoolSize = Math.Min(connection.MinPoolSize, connections);
        // A server that hangs does not keep its own time.
        connection.CommandTimeout = Math.Min(connection.CommandTimeout, (int)(limit + Patience).TotalSeconds);
        // Nothing is set on them that the next one would inherit.
        connection.NoResetOnClose = true;
        connection.Options += $" -c default_transaction_read_only=on -c default_transaction_isolation=repeatable\\ read{Planned}{Option("statement_timeout", limit)}{Option("idle_in_transaction_session_timeout", limit + LongestPause)}";
    });

    private NpgsqlDataSource Source(DbConnectionStringBuilder settings, Action<NpgsqlConnectionStringBuilder> differ)
    {
        var connection = new NpgsqlConnectionStringBuilder(Defaults + (AreSeveral ? SeveralDefaults : "") + settings.ConnectionString)
        {
            SearchPath = "public",
            PersistSecurityInfo = false,
            // Whatever the settings and the environment say: every process stores the same text, and which server is asked depends on the request.
            Encoding = "UTF8",
            ClientEncoding = "UTF8",
            TargetSessionAttributes = null,
        };
        connection.ApplicationName ??= "StanceApi";
        differ(connection);
        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString);
        return AreSeveral ? builder.BuildMultiHost() : builder.Build();
    }

    private static string Option(string name, TimeSpan value) => string.Create(CultureInfo.InvariantCulture, $" -c {name}={(long)value.TotalMilliseconds}");
}
