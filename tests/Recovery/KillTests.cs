using System.Globalization;
using System.Text.Json.Nodes;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Recovery;

/// <summary>
/// The service is killed again and again, at any moment, while clients write, and starts again on the same store. STANCE_KILLS makes the run longer
/// (1,000 is the long one); STANCE_SEED repeats one, as far as time can be repeated.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Clerks = 6;

    /// <summary>After so many kills clerks begin with new records, so that a write costs the same however long the run is.</summary>
    private const int KillsPerWorld = 10;

    private readonly int kills = Setting("STANCE_KILLS") ?? 25;
    private readonly int seed = Setting("STANCE_SEED") ?? Random.Shared.Next();
    private readonly Ledger ledger = new();
    private TestDatabase database = null!;
    private Random random = null!;
    private int acknowledged;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Killed_at_any_moment_it_comes_back_by_itself_with_everything_that_was_acknowledged_and_nothing_by_half()
    {
        Say($"STANCE_SEED={seed} repeats these {kills} kills");
        random = new Random(seed);
        await KillAtBirthAsync();
        var (clerks, shifts) = (Array.Empty<Clerk>(), Array.Empty<Shift>());
        for (var kill = 1; kill < kills; kill++)
        {
            if (kill % KillsPerWorld == 1) clerks = [.. Enumerable.Range(0, Clerks).Select(clerk => new Clerk($"k{kill}c{clerk}", random.Next()))];
            shifts = await KillAtWorkAsync(clerks, shifts, isFirst: kill == 1);
            if (kill % 50 == 0) Say($"{kill} kills, {acknowledged} writes acknowledged");
            if (random.Next(8) == 0) await KillAtBirthAsync();
        }

        using var service = await ServiceProcess.StartAsync(database);
        await new Recovered(service.Client, ledger).CheckAsync(shifts);
        await new InStep(service.Client, ledger).CheckAllAsync(database);
        Say($"{acknowledged} writes were acknowledged");
    }

    /// <summary>Starts the service, looks at everything, and kills it while the clerks write.</summary>
    private async Task<Shift[]> KillAtWorkAsync(Clerk[] clerks, Shift[] last, bool isFirst)
    {
        using var service = await ServiceProcess.StartAsync(database);
        if (isFirst) await service.Client.ReplaceAsync("questions", Clerk.Shared, new JsonObject { ["text"] = "Is it there?" });
        if (isFirst) await ledger.ReadOnAsync(service.Client);
        await new Recovered(service.Client, ledger).CheckAsync(last);
        var some = new Countdown(random.Next(1, 120));
        var working = Task.WhenAll(clerks.Select(clerk => clerk.WorkAsync(service.Client, ledger, some)));
        await some.ReachedAsync(working);
        await Task.Delay(random.Next(20), TestContext.Current.CancellationToken);
        service.Kill();
        var shifts = await working;
        Assert.All(shifts, shift => Assert.Null(shift.Refusal));
        acknowledged += shifts.Sum(shift => shift.Answered.Count);
        return shifts;
    }

    /// <summary>Kills a process before it listens: while it looks for the store, migrates it or opens it.</summary>
    private async Task KillAtBirthAsync()
    {
        using var service = ServiceProcess.Launch(database);
        await Task.Delay(random.Next(100, 700), TestContext.Current.CancellationToken);
        service.Kill();
    }

    private void Say(FormattableString line)
    {
        output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        TestContext.Current.SendDiagnosticMessage(line.ToString(CultureInfo.InvariantCulture));
    }

    private static int? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
}
