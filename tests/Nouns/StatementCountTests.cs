using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using StanceApi.Nouns;

namespace StanceApi.Tests.Nouns;

/// <summary>
/// A read sends a constant number of statements to the store, however many rows and references there are. The counter is the
/// process's, so no other test runs meanwhile.
/// </summary>
[Collection(nameof(StatementCounts))]
public sealed class StatementCountTests : IClassFixture<FiftyRecords>, IDisposable
{
    private const int Rows = FiftyRecords.Rows;

    private readonly MeterListener listener = new();
    private readonly StanceHost host;
    private readonly HttpClient client;
    private long statements;

    public StatementCountTests(FiftyRecords store)
    {
        host = store.Host;
        client = host.Reader();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument is { Meter.Name: "StanceApi.Storage", Name: "stance.statements" }) own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref statements, count));
        listener.Start();
    }

    public void Dispose()
    {
        listener.Dispose();
        client.Dispose();
    }

    [Fact]
    public async Task A_page_of_fifty_costs_what_a_page_of_two_costs_whatever_is_expanded()
    {
        foreach (var (noun, expansions) in Expansions())
        {
            var few = await CountAsync($"/v1/{noun}?limit=2{Expand(expansions)}", rows: 2);
            var many = await CountAsync($"/v1/{noun}?limit={Rows}{Expand(expansions)}", rows: Rows);

            Assert.True(few > 0);
            Assert.True(few == many, $"{noun} with {string.Join(",", expansions)}: {few} statements for 2 rows, {many} for {Rows}.");
        }
    }

    [Fact]
    public async Task A_later_page_and_a_page_of_a_past_state_cost_what_the_first_costs()
    {
        foreach (var (noun, expansions) in Expansions())
        {
            var path = $"/v1/{noun}?limit=2{Expand(expansions)}";
            var first = await CountAsync(path, rows: 2);
            var next = (string)(await client.ReadAsync(path)).Body!["next"]!;
            var second = await CountAsync($"{path}&cursor={next}", rows: 2);
            using (var writer = host.Writer()) await writer.CreateAsync("questions", new() { ["text"] = "Later?" });
            var past = await CountAsync($"{path}&cursor={next}", rows: 2);

            // A page of the past is bounded by a statement more.
            Assert.Equal((first, first + 1), (second, past));
        }
    }

    [Fact]
    public async Task A_single_read_costs_the_same_however_much_the_record_refers_to()
    {
        foreach (var (noun, expansions) in Expansions())
        {
            var little = await CountAsync($"/v1/{noun}/{noun}-00?{Expand(expansions).TrimStart('&')}", rows: null);
            var much = await CountAsync($"/v1/{noun}/{noun}-49?{Expand(expansions).TrimStart('&')}", rows: null);

            Assert.True(little > 0);
            Assert.True(little == much, $"{noun} with {string.Join(",", expansions)}: {little} statements for little, {much} for much.");
        }
    }

    [Fact]
    public async Task An_expansion_costs_one_statement_on_a_list()
    {
        foreach (var noun in host.Services.GetRequiredService<NounCatalog>().ByPlural.Values)
        {
            var names = noun.Expansions.Select(expansion => expansion.Name).ToArray();
            var plain = await CountAsync($"/v1/{noun.Plural}?limit={Rows}", rows: Rows);
            var expanded = await CountAsync($"/v1/{noun.Plural}?limit={Rows}{Expand(names)}", rows: Rows);

            Assert.Equal(plain + names.Length, expanded);
        }
    }

    [Fact]
    public async Task Waiting_for_a_type_costs_two_looks_at_the_feed_however_much_of_other_types_there_is()
    {
        var looking = await CountAsync("/v1/changes?type=question&after=0&limit=1", rows: 1);
        using (var writer = host.Writer()) await writer.CreateAsync("questions", new() { ["text"] = "Of another type?" });
        var head = (string)(await client.ReadAsync("/v1/changes?limit=500&type=position")).Body!["next"]!;

        var waiting = await CountAsync($"/v1/changes?type=position&after={long.Parse(head, CultureInfo.InvariantCulture) - 1}&wait=1", rows: null);

        Assert.InRange(waiting, 1, 2 * looking);
    }

    [Fact]
    public async Task The_citations_of_a_source_cost_the_same_however_many_a_page_has()
    {
        var few = await CountAsync("/v1/sources/sources-00/citations?limit=2", rows: 2);
        var many = await CountAsync($"/v1/sources/sources-00/citations?limit={Rows - 1}", rows: Rows - 1);
        var all = await CountAsync("/v1/sources/sources-00/citations?limit=500", rows: Rows + 1);

        // The last page goes on to the second noun.
        Assert.Equal((few, few + 1), (many, all));
    }

    [Fact]
    public async Task Stances_come_from_one_query_however_many_there_are()
    {
        const string Path = "/v1/stances?question_id=questions-00";
        var head = await CountAsync("/v1/stances?known_at=0", rows: null);
        var few = await CountAsync($"{Path}&limit=2", rows: null);
        var many = await CountAsync($"{Path}&limit={Rows}", rows: null);
        var expanded = await CountAsync($"{Path}&limit={Rows}&expand=actor,question,positions", rows: null);

        // The newest feed position, and the statements.
        Assert.Equal((2, 2, 2, 5), (head, few, many, expanded));
    }

    [Theory]
    [InlineData("/v1/networks/actors", "actor_id=actors-00")]
    [InlineData("/v1/networks/actors?via=arguments", "actor_id=actors-00")]
    [InlineData("/v1/networks/actors?from=stances&window=1d", "actor_id=actors-00")]
    [InlineData("/v1/networks/affiliations", "actor_id=actors-00")]
    [InlineData("/v1/matrix", "actor_id=actors-00")]
    [InlineData("/v1/questions/questions-00/summary", "actor_id=actors-00")]
    [InlineData("/v1/questions/questions-00/argument-map", "actor_id=actors-00")]
    public async Task Figures_cost_the_same_however_much_they_are_made_of(string path, string filter)
    {
        var few = await CountAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{filter}", rows: null);
        var many = await CountAsync(path, rows: null);

        Assert.True(few > 0);
        Assert.Equal(few, many);
    }

    private IEnumerable<(string Noun, string[] Expansions)> Expansions() => host.Services.GetRequiredService<NounCatalog>().ByPlural.Values.SelectMany(noun =>
    {
        string[] names = [.. noun.Expansions.Select(expansion => expansion.Name)];
        return names.Select(name => new[] { name }).Append(names).Append([]).Select(chosen => (noun.Plural, chosen));
    });

    private static string Expand(string[] names) => names.Length == 0 ? "" : $"&expand={string.Join(',', names)}";

    private async Task<long> CountAsync(string path, int? rows)
    {
        Interlocked.Exchange(ref statements, 0);
        var answer = await client.ReadAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        if (rows is not null) Assert.Equal(rows, answer.Ids.Length);
        return Interlocked.Read(ref statements);
    }
}
