using System.Data.Common;
using Npgsql;

namespace StanceApi.Storage;

/// <summary>What the failures of PostgreSQL and of the way there mean, and what to do about them.</summary>
internal static class PostgreSqlFaults
{
    public const string Rights = "Let it own the database and what is in it, or grant it CONNECT on the database, CREATE on the schema public, and SELECT, INSERT, UPDATE and DELETE on all tables there.";

    private const string IdleInTransaction = "25P03";
    private const string IdleSession = "57P05";

    public static StoreFault Classify(DbException failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => StoreFault.Interrupted,
        PostgresException server => IsUnavailable(server.SqlState) ? StoreFault.Unavailable : StoreFault.Other,
        // What the server has not said is the connection's failure, or a fault of the program.
        NpgsqlException { IsTransient: true } => StoreFault.Unavailable,
        _ => StoreFault.Other,
    };

    /// <summary>Of several servers, what to do about each.</summary>
    public static string Advice(DbException failure) => failure.InnerException is AggregateException each && each.InnerExceptions.All(one => one is DbException)
        ? string.Join(' ', each.InnerExceptions.Cast<DbException>().Select(Advice).Distinct())
        : AdviceOn(failure);

    private static string AdviceOn(DbException failure) => failure is not PostgresException server
        ? failure.Message switch
        {
            var said when said.Contains("unknown response", StringComparison.Ordinal) => "Another program answers there: name the host and port of a PostgreSQL server in ConnectionStrings__Stance.",
            var said when said.Contains("SSL", StringComparison.Ordinal) => "Set SSL Mode in ConnectionStrings__Stance to what the server offers.",
            var said when said.Contains("password", StringComparison.OrdinalIgnoreCase) => "Set Password in ConnectionStrings__Stance, or PGPASSWORD.",
            _ => "Start the server that ConnectionStrings__Stance names, or name the right one.",
        }
        : server.SqlState switch
        {
            PostgresErrorCodes.InvalidAuthorizationSpecification => "Set the Username of a role that the server knows in ConnectionStrings__Stance, and let its pg_hba.conf admit that role from here.",
            ['2', '8', ..] => "Set the Username and Password of a role that the server knows in ConnectionStrings__Stance.",
            PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.SyntaxError => "Correct Options or Timezone in ConnectionStrings__Stance, or PGOPTIONS or PGTZ.",
            PostgresErrorCodes.InvalidCatalogName => "Create it (CREATE DATABASE ... ENCODING 'UTF8'), or name another one in ConnectionStrings__Stance.",
            PostgresErrorCodes.InvalidSchemaName => "Create the schema (CREATE SCHEMA public), or name another database in ConnectionStrings__Stance.",
            PostgresErrorCodes.ObjectNotInPrerequisiteState => "Let the database take connections (ALTER DATABASE ... ALLOW_CONNECTIONS true), or name another one in ConnectionStrings__Stance.",
            PostgresErrorCodes.CannotConnectNow => "Wait until the server has started; a standby that takes no connections (hot_standby) cannot be used: name the primary in ConnectionStrings__Stance.",
            PostgresErrorCodes.AdminShutdown or IdleInTransaction or IdleSession => "Start again: the server has ended the connection, since somebody told it to or the process had stalled.",
            PostgresErrorCodes.ProtocolViolation => "Connect to the server itself, without a pooler.",
            PostgresErrorCodes.QueryCanceled => "Let statements take longer: statement_timeout in Options of ConnectionStrings__Stance, of the role, or of the database.",
            PostgresErrorCodes.InsufficientPrivilege => Rights,
            PostgresErrorCodes.TooManyConnections => "Let the server and the role have more connections (max_connections, CONNECTION LIMIT), or lower Limits:Readers and Limits:Exports.",
            PostgresErrorCodes.ReadOnlySqlTransaction => "Let its sessions write: ALTER ROLE or ALTER DATABASE ... RESET default_transaction_read_only, or name the primary in ConnectionStrings__Stance.",
            PostgresErrorCodes.DiskFull => "Make room where the server keeps its data.",
            _ => "See the server's log.",
        };

    private static bool IsUnavailable(string state) => state switch
    {
        // Connections, authorization, resources, the operator, the system, conflicts with recovery.
        ['0', '8', ..] or ['2', '8', ..] or ['4', '0', ..] or ['5', '3', ..] or ['5', '7', ..] or ['5', '8', ..] => true,
        PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.InsufficientPrivilege => true,
        IdleInTransaction or PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => true,
        _ => false,
    };
}
