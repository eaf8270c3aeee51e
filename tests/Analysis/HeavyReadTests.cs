using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Tests.Access;
using StanceApi.Tests.Transfer;

namespace StanceApi.Tests.Analysis;

/// <summary>What takes long to compute keeps nobody from reading what takes no time.</summary>
public sealed class HeavyReadTests
{
    private const int Actors = 190;
    private const int Statements = 13;
    private const string Heavy = "/v1/networks/actors?explain=true&measure=cooccurrence";

    [Fact]
    public async Task Many_heavy_figures_at_once_keep_nobody_from_reading_and_are_answered_or_told_to_come_back()
    {
        await using var host = await StanceHost.StartAsync(settings: ["--Limits:Readers", "2", "--Limits:QuerySeconds", "4"]);
        using var administrator = host.Writer();
        var actor = await FillAsync(administrator);
        using var client = host.Client((await administrator.NewKeyAsync("read")).Secret);

        var heavy = Task.WhenAll(Enumerable.Range(0, 12).Select(_ => StatusAsync(host)));
        do
        {
            var meanwhile = new[] { await client.ReadAsync("/health/ready"), await client.ReadAsync($"/v1/actors/{actor}") };
            Assert.All(meanwhile, answer => Assert.True(answer.Status == HttpStatusCode.OK, answer.Body?.ToJsonString()));
        }
        while (!heavy.IsCompleted);

        Assert.All(await heavy, answer => Assert.Contains(answer, new[] { "200", "query_timeout", "busy" }));
    }

    private static async Task<string> StatusAsync(StanceHost host)
    {
        using var client = host.Reader();
        using var answer = await client.GetAsync(new Uri(Heavy, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        if (answer.IsSuccessStatusCode) return "200";
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["code"]!;
    }

    /// <summary>Actors who have all spoken often on one question, so that every two are joined by all that both said. Returns one of them.</summary>
    private static async Task<string> FillAsync(HttpClient client)
    {
        var world = await World.CreateAsync(client);
        string[] actors = [.. Enumerable.Range(0, Actors).Select(_ => Api.NewId("speaker"))];
        await ImportAsync(client, "/actors", actors.Select(actor => world.NewActor().With(actor)));
        var positions = actors.SelectMany(actor => Enumerable.Range(0, Statements).Select(number => Position(world, actor, number)));
        foreach (var some in positions.Chunk(1_000)) await ImportAsync(client, "/positions", some);
        return actors[0];
    }

    private static JsonObject Position(World world, string actor, int number)
    {
        var position = world.NewPosition().With(Api.NewId("said"));
        (position["actor_id"], position["stated_on"]) = (actor, $"2025-01-{number + 1:D2}");
        return position;
    }

    private static async Task ImportAsync(HttpClient client, string path, IEnumerable<JsonObject> records)
    {
        var answer = await client.ImportAsync(path, Files.Lines(records));
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body?.ToJsonString());
    }
}
