using System.Data.Common;
using System.Reflection;
using EvolveDb;

namespace StanceApi.Storage;

/// <summary>
/// Brings the database to the schema of this build: the plain SQL files of <c>db/migrations</c>, embedded, forward only, one
/// transaction each, with checksums (Evolve).
/// </summary>
internal static class Migrations
{
    private const string Journal = "migrations";

    /// <exception cref="EvolveException">A migration failed, or one that was applied has been changed since.</exception>
    public static void Apply(Engine engine, DbConnection connection, ILogger log)
    {
        var evolve = new Evolve(connection, message => log.LogDebug("{Message}", message))
        {
            EmbeddedResourceAssemblies = [Assembly.GetExecutingAssembly()],
            EmbeddedResourceFilters = ["db.migrations"],
            MetadataTableName = Journal,
            Placeholders = engine.DdlWords,
            IsEraseDisabled = true,
        };
        evolve.Migrate();
    }
}
