using Dapper;
using StanceApi.Storage;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Commands;

/// <summary>The verb that reads the whole store, beside whoever writes to it.</summary>
public sealed class VerifyCommandTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_store_that_is_served_is_verified_and_a_damage_is_told_with_its_place()
    {
        await using var host = await StanceHost.OverAsync(database, "--Seeds:OnEmpty", "true");

        var sound = await CommandRun.OverAsync(database, "verify");
        await using (var connection = await host.Services.GetRequiredService<Engine>().OpenWriterAsync())
            await connection.ExecuteAsync("DELETE FROM changes WHERE seq = 7");
        var damaged = await CommandRun.OverAsync(database, "verify");

        Assert.Equal(0, sound.ExitCode);
        Assert.All(sound.Output.TrimEnd().Split(Environment.NewLine), line => Assert.StartsWith("ok ", line, StringComparison.Ordinal));
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains(" at 8 comes after a gap in the feed", damaged.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_was_never_migrated_cannot_be_verified()
    {
        var run = await CommandRun.OverAsync(database, "verify");

        Assert.Equal((3, ""), (run.ExitCode, run.Output));
    }
}
