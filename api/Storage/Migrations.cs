using System.Buffers.Binary;
using System.Data.Common;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using EvolveDb;

namespace StanceApi.Storage;

/// <summary>
/// Brings the database to the schema of this build: the plain SQL files of <c>db/migrations</c>, embedded, forward only, one
/// transaction each, with checksums (Evolve).
/// </summary>
internal static class Migrations
{
    /// <summary>The table that tells which migrations were applied.</summary>
    public const string Journal = "migrations";

    private const string Folder = "db.migrations";

    /// <summary>Selects the names of the migrations that were applied.</summary>
    public const string FindApplied = """
        SELECT name
        FROM migrations
        WHERE version <> '0'
        ORDER BY id
        """;

    /// <exception cref="EvolveException">A migration failed, or one that was applied has been changed since.</exception>
    public static void Apply(Engine engine, DbConnection connection, ILogger log)
    {
        // Whatever the stamp says: a newer version may have ended between a migration and its stamp.
        RefuseNewer(engine, connection);
        if (AreApplied(engine, connection)) return;
        var evolve = new Evolve(connection, message => log.LogDebug("{Message}", message))
        {
            EmbeddedResourceAssemblies = [Assembly.GetExecutingAssembly()],
            EmbeddedResourceFilters = [Folder, engine.Migrations],
            MetadataTableName = Journal,
            Placeholders = engine.DdlWords,
            IsEraseDisabled = true,
        };
        evolve.Migrate();
        engine.WriteStamp(connection, Stamp(engine));
    }

    /// <summary>Refuses a database that <see cref="Apply"/> has not brought to the schema of this build.</summary>
    /// <exception cref="UnfitStoreException">It has another schema, or none.</exception>
    /// <exception cref="NewerSchemaException">A newer version has migrated it.</exception>
    public static void Check(Engine engine, DbConnection connection)
    {
        RefuseNewer(engine, connection);
        if (AreApplied(engine, connection)) return;
        throw new UnfitStoreException("The database does not have this version's schema yet: migrate it, or start the service once.");
    }

    /// <summary>Whether some version, whichever, has made a store of the database.</summary>
    public static bool HasAny(Engine engine, DbConnection connection) => engine.HasTable(connection, Journal);

    /// <summary>Whether the database has the schema of this build, no older and no newer one.</summary>
    public static bool AreApplied(Engine engine, DbConnection connection) => engine.ReadStamp(connection) == Stamp(engine);

    /// <summary>A database that a newer version has migrated may mean something else by the same columns.</summary>
    /// <exception cref="NewerSchemaException">The database has a migration that this build does not know.</exception>
    public static void RefuseNewer(Engine engine, DbConnection connection)
    {
        if (!HasAny(engine, connection)) return;
        var known = Assembly.GetExecutingAssembly().GetManifestResourceNames().ToHashSet(StringComparer.Ordinal);
        var unknown = connection.Query<string>(FindApplied).FirstOrDefault(name => !known.Contains($"{Folder}.{name}") && !known.Contains($"{engine.Migrations}.{name}"));
        if (unknown is not null) throw new NewerSchemaException(unknown);
    }

    /// <summary>The migrations of this build that are not among the applied ones.</summary>
    public static IEnumerable<string> Unapplied(Engine engine, IEnumerable<string> applied)
    {
        var names = applied.ToHashSet(StringComparer.Ordinal);
        return Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(resource => IsMigration(engine, resource))
            .Select(resource => resource[(resource.StartsWith($"{Folder}.", StringComparison.Ordinal) ? Folder : engine.Migrations).Length..].TrimStart('.'))
            .Where(name => !names.Contains(name)).Order(StringComparer.Ordinal);
    }

    private static bool IsMigration(Engine engine, string resource) =>
        resource.StartsWith($"{Folder}.", StringComparison.Ordinal) || resource.StartsWith($"{engine.Migrations}.", StringComparison.Ordinal);

    /// <summary>31 bits of a hash over every migration's name and text: the same files have been applied, checksums and all.</summary>
    private static int Stamp(Engine engine)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => IsMigration(engine, name)).Order(StringComparer.Ordinal))
        {
            using var file = new BinaryReader(assembly.GetManifestResourceStream(name)!);
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(file.ReadBytes((int)file.BaseStream.Length));
        }

        return BinaryPrimitives.ReadInt32BigEndian(hash.GetHashAndReset()) & int.MaxValue;
    }
}
