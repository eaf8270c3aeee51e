using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Tests.Transfer;

namespace StanceApi.Tests.Analysis;

/// <summary>Sequences of networks: what they cost is known before it is spent.</summary>
public sealed class SequenceTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    [Fact]
    public async Task Figures_that_a_sequence_cannot_afford_are_null_refused_where_they_are_named_and_not_computed_for_csv()
    {
        // In 183 windows of ten years there are all of them: each has half a million divisions.
        var speakers = await Speakers.SayAsync(client, Enumerable.Range(0, 20).Select(actor => $"a{actor:D2} q {(actor % 2 == 0 ? "support" : "oppose")} {(actor == 0 ? "2005-01-01" : "2014-12-31")}"));
        var sequence = $"/v1/networks/actors?{speakers.Filter}&window=3653d&step=20d";

        var unnamed = await client.ReadAsync(sequence);
        var named = await client.ReadAsync($"{sequence}&figures=coalitions");
        using var csv = await client.GetAsync(new Uri($"{sequence}&format=csv", UriKind.Relative), TestContext.Current.CancellationToken);

        var figures = unnamed.Body!["windows"]!.AsArray().Select(window => window!["figures"]!).ToArray();
        Assert.Equal(183, figures.Length);
        Assert.All(figures, each => Assert.Null(each["coalitions"]));
        Assert.All(figures, each => Assert.NotNull(each["communities"]));
        Assert.Equal((HttpStatusCode.BadRequest, "too_large", "/figures"), (named.Status, named.Code, named.Pointers.Single()));
        Assert.Equal(HttpStatusCode.OK, csv.StatusCode);
    }

    [Fact]
    public async Task Stances_are_derived_from_a_bounded_number_of_statements()
    {
        var speakers = await Speakers.SayAsync(client, "a q support 2005-01-01", "b q support 2014-12-31");

        var answer = await client.ReadAsync($"/v1/networks/actors?{speakers.Filter}&from=stances&window=3653d&step=4d");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(1, (int)answer.Body!["windows"]![0]!["nodes"]![0]!["observations"]!);
    }

    [Theory]
    [InlineData("&from=stances", 1)]
    [InlineData("&from=stances&min_positions=2", 0)]
    public async Task A_window_looks_at_what_is_in_it(string query, int nodes)
    {
        // In the order of their dates not in that of their questions; what c says on one day gives no number.
        var speakers = await Speakers.SayAsync(client, "a q support 2020-01-05", "b r oppose 2020-01-01", "b q oppose 2020-01-03", "c q support 2020-01-09", "c q oppose 2020-01-09");

        var windows = (await client.ReadAsync($"/v1/networks/actors?{speakers.Filter}&window=2d{query}")).Body!["windows"]!.AsArray();

        Assert.Equal(5, windows.Count);
        Assert.All(windows.Where(window => window!["nodes"]!.AsArray().Count > 0), window => Assert.Equal(nodes, window!["nodes"]!.AsArray().Count));
        Assert.Equal(nodes == 0 ? 0 : 3, windows.Count(window => window!["nodes"]!.AsArray().Count > 0));
    }

    [Fact]
    public async Task What_is_limited_is_counted_without_the_actors_that_min_positions_leaves_out()
    {
        string[] said = [.. Enumerable.Range(0, 25).Select(actor => $"a{actor:D2} q support"), .. Enumerable.Range(0, 12).Select(actor => $"a{actor:D2} r oppose")];
        var speakers = await Speakers.SayAsync(client, said);

        var few = await client.ReadAsync($"/v1/networks/actors?{speakers.Filter}&min_positions=2&figures=coalitions");
        var many = await client.ReadAsync($"/v1/networks/actors?{speakers.Filter}&figures=coalitions");

        Assert.Equal((HttpStatusCode.OK, 12), (few.Status, few.Body!["nodes"]!.AsArray().Count));
        Assert.NotNull(few.Body!["figures"]!["coalitions"]);
        Assert.Equal((HttpStatusCode.BadRequest, "/figures"), (many.Status, many.Pointers.Single()));
    }

    [Theory]
    [InlineData("actors?", 1_000_000)]
    [InlineData("actors?from=stances&", 1_000_000)]
    [InlineData("actors?via=arguments&", 1_000_000)]
    [InlineData("affiliations?", 500_000)]
    public async Task A_sequence_that_would_look_at_too_much_is_refused_at_its_step(string network, int most)
    {
        // 1,100 positions at the end of 1,000 days, all of them in each of the 1,000 windows.
        await using var host = await StanceHost.StartAsync();
        using var writer = host.Writer();
        var world = await World.CreateAsync(writer);
        var positions = Enumerable.Range(0, 1_100).Select(number =>
        {
            var position = world.NewPosition().With($"said-{number:D4}");
            (position["stated_on"], position["argument_ids"]) = (number == 0 ? "2020-01-01" : "2022-09-26", new JsonArray(world.Argument));
            return position;
        });
        await world.ImportAsync("positions", positions);

        var refused = await writer.ReadAsync($"/v1/networks/{network}window=36600d&step=1d");
        var fewer = await writer.ReadAsync($"/v1/networks/{network}window=36600d&step=10d");

        Assert.Equal((HttpStatusCode.BadRequest, "too_large", "/step"), (refused.Status, refused.Code, refused.Pointers.Single()));
        Assert.Contains($"{most}", refused.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, fewer.Status);
    }

    [Theory]
    // Two for and two against: under the declared range half of each conflict is agreement, and nothing speaks for a division.
    [InlineData("measure=cooccurrence", "declared", 4, 4)]
    [InlineData("measure=cooccurrence&range=observed", "observed", 2, 2)]
    [InlineData("measure=cooccurrence&compat=dna", "observed", 2, 2)]
    [InlineData("measure=subtract&range=observed", "observed", 2, 2)]
    public async Task Coalitions_tell_the_range_that_they_were_looked_for_over(string query, string range, int value, int first)
    {
        var speakers = await Speakers.SayAsync(client, "a q support", "b q support", "c q oppose", "d q oppose");

        var network = (await client.ReadAsync($"/v1/networks/actors?{speakers.Filter}&figures=coalitions&{query}")).Body!;

        Assert.Equal((range, value), ((string)network["range"]!, (int)network["figures"]!["range_value"]!));
        Assert.Equal(first, network["figures"]!["coalitions"]!["sides"]![0]!.AsArray().Count);
    }

    /// <summary>Two levels are as far apart in each network of a sequence, though none of them has all levels: Discourse Network Analyzer takes those of all statements too.</summary>
    [Theory]
    [InlineData("from=positions")]
    [InlineData("from=stances")]
    [InlineData("compat=dna")]
    public async Task The_range_that_is_observed_is_that_of_all_networks_of_a_sequence(string query)
    {
        var speakers = await Speakers.SayAsync(client, "a q support 2025-03-01", "b q neutral 2025-03-01", "a r strongly_support 2025-04-01", "b r oppose 2025-05-01");

        var sequence = (await client.ReadAsync($"/v1/networks/actors?{speakers.Filter}&range=observed&window=1d&step=1d&{query}")).Body!["windows"]!.AsArray();

        Assert.All(sequence, network => Assert.Equal(3, (int)network!["figures"]!["range_value"]!));
        Assert.Equal(["a b 0.6666666666666666"], speakers.Edges(sequence[0]!));
    }

    [Fact]
    public async Task There_are_no_coalitions_where_duplicates_were_dropped_whatever_their_level()
    {
        var speakers = await Speakers.SayAsync(client, "a q support", "b q oppose");
        var path = $"/v1/networks/actors?{speakers.Filter}&measure=cooccurrence&compat=dna&duplicates=all_time";

        var unnamed = await client.ReadAsync(path);
        var named = await client.ReadAsync($"{path}&figures=coalitions");

        Assert.Null(unnamed.Body!["figures"]!["coalitions"]);
        Assert.Equal((HttpStatusCode.BadRequest, "meaningless_combination"), (named.Status, named.Code));
    }
}
