using System.CommandLine;
using System.CommandLine.Help;
using StanceApi.Storage;

namespace StanceApi.Commands;

/// <summary>
/// The command line: a line for each verb, <c>serve</c> where none is named. Results go to standard output; progress and what is wrong
/// to standard error.
/// </summary>
internal static class CommandLine
{
    /// <summary>How long a verb may take to end after it was told to.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string About = "StanceApi: who stands where on a decision, with which arguments, on which evidence.";

    private const string More = """
        Settings of the service, which every verb takes:
          --ConnectionStrings:Stance "Data Source=FILE"           the database, made where it is absent
          --ConnectionStrings:Stance "Host=...;Database=..."      the same on PostgreSQL
          --SECTION:NAME VALUE                                    any other; the README has the table
          Each can also be an environment variable, with __ for the colon.

        Exit codes:
          0  done
          1  lines were refused, something was found that is not as it should be, or it was stopped
          2  a word, an option, a setting, a key or a file is wrong
          3  the store, the service or the disk cannot be used
        """;

    /// <summary>Does what the words ask for. Returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Parse(args);
        string[] errors = [.. Settings.Split(args).Errors, .. parsed.Errors.Select(error => error.Message)];
        if (errors.Length > 0 && parsed.Action is not VerbHelp) return await RefuseAsync(errors);
        try
        {
            // The host itself looks for signals.
            var patience = parsed.CommandResult.Command is RootCommand or { Name: ServeCommand.Name } ? (TimeSpan?)null : Patience;
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = patience });
        }
        catch (CommandException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return failure.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return ExitCode.Findings;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return ExitCode.Store;
        }
        catch (StoreException failure)
        {
            await Console.Error.WriteLineAsync($"The store cannot be used: {failure.InnerException?.Message ?? failure.Message}");
            return ExitCode.Store;
        }
    }

    /// <summary>What the words mean, settings of the service aside.</summary>
    internal static ParseResult Parse(string[] args)
    {
        var settings = Settings.Split(args);
        // A word that begins with @ is no file of more words.
        return Root(settings.Given).Parse(settings.Others, new ParserConfiguration { ResponseFileTokenReplacer = null });
    }

    internal static RootCommand Root(string[] settings)
    {
        var serve = ServeCommand.Create(settings);
        var root = new RootCommand(About)
        {
            serve,
            MigrateCommand.Create(settings),
            SeedCommand.Create(settings),
            ImportCommand.Create(settings),
            ExportCommand.Create(settings),
            VerifyCommand.Create(settings),
            KeysCommand.Create(settings),
            CopyCommand.Create(),
            HealthCommand.Create(),
            BackupCommand.Create(settings),
            RestoreCommand.Create(settings),
        };
        root.Action = serve.Action;
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new VerbHelp((HelpAction)help.Action!, More);
        return root;
    }

    private static async Task<int> RefuseAsync(IEnumerable<string> errors)
    {
        foreach (var error in errors) await Console.Error.WriteLineAsync(error);
        await Console.Error.WriteLineAsync("StanceApi --help, or --help behind a verb, tells what is known.");
        return ExitCode.Usage;
    }
}
