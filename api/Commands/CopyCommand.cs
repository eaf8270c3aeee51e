using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using StanceApi.Copying;
using StanceApi.Storage;

namespace StanceApi.Commands;

/// <summary><c>copy</c>: moves a whole store into another database, whichever the engines.</summary>
internal static class CopyCommand
{
    private const string About = "Copy a whole store, with its history, keys and feed, into an empty database.";

    private const string More = """
        A store goes from a SQLite file to PostgreSQL, back, or to another database of the same kind. Whatever breaks a copy off, the same
        command goes on where it stopped; until it has ended and compared both sides, the target is served by nobody. Stop the service of the
        source first: what is written to it meanwhile is not in the copy, and the exit code is then 1. Passwords can stand in PGPASSWORD or in the file
        that PGPASSFILE names instead of the command line.

        Example:
          StanceApi copy --from "Data Source=stance.db" --to "Host=db;Database=stance;Username=stance"
        """;

    /// <summary>How the settings of the service, which this verb does not have, are called in what it tells.</summary>
    private static readonly string[] Setting = [$"ConnectionStrings__{StorageFeature.ConnectionName}", $"ConnectionStrings:{StorageFeature.ConnectionName}"];

    public static Command Create()
    {
        var from = Database(StoreCopy.From, "The database where the store is, as in ConnectionStrings:Stance.");
        var to = Database(StoreCopy.To, "The database where it shall be: an empty one, or one that an earlier copy left unfinished.");
        var command = new Verb("copy", About, More) { from, to };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), cancellation));
        return command;
    }

    private static Option<string> Database(string name, string about) => new(name) { Description = about, HelpName = "CONNECTION", Required = true };

    private static async Task<int> RunAsync(string from, string to, CancellationToken cancellation)
    {
        try
        {
            // Whatever it waits for, it stops at once: what is not committed when the process ends was never there.
            var copying = Task.Run(() => StoreCopy.RunAsync(from, to, Console.Error.WriteLine, TimeProvider.System, NullLogger.Instance), CancellationToken.None);
            return await TellAsync(await copying.WaitAsync(cancellation));
        }
        catch (OperationCanceledException stopped)
        {
            throw new CommandException(ExitCode.Findings, "Stopped. The same command goes on from here.", stopped);
        }
        catch (CopySideException failure) when (StartFailure.Of(failure.InnerException!) is { } known)
        {
            var words = Setting.Aggregate(known.Message, (words, setting) => words.Replace(setting, failure.Option, StringComparison.Ordinal));
            throw new CommandException(known.ExitCode, $"{failure.Option}: {words}{(failure.IsAmid ? " The same command goes on from here." : "")}", failure);
        }
    }

    private static async Task<int> TellAsync(CopyReport report)
    {
        foreach (var table in report.Tables)
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{table.Name,-32} {table.Target.Rows,12} rows  {table.Target.Sha256}{(table.Source == table.Target ? "" : $"  DIFFERS: {table.Source.Rows} rows  {table.Source.Sha256}")}"));
        if (!report.IsEqual)
        {
            await Console.Error.WriteLineAsync("The two sides differ, so the target is not served. Empty it and copy again while nobody writes to either.");
            return ExitCode.Findings;
        }

        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Both sides are the same, up to position {report.Position} of the feed."));
        if (report.Missed == 0) return ExitCode.Done;
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"The source was written to meanwhile: {report.Missed} entries of its feed after {report.Position} are not in the copy. To move without losing them, stop its service and copy into an empty database again."));
        return ExitCode.Findings;
    }
}
