namespace StanceApi.Tests.Commands;

/// <summary>The verb that an image asks for its health with.</summary>
public sealed class HealthCommandTests(EmptyStore store)
{
    [Fact]
    public async Task A_service_that_is_ready_is_told_from_one_that_does_not_answer()
    {
        var ready = await CommandRun.OfAsync(["health", "--url", store.Host.Address.ToString()]);
        // Nobody listens on the port of tcpmux here.
        var away = await CommandRun.OfAsync(["health", "--url", "http://127.0.0.1:1"]);
        var wrong = await CommandRun.OfAsync(["health", "--url", "127.0.0.1"]);

        Assert.Equal((0, "{\"status\":\"ready\"}"), (ready.ExitCode, ready.Output.Trim()));
        Assert.Equal((1, true), (away.ExitCode, away.Errors.Contains("does not answer", StringComparison.Ordinal)));
        Assert.Equal(2, wrong.ExitCode);
    }
}
