using System.CommandLine;
using System.Data.Common;
using Microsoft.Extensions.Options;
using StanceApi.Backups;
using StanceApi.Storage;

namespace StanceApi.Commands;

/// <summary><c>backup</c>: a copy of a SQLite database.</summary>
internal static class BackupCommand
{
    private const string About = "Copy a SQLite database into one file, as it is at one moment, while a service may go on writing to it.";

    private const string More = """
        The copy is checked, and has its name only when the disk has all of it. TO is a file, which must not be there yet, or a folder, where
        the copy is named by the instant and the feed position that it reaches; without TO it goes into Backups:Folder. PostgreSQL is backed
        up with pg_dump or pg_basebackup.

        Examples:
          StanceApi backup before-the-upgrade.db --ConnectionStrings:Stance "Data Source=stance.db"
          StanceApi backup /backups --keep 7 --ConnectionStrings:Stance "Data Source=/data/stance.db"
        """;

    private static readonly Argument<string?> To = new("TO") { Arity = ArgumentArity.ZeroOrOne, Description = "The file or the folder." };

    private static readonly Option<int?> Keep = new("--keep") { Description = "How many copies in the folder are kept, the newest." };

    public static Command Create(string[] settings)
    {
        var command = new Verb("backup", About, More) { To, Keep };
        command.SetAction((words, cancellation) => RunAsync(settings, words.GetValue(To), words.GetValue(Keep), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string[] settings, string? to, int? keep, CancellationToken cancellation)
    {
        await using var service = await LocalService.AsItIsAsync(settings);
        var engine = service.Services.GetRequiredService<Engine>();
        var database = engine.DatabasePath ?? throw new CommandException(ExitCode.Usage, "The database is on a PostgreSQL server: back it up with pg_dump or pg_basebackup.");
        var options = service.Services.GetRequiredService<IOptions<BackupOptions>>().Value;
        var target = to ?? (options.Folder is { Length: > 0 } folder ? folder : throw new CommandException(ExitCode.Usage, "Name a file or a folder, or set Backups:Folder."));
        if (keep < 1) throw new CommandException(ExitCode.Usage, "Keep one copy at least.");
        try
        {
            StorageFeature.RefuseAbsent(engine);
            await using (var connection = await engine.OpenReaderAsync(cancellation)) UnfinishedCopy.Refuse(engine, connection);
            var (path, snapshot) = Directory.Exists(target)
                ? await AddAsync(new BackupFolder(target, database), target, keep ?? (to is null ? options.Keep : null))
                : await WriteAsync(Path.GetFullPath(target));
            await Console.Out.WriteLineAsync($"{path} has the database up to feed position {snapshot}.");
            return ExitCode.Done;
        }
        catch (StoreException failure) when (failure.InnerException is DbException cause)
        {
            throw new CommandException(ExitCode.Store, $"There is no backup: {cause.Message} {engine.Advice(cause)}", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DbException or UnfitStoreException)
        {
            throw new CommandException(ExitCode.Store, $"There is no backup: {failure.Message}", failure);
        }

        async Task<(string, string)> AddAsync(BackupFolder copies, string into, int? kept)
        {
            var backup = await copies.AddAsync(engine, service.Services.GetRequiredService<TimeProvider>().GetUtcNow(), cancellation);
            if (kept is { } number) copies.Prune(number);
            return (Path.Combine(into, backup.Name), backup.Snapshot);
        }

        async Task<(string, string)> WriteAsync(string file)
        {
            if (File.Exists(file) || keep is not null) throw new CommandException(ExitCode.Usage, keep is null ? $"{file} is there already. Name another file." : "--keep is about a folder, which must be there.");
            var (path, head) = await DatabaseCopy.WriteAsync(engine, $"{file}.{Guid.NewGuid():N}{DatabaseCopy.Unfinished}", _ => file, cancellation);
            return (path, $"{head.Seq}");
        }
    }
}
