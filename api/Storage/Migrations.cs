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
    private const string Journal = "migrations";
    private const string Folder = "db.migrations";

    private const string FindApplied = """
        SELECT name
        FROM migrations
        WHERE version <> '0'
        ORDER BY id
        """;


    /// <exception cref="EvolveException">A migration failed, or one that was applied has been changed since.</exception>
    public static void Apply(Engine engine, DbConnection connection, ILogger log)
    {
        var stamp = Stamp();
        if (engine.ReadStamp(connection) == stamp) return;
        var evolve = new Evolve(connection, message => log.LogDebug("{Message}", message))
        {
            EmbeddedResourceAssemblies = [Assembly.GetExecutingAssembly()],
            EmbeddedResourceFilters = [Folder],
            MetadataTableName = Journal,
            Placeholders = engine.DdlWords,
            IsEraseDisabled = true,
        };
        RefuseNewer(engine, connection);
        evolve.Migrate();
        engine.WriteStamp(connection, stamp);
    }

    /// <summary>A database that a newer version has migrated may mean something else by the same columns.</summary>
    private static void RefuseNewer(Engine engine, DbConnection connection)
    {
        if (!engine.HasTable(connection, Journal)) return;
        var known = Assembly.GetExecutingAssembly().GetManifestResourceNames().ToHashSet(StringComparer.Ordinal);
        var unknown = connection.Query<string>(FindApplied).FirstOrDefault(name => !known.Contains($"{Folder}.{name}"));
        if (unknown is not null) throw new NewerSchemaException(unknown);
    }

    /// <summary>31 bits of a hash over every migration's name and text: the same files have been applied, checksums and all.</summary>
    private static int Stamp()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var file = new BinaryReader(assembly.GetManifestResourceStream(name)!);
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(file.ReadBytes((int)file.BaseStream.Length));
        }

        return BinaryPrimitives.ReadInt32BigEndian(hash.GetHashAndReset()) & int.MaxValue;
    }
}
