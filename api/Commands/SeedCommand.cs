using System.CommandLine;

namespace StanceApi.Commands;

/// <summary><c>seed</c>: the demonstration data for an empty database.</summary>
internal static class SeedCommand
{
    private const string About = "Fill an empty database with the demonstration data.";

    private const string More = """
        One that was ever written to is left as it is.

        Example:
          StanceApi seed --ConnectionStrings:Stance "Data Source=demonstration.db"
        """;

    public static Command Create(string[] settings)
    {
        var command = new Verb("seed", About, More);
        command.SetAction(async (_, _) =>
        {
            await using var service = await LocalService.ToWriteAsync(settings);
            var records = await Seeds.LoadAsync(service.Services);
            await Console.Out.WriteLineAsync(records > 0 ? $"Loaded the demonstration data: {records} records." : "The database is not empty: nothing was loaded.");
            return ExitCode.Done;
        });
        return command;
    }
}
