using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Tests.Engines;
using StanceApi.Tests.Transfer;

namespace StanceApi.Tests.Analysis;

/// <summary>Answers that would be too large are refused with the limit and the parameter that makes them smaller.</summary>
public sealed class LargeAnswerTests
{
    private const string Other = "says-little";

    [Fact]
    public async Task Edges_are_not_explained_by_more_positions_than_anybody_reads()
    {
        // 100 actors agree on 55 questions: 4,950 edges, each explained by 110 positions.
        await using var host = await StanceHost.StartAsync();
        using var client = host.Writer();
        var world = await World.CreateAsync(client);
        string[] actors = [.. Enumerable.Range(0, 100).Select(number => $"actor-{number:D3}")];
        string[] questions = [.. Enumerable.Range(0, 55).Select(number => $"question-{number:D2}")];
        await world.ImportAsync("actors", actors.Select(id => world.NewActor().With(id)));
        await world.ImportAsync("questions", questions.Select(id => world.NewQuestion().With(id)));
        await world.ImportAsync("positions", actors.SelectMany(actor => questions.Select(question => Said(world, actor, question).With($"{actor}-{question}"))));

        await IsRefusedAsync(client, "/v1/networks/actors?explain=true", "/explain", "500000 ids");
        var some = string.Concat(questions.Skip(5).Select(question => $"&question_id={question}"));
        var network = (await client.ReadAsync($"/v1/networks/actors?explain=true{some}")).Body!;

        Assert.Equal(4_950, network["edges"]!.AsArray().Count);
        Assert.All(network["edges"]!.AsArray(), edge => Assert.Equal(100, edge!["positions"]!.AsArray().Count));
    }

    [Fact]
    public async Task Networks_and_maps_look_at_a_bounded_number_of_reasons()
    {
        Assert.SkipWhen(TestDatabase.IsServer, "A million reasons are counted in the run on SQLite; what counts them does not know where they come from.");
        // 200 arguments in each of 5,001 positions: 1,000,200 reasons, of which the positions of 2025 have 500,200.
        await using var host = await StanceHost.StartAsync();
        using var client = host.Writer();
        var world = await World.CreateAsync(client);
        string[] arguments = [.. Enumerable.Range(0, 200).Select(number => $"a{number:D3}")];
        await world.ImportAsync("actors", [world.NewActor().With(Other)]);
        await world.ImportAsync("arguments", arguments.Select(id => world.NewArgument().With(id)));
        await world.ImportAsync("positions", Enumerable.Range(0, 5_001).Select(number =>
        {
            var position = Said(world, number == 0 ? Other : world.Actor, world.Question);
            position["argument_ids"] = new JsonArray([.. arguments.Select(id => (JsonNode)id)]);
            if (number >= 2_501) position["stated_on"] = "2024-03-14";
            return position.With($"said-{number:D4}");
        }));

        await IsRefusedAsync(client, "/v1/networks/actors?via=arguments", "/actor_id", "1000000");
        await IsRefusedAsync(client, "/v1/networks/affiliations?via=arguments&stated_on.gte=2025", "/actor_id", "500000");
        await IsRefusedAsync(client, $"/v1/questions/{world.Question}/argument-map?stated_on.gte=2025", "/actor_id", "500000");
        foreach (var path in new[] { "networks/actors?via=arguments&", "networks/affiliations?via=arguments&", $"questions/{world.Question}/argument-map?" })
            Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync($"/v1/{path}actor_id={Other}")).Status);
    }

    private static JsonObject Said(World world, string actor, string question)
    {
        var position = world.NewPosition();
        (position["actor_id"], position["question_id"]) = (actor, question);
        return position;
    }

    private static async Task IsRefusedAsync(HttpClient client, string path, string pointer, string said)
    {
        var answer = await client.ReadAsync(path);

        Assert.Equal((HttpStatusCode.BadRequest, "too_large", pointer), (answer.Status, answer.Code, answer.Pointers.Single()));
        Assert.Contains(said, answer.Body!.ToJsonString(), StringComparison.Ordinal);
    }
}
