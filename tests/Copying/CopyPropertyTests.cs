using System.Text.Json.Nodes;
using CsCheck;
using StanceApi.Tests.Citations;
using StanceApi.Tests.Changes;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Copying;

/// <summary>A store that was written to at random goes to the other engine and back: every table has the same rows.</summary>
public sealed class CopyPropertyTests
{
    [Fact]
    public Task A_store_that_went_there_and_back_has_the_same_rows_in_every_table() => Gen.Select(Step.Beginning, Step.Any.Array[120]).SampleAsync(
        async (beginning, steps) =>
        {
            await using var here = await TestDatabase.CreateAsync();
            await using var there = await TestDatabase.CreateOtherAsync();
            await using var back = await TestDatabase.CreateAsync();
            await WriteAsync(here, beginning.Concat(steps));

            var forth = await here.CopyAsync(there);
            var home = await there.CopyAsync(back);

            Assert.True(forth.IsEqual && home.IsEqual);
            // The digests of the two engines, which say nothing of how each keeps its rows.
            Assert.Equal(forth.Tables.Select(table => (table.Name, table.Source)), home.Tables.Select(table => (table.Name, table.Target)));
            var rows = await here.RowsAsync();
            Assert.Equal(rows, await there.RowsAsync());
            Assert.Equal(rows, await back.RowsAsync());
            foreach (var table in new[] { "positions", "positions_history", "position_arguments", "source_texts", "search_entries", "changes", "api_keys" }) Assert.NotEmpty(rows[table]);
        },
        iter: 2,
        threads: 1,
        print: plan => $"{plan.Item2.Length} steps");

    private static async Task WriteAsync(TestDatabase database, IEnumerable<Step> steps)
    {
        // The demonstration data, a text and a version before the present one: no table is empty by chance.
        await using var host = await StanceHost.OverAsync(database, "--Seeds:OnEmpty", "true");
        using var writer = host.Writer();
        await writer.PutTextAsync("news-report-2025-10-28", "A text.");
        await writer.ChangeAsync("positions", "s12-sanaullah-personal-support", new JsonObject { ["summary"] = "Said otherwise." });
        foreach (var step in steps) await step.TakeAsync(writer);
    }
}
