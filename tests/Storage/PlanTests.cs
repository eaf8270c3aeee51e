using System.Globalization;
using Dapper;
using StanceApi.Changes;
using StanceApi.Nouns;
using StanceApi.Stances;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Tests.Storage;

/// <summary>
/// How an engine runs the pages of lists, now and at a feed position: along an index in the order asked for, without sorting what
/// it does not show. Each engine has a class of its own, which runs whatever engine the other tests run on.
/// </summary>
public abstract class PlanTests
{
    private const long Past = ManyRows.Entered + 200;

    public static TheoryData<string, string, bool, bool> Pages => [.. Lists().SelectMany(list => new[] { (false, false), (false, true), (true, false), (true, true) }
        .Select(times => (list.Noun, list.Sort, times.Item1, times.Item2)))];

    private protected abstract IServiceProvider Services { get; }

    private Engine Engine => Services.GetRequiredService<Engine>();

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_is_read_in_its_order(string noun, string sort, bool descending, bool past)
    {
        var next = Page(noun, sort, descending, past);
        var first = next with { After = null, UpTo = null };
        (string, DynamicParameters)[] queries = past
            ? [next.Rows(Engine), next.Last(Engine), first.Rows(Engine), first.Last(Engine)]
            : [next.Rows(Engine), first.Rows(Engine)];

        foreach (var plan in await Task.WhenAll(queries.Select(PlanAsync)))
        {
            Assert.Empty(plan.Sorts);
            Assert.Empty(plan.Wholes);
        }
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
    public async Task A_page_of_one_references_positions_is_found_and_read_in_its_order(string filter, string sort, bool past)
    {
        var page = Page("positions", sort, descending: true, past, filter);
        (string, DynamicParameters)[] queries = past ? [page.Rows(Engine), page.Last(Engine)] : [page.Rows(Engine)];

        foreach (var plan in await Task.WhenAll(queries.Select(PlanAsync)))
        {
            Assert.Empty(plan.Sorts);
            Assert.Empty(plan.Wholes);
            Assert.Contains(plan.Searches, search => search.Contains(filter, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("id", false)]
    [InlineData("recorded_at", false)]
    [InlineData("recorded_at", true)]
    [InlineData("stated_on", true)]
    public async Task A_page_of_what_links_to_one_record_begins_with_the_links(string sort, bool past)
    {
        var page = Page("positions", sort, descending: true, past, "argument_id") with { After = null, UpTo = null };
        (string, DynamicParameters)[] queries = past ? [page.Rows(Engine), page.Last(Engine)] : [page.Rows(Engine)];

        foreach (var plan in await Task.WhenAll(queries.Select(PlanAsync)))
        {
            Assert.Empty(plan.Wholes);
            Assert.Contains(plan.Searches, search => search.Contains(LinkSearch, StringComparison.Ordinal));
            Assert.Contains(plan.Searches, search => search.Contains(FoundSearch, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(null, true)]
    [InlineData("question_id", false)]
    [InlineData("question_id", true)]
    public async Task The_statements_of_stances_are_read_in_their_order(string? filter, bool past)
    {
        var selection = Page("positions", "id", descending: false, past, filter).Selection;
        var parameters = selection.Parameters(Engine);

        var plan = await StreamPlanAsync((StatementStore.Sql(Engine, selection, isContinued: false), parameters));

        Assert.Empty(plan.Sorts);
        Assert.Empty(plan.Wholes);
        if (filter is not null) Assert.Contains(plan.Searches, search => search.Contains(filter, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Entries_of_types_are_read_in_order_from_an_index(int types)
    {
        var parameters = new DynamicParameters(new { After = ManyRows.Entered / 2, Limit = 10 });
        foreach (var (index, type) in Words.List(typeof(FeedType)).Take(types).Index()) parameters.Add($"Type{index}", type);

        var plan = await PlanAsync((FeedStore.FindEntriesOf(Engine, types), parameters));

        Assert.Empty(plan.Sorts);
        Assert.Empty(plan.Wholes);
        Assert.Equal(types, plan.Searches.Count(search => search.Contains(FeedSearch, StringComparison.Ordinal)));
    }

    /// <summary>How an arm of the feed's statement finds where its entries begin.</summary>
    private protected abstract string FeedSearch { get; }

    /// <summary>How the links to a record are found.</summary>
    private protected abstract string LinkSearch { get; }

    /// <summary>How the rows of ids that were found are.</summary>
    private protected abstract string FoundSearch { get; }

    private protected abstract Task<Plan> PlanAsync((string Sql, DynamicParameters Parameters) query);

    /// <summary>The plan of a statement that is read row by row.</summary>
    private protected abstract Task<Plan> StreamPlanAsync((string Sql, DynamicParameters Parameters) query);

    private static IEnumerable<(string Noun, string Sort)> Lists() =>
    [
        .. World.Nouns.SelectMany(noun => new[] { (noun, "id"), (noun, "recorded_at") }),
        ("questions", "title"), ("sources", "title"), ("actors", "name"), ("positions", "stated_on"),
    ];

    private PageQuery Page(string noun, string sort, bool descending, bool past, string? filter = null)
    {
        var described = Services.GetRequiredService<NounCatalog>()[noun];
        var order = described.Sorts.Single(each => each.Name == sort);
        return new PageQuery
        {
            Selection = new Selection
            {
                Table = described.Table,
                Filters = [.. described.Filters.Where(each => each.Name == filter).Select(each => (each, (IReadOnlyList<string>)[ManyRows.IdOf(filter!)]))],
                Bounds = [],
                Seq = past ? Past : null,
            },
            Sort = order,
            Descending = descending,
            After = Row(described, order, descending ? 60 : 40),
            UpTo = past ? Row(described, order, descending ? 40 : 60) : null,
            Limit = 50,
        };
    }

    /// <summary>The place of a row, so many hundredths along the order.</summary>
    private static After Row(INoun noun, Sort sort, int hundredths) => new(
        sort switch
        {
            { Column: "seq" } => (ManyRows.Entered * hundredths / 100).ToString(CultureInfo.InvariantCulture),
            { IsNumber: true } => (ManyRows.FirstDay + (hundredths * (ManyRows.LastDay - ManyRows.FirstDay) / 100)).ToString(CultureInfo.InvariantCulture),
            { IsUnique: true } => $"{noun.Plural}-{hundredths}",
            _ => $"key {hundredths}",
        },
        $"{noun.Plural}-{hundredths}");
}
