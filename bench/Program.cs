using StanceApi.Bench;

const string Usage = """
    usage: dotnet run --project bench -c Release -- BENCHMARK
      start | times | feed | networks | limits | writes | citations | export
      import sqlite|postgresql [POSITIONS]
      reads [POSITIONS]                        (PostgreSQL)
      growth sqlite|postgresql [POSITIONS]
      search sqlite|postgresql [POSITIONS]
    """;

// Prints ratios measured in one run.
Func<Task>? benchmark = args switch
{
    _ when VariedService.IsAskedFor(args) => () => VariedService.RunAsync(args),
    ["start"] => StartBenchmark.RunAsync,
    ["times"] => TimesBenchmark.RunAsync,
    ["feed"] => FeedBenchmark.RunAsync,
    ["networks"] => NetworkBenchmark.RunAsync,
    ["limits"] => LimitBenchmark.RunAsync,
    ["writes"] => WriteBenchmark.RunAsync,
    ["citations"] => CitationBenchmark.RunAsync,
    ["export"] => ExportBenchmark.RunAsync,
    ["reads", .. var size] => () => ReadBenchmark.RunAsync(size),
    ["import", var engine, .. var size] when Database.Engines.Contains(engine) => () => ImportBenchmark.RunAsync(engine, size),
    ["growth", var engine, .. var size] when Database.Engines.Contains(engine) => () => GrowthBenchmark.RunAsync(engine, size),
    ["search", var engine, .. var size] when Database.Engines.Contains(engine) => () => SearchBenchmark.RunAsync(engine, size),
    [.. var settings, BareReads.Verb, var store] => () => BareReads.RunAsync(store, settings),
    _ => null,
};
if (benchmark is null)
{
    await Console.Error.WriteLineAsync(Usage);
    return 2;
}

await benchmark();
return 0;
