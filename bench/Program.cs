using StanceApi.Bench;

// Prints ratios measured in one run: dotnet run --project bench -c Release -- start
if (args is not ["start"])
{
    await Console.Error.WriteLineAsync("usage: dotnet run --project bench -c Release -- start");
    return 2;
}

await StartBenchmark.RunAsync();
return 0;
