using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using Npgsql;

namespace StanceApi.Bench;

/// <summary>
/// Single reads and pages of 50 on PostgreSQL against <see cref="BareReads"/>, which answers the same rows as the same bytes by the same
/// statements over as many connections to the server; each a process of its own, taking turns, over four connections.
/// </summary>
internal static class ReadBenchmark
{
    private const int Rounds = 9;
    private const int WarmReads = 2_000;
    private const int Clients = 4;
    private const int DefaultPositions = 100_000;

    /// <summary>As many as the service reads with, see Limits:Readers.</summary>
    private const int PoolSize = 8;

    /// <summary>As many statements as the service's connections keep prepared, and planned as theirs are.</summary>
    private const int Prepared = 100;
    private const string Planned = "-c plan_cache_mode=force_custom_plan";

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1.5);

    private static readonly (string What, Func<int, int, string> Path)[] Reads =
    [
        ("single reads", (number, positions) => $"/v1/positions/position-{number * 7_919L % positions}"),
        ("first pages of 50", (_, _) => "/v1/positions?"),
        ("pages of 50 of a question", (number, positions) => $"/v1/positions?question_id=question-{number % (positions / 1_000)}"),
    ];

    public static async Task RunAsync(string[] args)
    {
        var positions = args is [var size] ? int.Parse(size, CultureInfo.InvariantCulture) : DefaultPositions;
        await using var store = await LargeStore.CreateAsync(positions, Database.Engines[1]);
        using var service = await store.StartAsync();
        var pool = new NpgsqlConnectionStringBuilder(store.ConnectionString) { MaxPoolSize = PoolSize, MaxAutoPrepare = Prepared, Options = Planned }.ConnectionString;
        using var bare = await Service.StartAsync(Assembly.GetExecutingAssembly().Location, "/health/ready", BareReads.Verb, pool);
        foreach (var (what, path) in Reads)
        {
            await CheckAsync(service, bare, path(7, positions));
            await CompareAsync($"{positions} positions, {what}", service, bare, number => path(number, positions));
        }
    }

    private static async Task CompareAsync(string what, Service service, Service bare, Func<int, string> path)
    {
        foreach (var each in new[] { bare, service }) await ReadAsync(each, path, (count, _) => count < WarmReads);
        var (ours, theirs) = (new List<Round>(), new List<Round>());
        for (var round = 0; round < Rounds; round++)
        {
            theirs.Add(await ReadAsync(bare, path, (_, elapsed) => elapsed < Turn));
            ours.Add(await ReadAsync(service, path, (_, elapsed) => elapsed < Turn));
        }

        // Each round is compared with itself, since the machine may do other things meanwhile.
        var ratio = Figures.Median(ours.Zip(theirs, (one, other) => one.PerSecond / other.PerSecond));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {Figures.Median(ours.Select(round => round.PerSecond)):F0} a second, a bare handler {Figures.Median(theirs.Select(round => round.PerSecond)):F0}, ratio {ratio:F2} (target at least 0.8); processor time of the process for each {Figures.Median(ours.Select(round => round.Microseconds)):F0} us, {Figures.Median(theirs.Select(round => round.Microseconds)):F0} us"));
    }

    /// <summary>Both answer the same rows as the same bytes.</summary>
    private static async Task CheckAsync(Service service, Service bare, string path)
    {
        var rows = Encoding.UTF8.GetString(await bare.Client.GetByteArrayAsync(new Uri(path, UriKind.Relative)))[..^1];
        var answer = Encoding.UTF8.GetString(await service.Client.GetByteArrayAsync(new Uri(path, UriKind.Relative)));
        if (!answer.StartsWith(rows, StringComparison.Ordinal)) throw new InvalidOperationException($"{path}: {answer} does not begin with {rows}");
    }

    private static async Task<Round> ReadAsync(Service service, Func<int, string> path, Func<int, TimeSpan, bool> goesOn)
    {
        var (count, busy, clock) = (0, service.Busy, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            using var connection = new Connection(service.Client.BaseAddress!);
            while (goesOn(count, clock.Elapsed)) await connection.GetAsync(path(Interlocked.Increment(ref count)));
        })));
        return new Round(count / clock.Elapsed.TotalSeconds, (service.Busy - busy).TotalMicroseconds / count);
    }

    private sealed record Round(double PerSecond, double Microseconds);
}
