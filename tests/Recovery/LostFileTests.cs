using System.Net;
using StanceApi.Storage;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Recovery;

/// <summary>A file that is taken from under a running service: what would be written to it is gone when the process ends, so nothing is acknowledged. Always on SQLite.</summary>
public sealed class LostFileTests : IAsyncLifetime
{
    private readonly SqliteDatabase database = new();

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere files that are open cannot be deleted, or are not told apart.");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Theory]
    [InlineData("deleted", "")]
    [InlineData("replaced", "")]
    [InlineData("deleted", StoreLock.Ending)]
    [InlineData("deleted", "-wal")]
    [InlineData("replaced", "-wal")]
    public async Task Nothing_is_acknowledged_that_nobody_would_find_again(string what, string ending)
    {
        await using var host = await StanceHost.OverAsync(database);
        using var client = host.Writer();
        var before = await client.CreateAsync("questions", new() { ["text"] = "Is it there?" });
        var file = $"{database.File}{ending}";
        File.Move(file, $"{file}.old");
        if (what == "replaced") File.Copy($"{file}.old", file);

        var after = await client.CreateAsync("questions", new() { ["text"] = "Is it still there?" });
        var later = await client.CreateAsync("questions", new() { ["text"] = "Is it there later?" });
        var ready = await client.ReadAsync("/health/ready");
        File.Delete(file);
        File.Move($"{file}.old", file);
        var again = await client.CreateAsync("questions", new() { ["text"] = "Is it there again?" });

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (before.Status, again.Status));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (after.Status, later.Status, ready.Status));
        Assert.All([after, later, ready], answer => Assert.Contains("deleted or replaced", (string)answer.Body!["detail"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_deleted_log_holds_is_in_the_file_once_the_service_has_ended()
    {
        await using (var host = await StanceHost.OverAsync(database))
        {
            using var client = host.Writer();
            for (var number = 0; number < 5; number++) await client.CreateAsync("questions", new() { ["id"] = $"question-{number}", ["text"] = "Is it there?" });
            File.Delete($"{database.File}-wal");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.CreateAsync("questions", new() { ["text"] = "Is it still there?" })).Status);
        }

        await using var again = await StanceHost.OverAsync(database);
        using var reader = again.Reader();
        Assert.Equal(5, (await reader.ReadAsync("/v1/questions")).Ids.Length);
    }
}
