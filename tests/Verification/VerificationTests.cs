using System.Text.Json.Nodes;
using Dapper;
using StanceApi.Storage;
using StanceApi.Tests.Citations;
using StanceApi.Verification;

namespace StanceApi.Tests.Verification;

/// <summary>A store that was only ever written to by the service is sound; whatever is changed behind its back is found where it was.</summary>
public sealed class VerificationTests : IAsyncLifetime
{
    /// <summary>A statement that changes one row of a position's, and what finds it.</summary>
    private static readonly (string Statement, string Finding)[] Damages =
    [
        ("DELETE FROM changes WHERE id = @id", "versions: position/{id} at \\d+ is not in the feed"),
        ("UPDATE changes SET op = 'update' WHERE id = @id", "feed: position/{id} at \\d+ does not follow from the version before it"),
        ("UPDATE changes SET at = at - 1000000000 WHERE id = @id", "feed: position/{id} at \\d+ is dated before the entry before it"),
        ("UPDATE changes SET at = at - 1000000000 WHERE id = @id", "links: position/{id} at \\d+ has another instant than the feed"),
        ("DELETE FROM changes WHERE id = @id", "feed: position/\\S+ at \\d+ comes after a gap in the feed"),
        ("UPDATE positions SET version = 2 WHERE id = @id", "versions: position/{id} at \\d+ is in the feed and nowhere else"),
        ("DELETE FROM position_arguments WHERE owner = @id", "links: position/{id} at \\d+ has other targets than position_arguments"),
        ("UPDATE positions SET spoken_by = 'nobody' WHERE id = @id", "references: position/{id} at \\d+ has a spoken_by that is not there"),
        ("UPDATE position_arguments SET target = 'nothing' WHERE owner = @id", "references: position/{id} at \\d+ refers in position_arguments to what is not there"),
        ("UPDATE positions SET citations = REPLACE(citations, '\"verified\"', '\"not_found\"') WHERE id = @id", "citations: position/{id} at \\d+ has a citation of {source} with another check"),
        ("UPDATE search_entries SET words = 'other' WHERE id = @id", "search: position/{id} at \\d+ is found by other words than it has"),
        ("UPDATE search_entries SET id = 'gone' WHERE id = @id", "search: position/gone at \\d+ is found by the search and not there"),
        ("UPDATE source_texts SET text = 'Another one.' WHERE NOT sha256 = @id", "texts: text \\w+ has another hash"),
    ];

    private StanceHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        host = await StanceHost.StartAsync();
        world = await World.CreateAsync(host.Writer());
        await world.Client.PutTextAsync(world.Source, "One.\n\nTwo.\n\nThree.\n\nThe council is in favour.");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task What_was_changed_retired_and_restored_is_sound()
    {
        var position = await world.AddAsync("positions", Position());
        await world.Client.ChangeAsync("positions", position, new JsonObject { ["argument_ids"] = new JsonArray(), ["summary"] = "In favour, without a reason." });
        await world.Client.RetireAsync("positions", position);
        await world.Client.ReplaceAsync("positions", position, Position());
        await world.Client.PutTextAsync(world.Source, "One.\n\nTwo.\n\nThree.\n\nThe council has changed its mind.");

        Assert.Empty(await FindAsync());
    }

    [Fact]
    public async Task What_was_changed_behind_the_service_is_found_where_it_was()
    {
        // One more than is damaged: a gap shows at what comes after it.
        var positions = new List<string>();
        while (positions.Count <= Damages.Length) positions.Add(await world.AddAsync("positions", Position()));
        var expected = new List<string>();
        await using (var connection = await host.Services.GetRequiredService<Engine>().OpenWriterAsync())
        {
            await connection.ExecuteAsync(host.Database.IgnoreReferences);
            foreach (var ((statement, finding), position) in Damages.Zip(positions))
            {
                Assert.Equal(1, await connection.ExecuteAsync(statement, new { id = position }));
                expected.Add(finding.Replace("{id}", position, StringComparison.Ordinal).Replace("{source}", world.Source, StringComparison.Ordinal));
            }
        }

        var found = string.Join('\n', await FindAsync());
        Assert.All(expected, finding => Assert.Matches(finding, found));
    }

    private JsonObject Position()
    {
        var position = world.NewPosition();
        position["argument_ids"] = new JsonArray(world.Argument);
        return position;
    }

    private async Task<IReadOnlyList<string>> FindAsync()
    {
        var verification = ActivatorUtilities.CreateInstance<StoreVerification>(host.Services);
        await using var session = await verification.OpenAsync(TestContext.Current.CancellationToken);
        var found = new List<string>();
        foreach (var check in verification.Checks(session, _ => { }))
        {
            await foreach (var discrepancy in check.Discrepancies()) found.Add($"{check.Name}: {discrepancy.Place} {discrepancy.Fault}");
        }

        return found;
    }
}
