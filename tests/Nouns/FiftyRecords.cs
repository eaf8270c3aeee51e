using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Nouns;

/// <summary>One service with fifty records of every noun, each with references of its own, the last ones with many.</summary>
public sealed class FiftyRecords : IAsyncLifetime
{
    public const int Rows = 50;

    public StanceHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await StanceHost.StartAsync();
        using var writer = Host.Writer();
        for (var number = 0; number < Rows; number++)
        {
            var own = new World(writer, $"sources-{number:00}", "questions-00", $"actors-{number:00}", $"arguments-{number:00}");
            await PutAsync(writer, "sources", own.Source, own.NewSource());
            await PutAsync(writer, "questions", $"questions-{number:00}", own.NewQuestion());
            await PutAsync(writer, "actors", own.Actor, Actor(own, number));
            await PutAsync(writer, "arguments", own.Argument, Argument(own, number));
            await PutAsync(writer, "positions", $"positions-{number:00}", Position(own, number));
        }
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private static JsonObject Actor(World own, int number)
    {
        var body = own.NewActor();
        body["source_id"] = own.Source;
        body["roles"] = new JsonArray([.. Enumerable.Range(0, number).Select(other => new JsonObject { ["title"] = "Member", ["organization_id"] = $"actors-{other:00}" })]);
        return body;
    }

    private static JsonObject Argument(World own, int number)
    {
        var body = own.NewArgument();
        body["citations"] = new JsonArray([.. Enumerable.Range(0, number + 1).Select(other => new JsonObject { ["source_id"] = $"sources-{other:00}" })]);
        body["relations"] = new JsonArray([.. Enumerable.Range(0, number).Select(other => new JsonObject { ["argument_id"] = $"arguments-{other:00}", ["type"] = "supports" })]);
        return body;
    }

    private static JsonObject Position(World own, int number)
    {
        var body = own.NewPosition();
        body["reported_by"] = new JsonArray([.. Enumerable.Range(0, number).Select(other => $"actors-{other:00}")]);
        body["spoken_by"] = number % 2 == 0 ? own.Actor : null;
        body["argument_ids"] = new JsonArray([.. Enumerable.Range(0, number + 1).Select(other => $"arguments-{other:00}")]);
        return body;
    }

    private static async Task PutAsync(HttpClient writer, string noun, string id, JsonObject body)
    {
        var answer = await writer.ReplaceAsync(noun, id, body);
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Body?.ToJsonString());
    }
}
