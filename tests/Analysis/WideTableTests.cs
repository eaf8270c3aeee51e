using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Tests.Transfer;

namespace StanceApi.Tests.Analysis;

/// <summary>Tables whose lines are long, up to where they are refused.</summary>
public sealed class WideTableTests
{
    private const int Questions = 16_400;
    private const int Narrow = 600;
    private const string Wide = "speaks-on-everything";
    private const string Other = "speaks-on-much";

    [Fact]
    public async Task A_table_has_lines_as_long_as_it_needs_and_is_refused_where_no_spreadsheet_takes_it()
    {
        await using var host = await StanceHost.StartAsync();
        using var client = host.Writer();
        await FillAsync(client);

        // Ids of 36 characters: a line has more than 22,000.
        await HasColumnsAsync(client, $"/v1/matrix?format=csv&actor_id={Other}", Narrow, lines: 1);
        await HasColumnsAsync(client, $"/v1/networks/affiliations?format=csv_matrix&actor_id={Other}", Narrow, lines: 1);
        await HasColumnsAsync(client, $"/v1/networks/actors?format=csv_matrix&normalization=cosine&question_id={IdOf("question", 0)}", Narrow + 2, lines: Narrow + 2);

        await IsRefusedAsync(client, $"/v1/matrix?format=csv&actor_id={Wide}", "format", "16401 columns");
        await IsRefusedAsync(client, $"/v1/networks/affiliations?format=csv_matrix&actor_id={Wide}", "format", "16401 columns");
        await IsRefusedAsync(client, "/v1/networks/affiliations?format=csv_matrix", "format", "602 actors times 16400 concepts");
        await IsRefusedAsync(client, "/v1/matrix", "question_id", "500000 cells");
        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync($"/v1/matrix?actor_id={Wide}")).Status);
    }

    private static async Task HasColumnsAsync(HttpClient client, string path, int columns, int lines)
    {
        var table = (await client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken)).Split("\r\n");

        Assert.Equal(lines + 2, table.Length);
        Assert.All(table[..^1], line => Assert.Equal(columns + 1, line.Split(',').Length));
        Assert.True(table[0].Length > 20_000);
    }

    private static async Task IsRefusedAsync(HttpClient client, string path, string parameter, string said)
    {
        var answer = await client.ReadAsync(path);

        Assert.Equal((HttpStatusCode.BadRequest, "too_large", $"/{parameter}"), (answer.Status, answer.Code, answer.Pointers.Single()));
        Assert.Contains(said, answer.Body!.ToJsonString(), StringComparison.Ordinal);
    }

    /// <summary>An actor on every question, one on many, and many on the first.</summary>
    private static async Task FillAsync(HttpClient client)
    {
        var world = await World.CreateAsync(client);
        string[] questions = [.. Enumerable.Range(0, Questions).Select(number => IdOf("question", number))];
        string[] actors = [.. Enumerable.Range(0, Narrow).Select(number => IdOf("actor", number))];
        await world.ImportAsync("questions", questions.Select(id => world.NewQuestion().With(id)));
        await world.ImportAsync("actors", actors.Append(Wide).Append(Other).Select(id => world.NewActor().With(id)));
        var said = questions.Select(question => (Wide, question)).Concat(questions.Take(Narrow).Select(question => (Other, question))).Concat(actors.Select(actor => (actor, questions[0])));
        await world.ImportAsync("positions", said.Select(pair => Position(world, pair.Item1, pair.Item2)));
    }

    private static JsonObject Position(World world, string actor, string question)
    {
        var position = world.NewPosition();
        (position["actor_id"], position["question_id"]) = (actor, question);
        return position.With(Api.NewId("said"));
    }

    private static string IdOf(string noun, int number) => $"{noun}-".PadRight(30, 'x') + $"-{number:D5}";
}
