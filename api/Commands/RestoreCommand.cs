using System.CommandLine;
using System.Data.Common;
using StanceApi.Backups;
using StanceApi.Storage;
using StanceApi.Values;
using StanceApi.Verification;

namespace StanceApi.Commands;

/// <summary><c>restore</c>: a copy in the place of a SQLite database.</summary>
internal static class RestoreCommand
{
    private const string About = "Put a copy in the place of a SQLite database, while no service has that open.";

    private const string More = """
        The copy is first taken beside the database, brought to this version's schema and looked through as verify does; only what is whole
        gets the database's name, at once, and FILE stays as it is. A database that is there is replaced only with --overwrite. Whoever
        follows the feed must begin anew: positions after the restored one are given again. Keys that were
        revoked since the copy was made are valid again: revoke them once more. PostgreSQL is restored with pg_restore.

        Example:
          StanceApi restore /backups/stance-20251029T090000.123Z-44.db --ConnectionStrings:Stance "Data Source=stance.db"
        """;

    private static readonly Argument<string> Copy = new("FILE") { Description = "The copy." };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace the database that is there." };

    public static Command Create(string[] settings)
    {
        var command = new Verb("restore", About, More) { Copy, Overwrite };
        command.SetAction((words, cancellation) => RunAsync(settings, words.GetRequiredValue(Copy), words.GetValue(Overwrite), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string[] settings, string copy, bool overwrites, CancellationToken cancellation)
    {
        await using var service = await LocalService.AsItIsAsync(settings);
        var database = service.Services.GetRequiredService<Engine>().DatabasePath
            ?? throw new CommandException(ExitCode.Usage, "The database is on a PostgreSQL server: restore it with pg_restore or psql, from what pg_dump made.");
        if (!File.Exists(copy)) throw new CommandException(ExitCode.Usage, $"There is no file {copy}.");
        var log = service.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Restore));
        try
        {
            var head = await Restore.RunAsync(Path.GetFullPath(copy), database, overwrites, file => VerifyAsync(copy, file, cancellation), log, cancellation);
            await Console.Out.WriteLineAsync($"{database} is restored up to feed position {head.Seq}.");
            await Console.Error.WriteLineAsync($"The copy knows nothing that came after its last change, of {Instant.Write(head.At)}: keys that were revoked since may be valid again. See `keys list`, and revoke those with `keys revoke ID` before you serve it.");
            return ExitCode.Done;
        }
        catch (IOException there) when (!overwrites && File.Exists(database))
        {
            throw new CommandException(ExitCode.Usage, $"{database} is there and would be lost. Back it up, and say --overwrite.", there);
        }
        catch (Exception failure) when (StartFailure.Of(failure) is { } known)
        {
            throw known.ToException(failure);
        }
        catch (Exception failure) when (failure is IOException or DbException)
        {
            throw new CommandException(ExitCode.Store, $"Nothing is restored: {failure.Message}", failure);
        }
    }

    /// <summary>Runs every check of <c>verify</c> over a file.</summary>
    private static async Task VerifyAsync(string copy, string file, CancellationToken cancellation)
    {
        await using var service = await LocalService.ToReadAsync([$"--ConnectionStrings:{StorageFeature.ConnectionName}", SqliteEngine.ConnectionStringOf(file)]);
        var verification = ActivatorUtilities.CreateInstance<StoreVerification>(service.Services);
        await using var session = await verification.OpenAsync(cancellation);
        foreach (var check in verification.Checks(session, _ => { }))
            await foreach (var discrepancy in check.Discrepancies())
                throw new UnfitStoreException($"{copy} is not whole ({check.Name}): {discrepancy.Place} {discrepancy.Fault}. Take another copy.");
    }
}
