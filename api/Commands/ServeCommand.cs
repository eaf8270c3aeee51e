using System.CommandLine;

namespace StanceApi.Commands;

/// <summary><c>serve</c>: the service itself, until it is stopped.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    private const string About = "Run the service until it is stopped: what happens where no verb is named.";

    private const string More = """
        Most used:
          --urls http://localhost:5080    the addresses to listen on
          --Auth:BootstrapKey KEY         an administrator's key to create
          --Seeds:OnEmpty true            fill an empty database with the demonstration data

        Example:
          StanceApi serve --urls http://localhost:8080 --ConnectionStrings:Stance "Data Source=stance.db"
        """;

    public static Command Create(string[] settings)
    {
        var command = new Verb(Name, About, More);
        command.SetAction((_, _) => RunAsync(settings));
        return command;
    }

    private static async Task<int> RunAsync(string[] settings)
    {
        try
        {
            await using var app = Service.Build(settings);
            await Service.StartAsync(app);
            await app.WaitForShutdownAsync();
            return ExitCode.Done;
        }
        catch (Exception failure) when (StartFailure.Of(failure) is { } known)
        {
            throw known.ToException(failure);
        }
    }
}
