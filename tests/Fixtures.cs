[assembly: AssemblyFixture(typeof(StanceApi.Tests.EmptyStore))]
[assembly: AssemblyFixture(typeof(StanceApi.Tests.SeededStore))]

namespace StanceApi.Tests;

/// <summary>One service for all tests that make their own data under ids of their own.</summary>
public sealed class EmptyStore : IAsyncLifetime
{
    public StanceHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await StanceHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>One service with the demonstration data, for tests that only read.</summary>
public sealed class SeededStore : IAsyncLifetime
{
    public StanceHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await StanceHost.StartAsync(seeds: true);

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>One service for the tests of a class, whose long work would have the writes of others refused.</summary>
public sealed class OwnStore : IAsyncLifetime
{
    public StanceHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await StanceHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
