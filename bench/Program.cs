using StanceApi.Bench;

// Prints ratios measured in one run: dotnet run --project bench -c Release -- start|times|feed|networks
Func<Task>? benchmark = args switch
{
    ["start"] => StartBenchmark.RunAsync,
    ["times"] => TimesBenchmark.RunAsync,
    ["feed"] => FeedBenchmark.RunAsync,
    ["networks"] => NetworkBenchmark.RunAsync,
    _ => null,
};
if (benchmark is null)
{
    await Console.Error.WriteLineAsync("usage: dotnet run --project bench -c Release -- start|times|feed|networks");
    return 2;
}

await benchmark();
return 0;
