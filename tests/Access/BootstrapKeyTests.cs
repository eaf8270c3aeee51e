using System.Net;
using StanceApi.Tests.Engines;
using StanceApi.Tests.Telemetry;

namespace StanceApi.Tests.Access;

/// <summary>The administrator's key of the settings: created where it is absent, never revived.</summary>
public sealed class BootstrapKeyTests : IAsyncLifetime
{
    private const string Another = "another-administrators-key-of-the-tests-2";

    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_revoked_one_stays_revoked_whatever_the_settings_say()
    {
        await using (var first = await StanceHost.OverAsync(database))
        {
            using var administrator = first.Writer();
            Assert.Equal(HttpStatusCode.NoContent, (await administrator.RetireAsync("keys", "bootstrap")).Status);
        }

        await using var second = await StanceHost.OverAsync(database);
        using var client = second.Writer();

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_key"), ((await client.ReadAsync("/v1/actors")).Status, (await client.ReadAsync("/v1/keys")).Code));
    }

    [Fact]
    public async Task A_start_with_a_revoked_one_says_that_it_opens_nothing()
    {
        await using (var first = await StanceHost.OverAsync(database))
        {
            using var administrator = first.Writer();
            await administrator.RetireAsync("keys", "bootstrap");
        }

        var (second, client) = await ServiceProcess.StartAsync("--ConnectionStrings:Stance", database.ConnectionString, "--Auth:BootstrapKey", StanceHost.AdministratorKey, "--Seeds:OnEmpty", "false");
        client.Dispose();
        await using (second)
        {
            while (!second.Lines.Any(line => line.Contains("Auth:BootstrapKey was revoked", StringComparison.Ordinal))) await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.DoesNotContain(second.Lines, line => line.Contains(StanceHost.AdministratorKey, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_one_lets_in_whoever_has_lost_or_revoked_the_first()
    {
        await using (var first = await StanceHost.OverAsync(database))
        {
            using var administrator = first.Writer();
            await administrator.NewKeyAsync("read");
            await administrator.RetireAsync("keys", "bootstrap");
        }

        await using var second = await StanceHost.OverAsync(database, "--Auth:BootstrapKey", Another);
        using var client = second.Client(Another);

        Assert.Contains("bootstrap-3", (await client.ReadAsync("/v1/keys")).Ids);
    }

    [Fact]
    public async Task A_use_is_written_at_the_latest_when_the_service_stops()
    {
        await using (var first = await StanceHost.OverAsync(database))
        {
            using var client = first.Writer();
            await client.ReadAsync("/v1/actors");
        }

        await using var second = await StanceHost.OverAsync(database, "--Auth:BootstrapKey", Another);
        using var administrator = second.Client(Another);

        Assert.NotNull((await administrator.ReadAsync("/v1/keys/bootstrap")).Body!["last_used_at"]);
    }
}
