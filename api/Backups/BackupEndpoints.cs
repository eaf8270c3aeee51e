using System.Text.Json.Nodes;
using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Backups;

/// <summary>The feature of backups, for administrators: <c>/v1/backups</c>, and the copies that are made by themselves.</summary>
internal static class BackupEndpoints
{
    private static readonly OperationMetadata Listing = new([], [400, 401, 403, 406, 409, 500])
    {
        Example = () => new JsonObject { ["items"] = new JsonArray(Example()), ["failed_at"] = null },
    };

    private static readonly OperationMetadata Making = new([], [400, 401, 403, 406, 409, 500]) { Example = Example };

    public static IServiceCollection AddBackups(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<BackupOptions>().Bind(configuration.GetSection(BackupOptions.Section)).ValidateDataAnnotations()
            .Validate(options => options.Folder is null or "" || Directory.Exists(options.Folder), "Backups:Folder must be there: create it, or mount what it lies on.")
            .Validate<Engine>((options, engine) => options.Folder is null or "" || engine.DatabasePath is not null, "Backups:Folder is for SQLite. PostgreSQL is backed up with pg_dump or pg_basebackup.")
            .ValidateOnStart();
        return services.AddSingleton<BackupRun>().AddSingleton<BackupCalls>().AddHostedService<BackupSchedule>();
    }

    public static IEndpointRouteBuilder MapBackups(this IEndpointRouteBuilder routes)
    {
        var calls = routes.ServiceProvider.GetRequiredService<BackupCalls>();
        var group = routes.MapGroup("/v1/backups").WithTags("backups").RequireAuthorization(AccessFeature.Admin);
        group.MapJson(HttpMethods.Get, "", calls.List).WithMetadata(Listing, new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(BackupList), [Body.Json]))
            .WithName("listBackups").WithSummary("List backups")
            .WithDescription("The copies of the database in the folder that the setting `Backups:Folder` names (409 `no_backup_folder` where it names none), and whether making the last one failed.");
        group.MapJson(HttpMethods.Post, "", calls.MakeAsync).WithMetadata(Making, new ProducesResponseTypeMetadata(StatusCodes.Status201Created, typeof(Backup), [Body.Json]))
            .WithName("createBackup").WithSummary("Back up now")
            .WithDescription("Copies the database as it is at one moment into that folder, while writing goes on; checks the copy and answers when the disk has it. Of the copies the newest `Backups:Keep` are kept. `GET /v1/export/stance.db` sends a copy instead. Where the service runs on PostgreSQL there is no file to copy (409 `not_sqlite`).");
        return routes;
    }

    private static JsonObject Example() => new()
    {
        ["name"] = "stance-20251029T090000.123Z-44.db",
        ["created_at"] = "2025-10-29T09:00:00.123000Z",
        ["snapshot"] = "44",
        ["bytes"] = 589_824,
    };
}
