using StanceApi;
using StanceApi.Storage;

try
{
    await using var app = Service.Build(args);
    await Service.StartAsync(app);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (StoreLockedException locked)
{
    await Console.Error.WriteLineAsync(locked.Message);
    return 3;
}
