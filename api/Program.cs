using StanceApi;
using StanceApi.Commands;

if (CommandLine.Answer(args) is { } exitCode) return exitCode;
try
{
    await using var app = Service.Build(args);
    await Service.StartAsync(app);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception failure) when (StartFailure.Of(failure) is { } known)
{
    await Console.Error.WriteLineAsync(known.Message);
    return known.ExitCode;
}
