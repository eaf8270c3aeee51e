using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace StanceApi.Tests.Analysis;

/// <summary>Networks over HTTP: every parameter does what it says.</summary>
public sealed class NetworkTests(EmptyStore empty, SeededStore seeded)
{
    // On q a says +2 twice, then -1, b +1; on r a +2, b -2 twice; c is undecided on q.
    private static readonly string[] Two =
    [
        "a q strongly_support 2025-10-01", "a q strongly_support 2025-10-01", "a q oppose 2025-10-20", "b q support 2025-10-02", "a r strongly_support 2025-11-01",
        "b r strongly_oppose 2025-11-02", "b r strongly_oppose 2025-12-24", "c q undecided 2025-10-01",
    ];

    private readonly HttpClient seeds = seeded.Host.Reader();

    [Theory]
    [InlineData("measure=cooccurrence", "5")]
    [InlineData("", "2")]
    [InlineData("measure=conflict", "3")]
    [InlineData("measure=subtract", "-1")]
    [InlineData("measure=cooccurrence&normalization=average", "1.4285714285714286")]
    [InlineData("measure=cooccurrence&normalization=jaccard", "0.5")]
    [InlineData("measure=cooccurrence&normalization=cosine", "0.7071067811865475")]
    [InlineData("measure=cooccurrence&normalization=cosine&compat=dna", "0.4166666666666667")]
    // R is 4 here too: from 2 to -2.
    [InlineData("range=observed", "2")]
    // Of a's two at +2 on one day one is left: distances on q 1 + 2 of 2, on r 8 of 2.
    [InlineData("duplicates=day", "1.25")]
    [InlineData("duplicates=all_time&measure=cooccurrence", "3")]
    // DNA: one of a on q, whatever the level.
    [InlineData("duplicates=all_time&measure=cooccurrence&compat=dna", "2")]
    [InlineData("stated_on.lt=2025-11", "2")]
    // a opposes q now (-1 against +1), and r is 4 apart.
    [InlineData("from=stances", "0.5")]
    [InlineData("from=stances&measure=conflict", "1.5")]
    public async Task Two_actors_have_the_weight_worked_out_by_hand(string query, string weight)
    {
        using var writer = empty.Host.Writer();
        var speakers = await Speakers.SayAsync(writer, Two);

        var network = (await writer.ReadAsync($"/v1/networks/actors?{speakers.Filter}&{query}".TrimEnd('&'))).Body!;

        Assert.Equal([$"a b {weight}"], speakers.Edges(network));
        Assert.Equal(2, network["nodes"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("", "a q 3, a r 1, b q 1, b r 2")]
    [InlineData("measure=subtract", "a q 3, a r 2, b q 1, b r -4")]
    [InlineData("normalization=activity", "a q 0.75, a r 0.25, b q 0.3333333333333333, b r 0.6666666666666666")]
    [InlineData("normalization=prominence", "a q 0.75, a r 0.3333333333333333, b q 0.25, b r 0.6666666666666666")]
    [InlineData("threshold=2", "a q 3, b r 2")]
    [InlineData("min_positions=4", "a q 3, a r 1")]
    public async Task Actors_and_questions_have_the_weights_worked_out_by_hand(string query, string edges)
    {
        using var writer = empty.Host.Writer();
        var speakers = await Speakers.SayAsync(writer, Two);

        var network = (await writer.ReadAsync($"/v1/networks/affiliations?{speakers.Filter}&{query}".TrimEnd('&'))).Body!;

        Assert.Equal(edges, string.Join(", ", speakers.Edges(network)));
    }

    [Fact]
    public async Task Windows_give_a_network_each()
    {
        using var writer = empty.Host.Writer();
        var speakers = await Speakers.SayAsync(writer, Two);

        var network = (await writer.ReadAsync($"/v1/networks/actors?{speakers.Filter}&window=30d&step=15d&measure=cooccurrence")).Body!;

        Assert.Null(network["nodes"]);
        Assert.Equal((30, 15), ((int)network["window_days"]!, (int)network["step_days"]!));
        Assert.Equal(
            [
                "2025-10-01T00:00:00.000000Z 2025-10-31T00:00:00.000000Z: a b 3", "2025-10-16T00:00:00.000000Z 2025-11-15T00:00:00.000000Z: a b 1",
                "2025-10-31T00:00:00.000000Z 2025-11-30T00:00:00.000000Z: a b 1", "2025-11-15T00:00:00.000000Z 2025-12-15T00:00:00.000000Z: ",
                "2025-11-30T00:00:00.000000Z 2025-12-30T00:00:00.000000Z: ", "2025-12-15T00:00:00.000000Z 2026-01-14T00:00:00.000000Z: ",
            ],
            network["windows"]!.AsArray().Select(window => $"{window!["from"]} {window["until"]}: {string.Join(", ", speakers.Edges(window))}"));
    }

    [Fact]
    public async Task Edges_name_the_positions_behind_them_and_nodes_theirs()
    {
        using var writer = empty.Host.Writer();
        var speakers = await Speakers.SayAsync(writer, "a q support", "a alone support", "b q oppose");

        var network = (await writer.ReadAsync($"/v1/networks/actors?{speakers.Filter}&explain=true")).Body!;
        var positions = network["edges"]![0]!["positions"]!.AsArray().Select(id => (string)id!).ToArray();
        var onQ = (await writer.ReadAsync($"/v1/positions?question_id={speakers.Question("q")}")).Ids;

        Assert.Equal(onQ.Order(StringComparer.Ordinal), positions);
        Assert.Equal([1, 2], network["nodes"]!.AsArray().Select(node => node!["positions"]!.AsArray().Count).Order());
        Assert.Equal([1, 2], network["nodes"]!.AsArray().Select(node => (int)node!["observations"]!).Order());
    }

    [Fact]
    public async Task The_network_of_the_demonstration_data_has_its_figures()
    {
        var network = (await seeds.ReadAsync("/v1/networks/actors")).Body!;

        Assert.Equal(7, network["nodes"]!.AsArray().Count);
        Assert.Equal(15, network["edges"]!.AsArray().Count);
        var adviser = network["nodes"]!.AsArray().Single(node => (string?)node!["id"] == "rana-sanaullah")!;
        // Four supporters at 0.75 and an opponent at 0.25.
        Assert.Equal((5, 3.25, 0, "person"), ((int)adviser["degree"]!, (double)adviser["weighted_degree"]!, (double)adviser["betweenness"]!, (string?)adviser["kind"]));
        Assert.Equal(8, (int)network["figures"]!["observations"]!);
        // Against the four the opponent is 0 in subtract (1 - 2 * 2/4), against the adviser -0.5.
        Assert.Equal(["many-pakistanis"], network["figures"]!["coalitions"]!["sides"]![1]!.AsArray().Select(id => (string?)id));
        Assert.Equal(0, (double)network["figures"]!["coalitions"]!["frustration"]!);
    }

    [Fact]
    public async Task Arguments_join_who_gives_them()
    {
        var network = (await seeds.ReadAsync("/v1/networks/actors?via=arguments")).Body!;
        var affiliations = (await seeds.ReadAsync("/v1/networks/affiliations?via=arguments")).Body!;

        Assert.Equal(5, network["nodes"]!.AsArray().Count);
        Assert.Empty(network["edges"]!.AsArray());
        Assert.Null(network["figures"]!["coalitions"]);
        Assert.Equal(14, affiliations["edges"]!.AsArray().Count);
        Assert.Equal(14, affiliations["nodes"]!.AsArray().Count(node => (string?)node!["mode"] == "argument"));
    }

    [Fact]
    public async Task A_network_is_CSV_as_edges_or_as_a_matrix()
    {
        const string path = "/v1/networks/actors?measure=subtract&actor_id=rana-sanaullah&actor_id=many-pakistanis&actor_id=government-circles";

        Assert.Equal(
            "source,target,weight\r\ngovernment-circles,rana-sanaullah,0.5\r\nmany-pakistanis,rana-sanaullah,-0.5\r\n",
            await seeds.GetStringAsync($"{path}&format=csv", TestContext.Current.CancellationToken));
        Assert.Equal(
            "actor_id,government-circles,many-pakistanis,rana-sanaullah\r\ngovernment-circles,0,0,0.5\r\nmany-pakistanis,0,0,-0.5\r\nrana-sanaullah,0.5,-0.5,0\r\n",
            await seeds.GetStringAsync($"{path}&format=csv_matrix", TestContext.Current.CancellationToken));
        Assert.StartsWith(
            "from,until,source,target,weight\r\n2025-10-27T00:00:00.000000Z,2025-11-06T00:00:00.000000Z,government-circles,rana-sanaullah,0.5\r\n",
            await seeds.GetStringAsync($"{path}&format=csv&window=10d", TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task GraphML_keeps_the_line_ends_of_attributes()
    {
        const string Lines = "One\r\ntwo\rthree\nfour";
        using var client = empty.Host.Writer();
        var world = await World.CreateAsync(client);
        await client.ChangeAsync("actors", world.Actor, new JsonObject { ["description"] = Lines });
        await world.AddAsync("positions", world.NewPosition());

        var graph = XDocument.Parse(await client.GetStringAsync($"/v1/networks/actors?format=graphml&question_id={world.Question}", TestContext.Current.CancellationToken));

        Assert.Contains(graph.Descendants(), element => element.Value == Lines);
    }

    [Theory]
    [InlineData("actors", 7, 15)]
    [InlineData("affiliations", 10, 8)]
    public async Task GraphML_has_typed_keys_and_every_attribute(string network, int nodes, int edges)
    {
        XNamespace ns = "http://graphml.graphdrawing.org/xmlns";
        var root = XDocument.Parse(await seeds.GetStringAsync($"/v1/networks/{network}?format=graphml", TestContext.Current.CancellationToken)).Root!;
        var keys = root.Elements(ns + "key").ToDictionary(key => key.Attribute("id")!.Value, key => (Name: key.Attribute("attr.name")!.Value, Type: key.Attribute("attr.type")!.Value));
        var graph = root.Element(ns + "graph")!;
        var adviser = graph.Elements(ns + "node").Single(node => node.Attribute("id")!.Value == "rana-sanaullah").Elements(ns + "data").ToDictionary(data => keys[data.Attribute("key")!.Value].Name, data => data.Value);

        Assert.Equal((nodes, edges, "undirected"), (graph.Elements(ns + "node").Count(), graph.Elements(ns + "edge").Count(), graph.Attribute("edgedefault")!.Value));
        Assert.Equal(("int", "double", "string"), (keys["node_degree"].Type, keys["edge_weight"].Type, keys["node_kind"].Type));
        Assert.Equal(("Rana Sanaullah", "person", "identified", "PK"), (adviser["label"], adviser["kind"], adviser["identity"], adviser["country"]));
        Assert.DoesNotContain(graph.Elements(ns + "node"), node => node.Elements(ns + "data").All(data => data.Attribute("key")!.Value != "node_kind"));
        Assert.Equal(network == "actors", graph.Elements(ns + "data").Any(data => data.Attribute("key")!.Value == "graph_range_value" && data.Value == "4"));
        var ids = graph.Elements(ns + "node").Select(node => node.Attribute("id")!.Value).ToArray();
        Assert.All(graph.Elements(ns + "edge"), edge => Assert.Contains(edge.Attribute("target")!.Value, ids));
        Assert.All(root.Descendants(ns + "data").Where(data => keys[data.Attribute("key")!.Value].Type == "double"), data => double.Parse(data.Value, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("actors?normalization=prominence", "/normalization", "meaningless_combination")]
    [InlineData("actors?normalization=activity", "/normalization", "meaningless_combination")]
    [InlineData("affiliations?normalization=jaccard", "/normalization", "meaningless_combination")]
    [InlineData("affiliations?measure=congruence", "/measure", "meaningless_combination")]
    [InlineData("affiliations?range=observed", "/range", "meaningless_combination")]
    [InlineData("affiliations?figures=communities", "/figures", "meaningless_combination")]
    [InlineData("actors?via=arguments&measure=conflict", "/measure", "meaningless_combination")]
    [InlineData("actors?via=arguments&measure=subtract", "/measure", "meaningless_combination")]
    [InlineData("affiliations?via=arguments&measure=subtract", "/measure", "meaningless_combination")]
    [InlineData("affiliations?via=arguments&measure=congruence", "/measure", "meaningless_combination")]
    [InlineData("actors?figures=coalitions&format=csv", "/figures", "meaningless_combination")]
    [InlineData("actors?figures=coalitions&format=graphml", "/figures", "meaningless_combination")]
    [InlineData("actors?figures=betweenness&format=csv_matrix", "/figures", "meaningless_combination")]
    [InlineData("actors?figures=betweenness&format=svg", "/figures", "meaningless_combination")]
    [InlineData("actors?window=&step=7d", "/window", "invalid_parameter")]
    [InlineData("actors?via=arguments&from=stances", "/from", "meaningless_combination")]
    [InlineData("actors?from=stances&duplicates=day", "/duplicates", "meaningless_combination")]
    [InlineData("actors?measure=subtract&figures=communities", "/figures", "meaningless_combination")]
    [InlineData("actors?step=7d", "/step", "meaningless_combination")]
    [InlineData("actors?window=7d&format=graphml", "/window", "meaningless_combination")]
    [InlineData("actors?window=7d&format=csv_matrix", "/window", "meaningless_combination")]
    [InlineData("actors?window=0d", "/window", "invalid_parameter")]
    [InlineData("actors?window=30d%0A", "/window", "invalid_parameter")]
    [InlineData("affiliations?window=30d&step=7d%0A", "/step", "invalid_parameter")]
    [InlineData("actors?threshold=0.5%0A", "/threshold", "invalid_parameter")]
    [InlineData("actors?window=7", "/window", "invalid_parameter")]
    [InlineData("actors?window=99999d", "/window", "invalid_parameter")]
    [InlineData("actors?threshold=-1", "/threshold", "invalid_parameter")]
    [InlineData("actors?threshold=NaN", "/threshold", "invalid_parameter")]
    [InlineData("actors?measure=harmony", "/measure", "unknown_value")]
    [InlineData("actors?compat=gephi", "/compat", "unknown_value")]
    [InlineData("actors?format=xlsx", "/format", "unknown_value")]
    [InlineData("actors?limit=10", "/limit", "unknown_parameter")]
    public async Task What_means_nothing_is_refused_and_told(string query, string pointer, string code)
    {
        var answer = await seeds.ReadAsync($"/v1/networks/{query}");

        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.Status, answer.Code));
        Assert.Equal([pointer], answer.Pointers);
    }

    [Fact]
    public async Task A_sequence_has_at_most_a_thousand_networks()
    {
        using var writer = empty.Host.Writer();
        var speakers = await Speakers.SayAsync(writer, "a q support 2020-01-01", "b q support 2022-09-26", "c q support 2022-09-27");

        var thousand = await writer.ReadAsync($"/v1/networks/actors?actor_id={speakers.Actor("a")}&actor_id={speakers.Actor("b")}&window=1d");
        var more = await writer.ReadAsync($"/v1/networks/actors?{speakers.Filter}&window=1d");

        Assert.Equal(1000, thousand.Body!["windows"]!.AsArray().Count);
        Assert.Equal((HttpStatusCode.BadRequest, "too_large"), (more.Status, more.Code));
        Assert.Contains("1001 networks", (string)more.Body!["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("window=0d&step=7d")]
    [InlineData("window=30&step=7d")]
    public async Task A_window_that_is_none_is_told_once(string query)
    {
        var answer = await seeds.ReadAsync($"/v1/networks/actors?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_parameter", "/window"), (answer.Status, answer.Code, answer.Pointers.Single()));
    }

    [Fact]
    public async Task Coalitions_are_of_at_most_twenty_actors()
    {
        using var writer = empty.Host.Writer();
        var speakers = await Speakers.SayAsync(writer, Enumerable.Range(0, 21).Select(actor => $"a{actor:D2} q {(actor % 2 == 0 ? "support" : "strongly_oppose")}"));

        var without = await writer.ReadAsync($"/v1/networks/actors?{speakers.Filter}");
        var asked = await writer.ReadAsync($"/v1/networks/actors?{speakers.Filter}&figures=coalitions");
        var twenty = await writer.ReadAsync($"/v1/networks/actors?{speakers.Filter.Replace($"actor_id={speakers.Actor("a20")}", "", StringComparison.Ordinal).TrimEnd('&')}&figures=coalitions");

        Assert.Null(without.Body!["figures"]!["coalitions"]);
        Assert.Equal("""["betweenness","communities"]""", without.Body["computed_figures"]!.ToJsonString());
        Assert.Equal("""["coalitions"]""", twenty.Body!["computed_figures"]!.ToJsonString());
        Assert.Equal((HttpStatusCode.BadRequest, "too_large"), (asked.Status, asked.Code));
        Assert.Equal([10, 10], twenty.Body!["figures"]!["coalitions"]!["sides"]!.AsArray().Select(side => side!.AsArray().Count));
    }

    [Fact]
    public async Task Nothing_makes_an_empty_network_in_every_format()
    {
        foreach (var query in new[] { "", "&window=7d", "&from=stances", "&from=stances&window=7d", "&via=arguments", "&figures=coalitions&window=7d", "&format=csv", "&format=csv_matrix", "&format=graphml" })
        {
            foreach (var network in new[] { "actors", "affiliations" }.Where(each => each == "actors" || !query.Contains("figures", StringComparison.Ordinal)))
            {
                using var answer = await seeds.GetAsync(new Uri($"/v1/networks/{network}?actor_id=nobody{query}", UriKind.Relative), TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
        }
    }

    [Theory]
    [InlineData("?format=json")]
    [InlineData("?format=graphml")]
    [InlineData("?window=1d&step=1d")]
    public async Task A_network_is_the_same_to_the_byte(string query)
    {
        var path = new Uri($"/v1/networks/actors{query}", UriKind.Relative);

        Assert.Equal(await seeds.GetByteArrayAsync(path, TestContext.Current.CancellationToken), await seeds.GetByteArrayAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_network_tells_every_parameter_as_it_was_resolved()
    {
        var network = (await seeds.ReadAsync("/v1/networks/actors?compat=dna&as_of=2025-10-27&known_at=44&threshold=0.50&modality=conditional")).Body!;

        network.AsObject().Remove("nodes");
        network.AsObject().Remove("filters");
        Assert.Equal(
            JsonNode.Parse("""{"measure":"congruence","normalization":"none","via":"questions","from":"positions","duplicates":"all","range":"observed","compat":"dna","threshold":0.5,"min_positions":1,"window_days":null,"step_days":null,"computed_figures":["betweenness","communities","coalitions"],"explain":false,"edges":[],"figures":{"observations":1,"range_value":0,"communities":1,"modularity":null,"coalitions":{"sides":[["rana-sanaullah"],[]],"frustration":0,"exact":true}},"windows":null,"known_at":"44","as_of":"2025-10-27","snapshot":"44"}""")!.ToJsonString(),
            network.ToJsonString());
    }
}
