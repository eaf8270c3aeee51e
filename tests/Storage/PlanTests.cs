using Dapper;
using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Tests.Storage;

/// <summary>
/// How the store runs the pages of lists, now and at a feed position: along an index in the order asked for, without sorting what
/// it does not show.
/// </summary>
public sealed class PlanTests(EmptyStore store)
{
    private Engine Engine => store.Host.Services.GetRequiredService<Engine>();

    public static TheoryData<string, string, bool, bool> Pages => [.. Lists().SelectMany(list => new[] { (false, false), (false, true), (true, false), (true, true) }
        .Select(times => (list.Noun, list.Sort, times.Item1, times.Item2)))];

    [Theory, MemberData(nameof(Pages))]
    public void A_page_is_read_in_its_order(string noun, string sort, bool descending, bool past)
    {
        var next = Page(noun, sort, descending, past);
        var first = next with { After = null };
        string[] plan = past
            ? [.. Plan(next.Rows(Engine)), .. Plan(next.Last(Engine)), .. Plan(first.Rows(Engine)), .. Plan(first.Last(Engine))]
            : [.. Plan(next.Rows(Engine)), .. Plan(first.Rows(Engine))];

        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
        Assert.All(plan.Where(step => step.StartsWith("SCAN", StringComparison.Ordinal)), step => Assert.Contains("INDEX", step, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("question_id", "id", false)]
    [InlineData("question_id", "id", true)]
    [InlineData("question_id", "stated_on", false)]
    [InlineData("question_id", "stated_on", true)]
    [InlineData("actor_id", "id", true)]
    [InlineData("actor_id", "stated_on", true)]
    [InlineData("source_id", "id", true)]
    [InlineData("spoken_by", "id", true)]
    public void A_page_of_one_references_positions_is_found_and_read_in_its_order(string filter, string sort, bool past)
    {
        var page = Page("positions", sort, descending: true, past, filter);
        var plan = past ? [.. Plan(page.Rows(Engine)), .. Plan(page.Last(Engine))] : Plan(page.Rows(Engine));

        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal) || step.StartsWith("SCAN", StringComparison.Ordinal));
        Assert.Contains(plan, step => step.Contains($"({filter}=?", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Noun, string Sort)> Lists() =>
    [
        .. World.Nouns.SelectMany(noun => new[] { (noun, "id"), (noun, "recorded_at") }),
        ("questions", "title"), ("sources", "title"), ("actors", "name"), ("positions", "stated_on"),
    ];

    private PageQuery Page(string noun, string sort, bool descending, bool past, string? filter = null)
    {
        var described = store.Host.Services.GetRequiredService<NounCatalog>()[noun];
        return new PageQuery
        {
            Selection = new Selection
            {
                Table = described.Table,
                Filters = [.. described.Filters.Where(each => each.Name == filter).Select(each => (each, (IReadOnlyList<string>)["x"]))],
                Bounds = [],
                Seq = past ? 10 : null,
            },
            Sort = described.Sorts.Single(each => each.Name == sort),
            Descending = descending,
            After = new After("5", "x"),
            UpTo = past ? new After("7", "y") : null,
            Limit = 50,
        };
    }

    private string[] Plan((string Sql, DynamicParameters Parameters) query)
    {
        using var connection = Engine.OpenReader();
        return [.. connection.Query<(long Id, long Parent, long Unused, string Detail)>($"EXPLAIN QUERY PLAN {query.Sql}", query.Parameters).Select(step => step.Detail)];
    }
}
