using System.Net;
using System.Text.Json.Nodes;
using CsCheck;

namespace StanceApi.Tests.Nouns;

/// <summary>What holds for every body and every order of events, tried with generated ones.</summary>
public sealed class PropertyTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    public static TheoryData<string> Nouns => [.. World.Nouns];

    [Theory, MemberData(nameof(Nouns))]
    public async Task Every_valid_body_is_read_back_equal_and_may_be_sent_again(string noun)
    {
        var world = await World.CreateAsync(client);
        await BodyGen.Of(world, noun).SampleAsync(
            async body =>
            {
                var created = await client.CreateAsync(noun, body);
                Assert.True(created.Status == HttpStatusCode.Created, created.Body!.ToJsonString());
                var path = created.Headers.Location!.ToString();
                var read = (await client.ReadAsync(path)).Body!;
                AssertHolds(read, body, "");
                Assert.Equal("\"1\"", (await client.SendAsync(HttpMethod.Put, path, read.ToJsonString())).ETag);
                var listed = await client.ReadAsync($"/v1/{noun}?id={read["id"]}");
                Assert.True(JsonNode.DeepEquals(read, Assert.Single(listed.Body!["items"]!.AsArray())));
            },
            iter: 60,
            threads: 1,
            print: body => body.ToJsonString());
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_body_replaces_any_other(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, world.New(noun));
        await BodyGen.Of(world, noun).SampleAsync(
            async body =>
            {
                var replaced = await client.ReplaceAsync(noun, id, body);
                Assert.True(replaced.Status == HttpStatusCode.OK, replaced.Body!.ToJsonString());
                AssertHolds((await client.ReadAsync($"/v1/{noun}/{id}")).Body!, body, "");
            },
            iter: 30,
            threads: 1,
            print: body => body.ToJsonString());
    }

    [Theory]
    [InlineData("id")]
    [InlineData("-id")]
    [InlineData("recorded_at")]
    [InlineData("-recorded_at")]
    [InlineData("stated_on")]
    [InlineData("-stated_on")]
    public async Task Pages_hold_every_row_once_while_others_write(string sort)
    {
        var world = await World.CreateAsync(client);
        for (var number = 0; number < 12; number++) await world.AddAsync("positions", Dated(world, number));
        var path = $"/v1/positions?question_id={world.Question}&sort={sort}";
        using var done = new CancellationTokenSource();
        var writing = WriteAsync(world, done.Token);

        for (var round = 0; round < 5; round++)
        {
            var first = await client.ReadAsync($"{path}&count=true&limit=5");
            var ids = new List<string>(first.Ids);
            for (var next = (string?)first.Body!["next"]; next is not null;)
            {
                var page = await client.ReadAsync($"{path}&limit=5&cursor={next}");
                ids.AddRange(page.Ids);
                next = (string?)page.Body!["next"];
            }

            Assert.Equal((int)first.Body["total"]!, ids.Count);
            Assert.Equal(ids.Count, ids.Distinct().Count());
        }

        await done.CancelAsync();
        Assert.True(await writing > 0);
        Assert.Equal((await client.ReadAsync($"{path}&limit=500&count=true")).Ids.Length, (int)(await client.ReadAsync($"{path}&limit=1&count=true")).Body!["total"]!);
    }

    [Theory]
    [InlineData("questions", "title")]
    [InlineData("sources", "title")]
    [InlineData("actors", "name")]
    public async Task A_text_with_a_noncharacter_is_kept(string noun, string member)
    {
        var world = await World.CreateAsync(client);
        var body = world.New(noun);
        body[member] = "a\uFFFEb";

        var created = await client.CreateAsync(noun, body);

        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal("a\uFFFEb", (string)created.Body![member]!);
    }

    private static async Task<int> WriteAsync(World world, CancellationToken done)
    {
        var written = 0;
        while (!done.IsCancellationRequested && written < 150) await world.AddAsync("positions", Dated(world, written++));
        return written;
    }

    private static JsonObject Dated(World world, int number)
    {
        var body = world.NewPosition();
        body["stated_on"] = $"2024-0{number % 9 + 1}";
        return body;
    }

    /// <summary>A record holds what a body says: what was not said, or null, is null, empty or a default.</summary>
    private static void AssertHolds(JsonNode? record, JsonNode? body, string place)
    {
        if (body is JsonObject members)
        {
            foreach (var (name, value) in members.Where(member => member.Value is not null)) AssertHolds(record![name], value, $"{place}/{name}");
        }
        else if (body is JsonArray items)
        {
            Assert.Equal(items.Count, record!.AsArray().Count);
            foreach (var (index, item) in items.Index()) AssertHolds(record[index], item, $"{place}/{index}");
        }
        else
        {
            Assert.True(JsonNode.DeepEquals(record, body), $"{place}: {record?.ToJsonString()} instead of {body?.ToJsonString()}");
        }
    }
}
