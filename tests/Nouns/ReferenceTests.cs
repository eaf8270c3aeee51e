using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Nouns;

namespace StanceApi.Tests.Nouns;

/// <summary>References between records: they must be current when they are made, and keep what they name from being retired.</summary>
public sealed class ReferenceTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    /// <summary>Every reference that a body can make: the noun, its pointer, the noun that it names.</summary>
    public static TheoryData<string, string, string> All => new()
    {
        { "actors", "/source_id", "sources" },
        { "actors", "/roles/0/organization_id", "actors" },
        { "positions", "/actor_id", "actors" },
        { "positions", "/question_id", "questions" },
        { "positions", "/spoken_by", "actors" },
        { "positions", "/reported_by/0", "actors" },
        { "positions", "/citations/0/source_id", "sources" },
        { "positions", "/argument_ids/0", "arguments" },
        { "arguments", "/question_id", "questions" },
        { "arguments", "/citations/0/source_id", "sources" },
        { "arguments", "/relations/0/argument_id", "arguments" },
    };

    [Theory, MemberData(nameof(All))]
    public async Task What_does_not_exist_cannot_be_referred_to(string noun, string pointer, string target)
    {
        var world = await World.CreateAsync(client);

        var answer = await client.CreateAsync(noun, Referring(world, noun, pointer, Api.NewId($"no-{target}")));

        Assert.Equal((HttpStatusCode.Conflict, "reference_not_found"), (answer.Status, answer.Code));
        Assert.Equal([pointer], answer.Pointers);
    }

    [Theory, MemberData(nameof(All))]
    public async Task What_was_retired_cannot_be_referred_to(string noun, string pointer, string target)
    {
        var world = await World.CreateAsync(client);
        var retired = await world.AddAsync(target, world.New(target));
        await client.RetireAsync(target, retired);
        var id = await world.AddAsync(noun, world.New(noun));

        var created = await client.CreateAsync(noun, Referring(world, noun, pointer, retired));
        var replaced = await client.ReplaceAsync(noun, id, Referring(world, noun, pointer, retired));

        Assert.All([created, replaced], answer =>
        {
            Assert.Equal((HttpStatusCode.Conflict, "reference_retired"), (answer.Status, answer.Code));
            Assert.Equal([pointer], answer.Pointers);
        });
        Assert.Equal("\"1\"", (await client.ReadAsync($"/v1/{noun}/{id}")).ETag);
    }

    [Theory, MemberData(nameof(All))]
    public async Task What_is_referred_to_is_retired_only_after_what_refers_to_it(string noun, string pointer, string target)
    {
        var world = await World.CreateAsync(client);
        var named = await world.AddAsync(target, world.New(target));
        var id = await world.AddAsync(noun, Referring(world, noun, pointer, named));

        var refused = await client.RetireAsync(target, named);
        await client.RetireAsync(noun, id);
        var retired = await client.RetireAsync(target, named);

        Assert.Equal((HttpStatusCode.Conflict, "still_referenced"), (refused.Status, refused.Code));
        Assert.Equal(new JsonObject { [noun] = 1 }.ToJsonString(), refused.Body!["referrers"]!["counts"]!.ToJsonString());
        Assert.Equal($"{noun[..^1]} {id}", Assert.Single(refused.Body["referrers"]!["first"]!.AsArray().Select(each => $"{each!["type"]} {each["id"]}")));
        Assert.Equal(HttpStatusCode.NoContent, retired.Status);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_reference_that_a_change_takes_away_no_longer_counts(string noun, string pointer, string target)
    {
        var world = await World.CreateAsync(client);
        var named = await world.AddAsync(target, world.New(target));
        var id = await world.AddAsync(noun, Referring(world, noun, pointer, named));

        await client.ReplaceAsync(noun, id, world.New(noun));
        var retired = await client.RetireAsync(target, named);

        Assert.Equal(HttpStatusCode.NoContent, retired.Status);
    }

    [Theory]
    [InlineData("questions")]
    [InlineData("actors")]
    [InlineData("sources")]
    [InlineData("arguments")]
    public async Task Of_many_references_all_are_counted_and_at_most_ten_are_named(string target)
    {
        var world = await World.CreateAsync(client);
        var named = target switch { "questions" => world.Question, "actors" => world.Actor, "sources" => world.Source, _ => world.Argument };
        var body = world.NewPosition();
        body["argument_ids"] = new JsonArray(world.Argument);
        var ids = new List<string>();
        for (var count = 0; count < 12; count++) ids.Add(await world.AddAsync("positions", body));

        var refused = await client.RetireAsync(target, named);

        Assert.Equal(12, (int)refused.Body!["referrers"]!["counts"]!["positions"]!);
        var first = refused.Body["referrers"]!["first"]!.AsArray().Select(each => $"{each!["type"]} {each["id"]}").ToArray();
        var argument = target == "questions" ? new[] { $"argument {world.Argument}" } : [];
        Assert.Equal([.. argument, .. ids.Order(StringComparer.Ordinal).Take(10 - argument.Length).Select(id => $"position {id}")], first);
    }

    [Fact]
    public async Task Every_reference_that_is_missing_is_named()
    {
        var world = await World.CreateAsync(client);
        var retired = await world.AddAsync("actors", world.NewActor());
        await client.RetireAsync("actors", retired);
        var body = world.NewPosition();
        body["question_id"] = Api.NewId("none");
        body["reported_by"] = new JsonArray(Api.NewId("none"), world.Argument, retired);
        body["citations"]!.AsArray().Add(body["citations"]![0]!.DeepClone());
        foreach (var citation in body["citations"]!.AsArray()) citation!["source_id"] = world.Actor;

        var answer = await client.CreateAsync("positions", body);

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Equal(
            ["/citations/0/source_id", "/citations/1/source_id", "/question_id", "/reported_by/0", "/reported_by/1", "/reported_by/2"],
            answer.Pointers.Order(StringComparer.Ordinal));
        Assert.Equal("reference_retired", (string)answer.Body!["errors"]!.AsArray().Single(error => (string)error!["pointer"]! == "/reported_by/2")!["code"]!);
    }

    [Fact]
    public void The_table_has_every_reference_of_the_catalog()
    {
        var known = store.Host.Services.GetRequiredService<NounCatalog>().ByPlural.Values.SelectMany(noun =>
            noun.ReferenceColumns.Select(column => $"{noun.Plural} {column.Target}")
                .Concat(noun.Links.Where(link => link.Target is not null).Select(link => $"{noun.Plural} {link.Target}")));

        Assert.Equal(known.Order(StringComparer.Ordinal), All.Select(row => $"{row.Data.Item1} {row.Data.Item3}").Order(StringComparer.Ordinal));
    }

    /// <summary>A body that is valid but for what is at the pointer.</summary>
    private static JsonObject Referring(World world, string noun, string pointer, string id)
    {
        var body = world.New(noun);
        var path = pointer.Split('/');
        body[path[1]] = (path[1], path.Length) switch
        {
            (_, 2) => id,
            (_, 3) => new JsonArray(id),
            ("roles", _) => new JsonArray(new JsonObject { ["title"] = "Member", [path[3]] = id }),
            ("relations", _) => new JsonArray(new JsonObject { ["type"] = "supports", [path[3]] = id }),
            _ => new JsonArray(new JsonObject { [path[3]] = id }),
        };
        return body;
    }
}
