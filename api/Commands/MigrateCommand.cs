using System.CommandLine;

namespace StanceApi.Commands;

/// <summary><c>migrate</c>: brings the database to this version's schema, as a start of the service does.</summary>
internal static class MigrateCommand
{
    private const string About = "Bring the database to this version's schema, as a start of the service does.";

    private const string More = """
        A database that is absent is made. A SQLite file that a service has open is refused (3): its start has migrated it.

        Example:
          StanceApi migrate --ConnectionStrings:Stance "Host=db;Database=stance"
        """;

    public static Command Create(string[] settings)
    {
        var command = new Verb("migrate", About, More);
        command.SetAction(async (_, _) =>
        {
            await using var service = await LocalService.ToWriteAsync(settings);
            await Console.Out.WriteLineAsync("The database has this version's schema.");
            return ExitCode.Done;
        });
        return command;
    }
}
