using Microsoft.Extensions.Options;
using StanceApi.Analysis;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Tests.Http;

/// <summary>What is computed has a time, ends with it, and has no more processors than there are.</summary>
public sealed class ComputationsTests
{
    private static readonly CancellationToken Over = new(canceled: true);

    [Fact]
    public async Task What_takes_longer_than_a_read_may_is_stopped()
    {
        using var computations = new Computations(Options.Create(new ServiceLimits { QuerySeconds = 1 }));

        var stopped = await Assert.ThrowsAsync<StoreException>(() => computations.RunAsync(Endless, TestContext.Current.CancellationToken));

        Assert.Equal(StoreFailure.TimedOut, stopped.Failure);
    }

    [Fact]
    public async Task What_nobody_waits_for_any_more_is_stopped()
    {
        using var computations = new Computations(Options.Create(new ServiceLimits { QuerySeconds = 3_600 }));
        using var client = new CancellationTokenSource();
        var running = computations.RunAsync(Endless, client.Token);

        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Whoever_gets_no_processor_in_time_is_told_to_come_back()
    {
        using var computations = new Computations(Options.Create(new ServiceLimits { QuerySeconds = 1 }));
        using var held = new CancellationTokenSource();
        var running = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => computations.RunAsync(_ => Endless(held.Token), TestContext.Current.CancellationToken)).ToArray();

        var refused = await Assert.ThrowsAsync<StoreException>(() => computations.RunAsync(_ => 1, TestContext.Current.CancellationToken));
        await held.CancelAsync();

        Assert.Equal(StoreFailure.Busy, refused.Failure);
        foreach (var each in running) await Assert.ThrowsAnyAsync<Exception>(() => each);
        Assert.Equal(1, await computations.RunAsync(_ => 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void What_takes_long_asks_whether_it_is_still_wanted()
    {
        var graph = new Graph(3, [new(0, 1, 1), new(1, 2, 1)]);
        var incidence = Incidence.Of([new Observation { ActorId = "a", ConceptId = "q", Level = 1, SourceId = "s", From = 0, Until = 0, PositionIds = [] }]);

        Assert.All(
            new Action[]
            {
                () => Betweenness.Of(graph, Over), () => Communities.Find(graph, Over), () => PairSums.Of(incidence, Over), () => DnaOverlap.Of(incidence, Over),
                () => AffiliationNetwork.Weigh(incidence, Measure.Cooccurrence, Normalization.None, Over),
            },
            compute => Assert.Throws<OperationCanceledException>(compute));
    }

    private static int Endless(CancellationToken cancellation)
    {
        cancellation.WaitHandle.WaitOne();
        cancellation.ThrowIfCancellationRequested();
        return 0;
    }
}
