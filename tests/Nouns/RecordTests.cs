using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Nouns;

/// <summary>Single records: created, read, replaced, retired, restored.</summary>
public sealed class RecordTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    public static TheoryData<string> Nouns => [.. World.Nouns];

    [Theory, MemberData(nameof(Nouns))]
    public async Task What_is_created_is_read_back_equal(string noun)
    {
        var world = await World.CreateAsync(client);

        var created = await client.CreateAsync(noun, world.New(noun));
        var read = await client.ReadAsync((string)created.Headers.Location!.ToString());

        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal("\"1\"", created.ETag);
        Assert.Equal(created.ETag, read.ETag);
        Assert.True(JsonNode.DeepEquals(created.Body, read.Body));
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task Every_member_that_is_sent_is_read_back(string noun)
    {
        var world = await World.CreateAsync(client);
        var body = await world.FullAsync(noun);

        var id = await world.AddAsync(noun, body);
        var read = (await client.ReadAsync($"/v1/{noun}/{id}")).Body!.AsObject();

        foreach (var citation in read["citations"]?.AsArray() ?? [])
        {
            citation!.AsObject().Remove("check");
            citation.AsObject().Remove("moved_to");
        }
        Assert.All(body, member => Assert.True(JsonNode.DeepEquals(member.Value, read[member.Key]), $"{member.Key}: {read[member.Key]?.ToJsonString()}"));
        Assert.Equal(read.Select(member => member.Key).Except(["id", "version", "recorded_at", "text_sha256"]).Order(), body.Select(member => member.Key).Order());
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_member_that_is_not_sent_is_answered_as_null_or_empty(string noun)
    {
        var world = await World.CreateAsync(client);
        var full = await client.ReadAsync($"/v1/{noun}/{await world.AddAsync(noun, await world.FullAsync(noun))}");

        var least = await client.ReadAsync($"/v1/{noun}/{await world.AddAsync(noun, world.New(noun))}");

        Assert.Equal(full.Body!.AsObject().Select(member => member.Key), least.Body!.AsObject().Select(member => member.Key));
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task Put_creates_and_then_replaces(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = Api.NewId();

        var created = await client.ReplaceAsync(noun, id, world.New(noun));
        var replaced = await client.ReplaceAsync(noun, id, world.New(noun).Changed(noun));

        Assert.Equal((HttpStatusCode.Created, "\"1\""), (created.Status, created.ETag));
        Assert.Equal($"/v1/{noun}/{id}", created.Headers.Location!.ToString());
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (replaced.Status, replaced.ETag));
        Assert.Equal(2, (int)replaced.Body!["version"]!);
        Assert.True(JsonNode.DeepEquals(replaced.Body, (await client.ReadAsync($"/v1/{noun}/{id}")).Body));
        Assert.True(string.CompareOrdinal((string)created.Body!["recorded_at"]!, (string)replaced.Body["recorded_at"]!) <= 0);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task What_a_replacement_leaves_out_is_gone(string noun)
    {
        var world = await World.CreateAsync(client);
        var full = await world.FullAsync(noun);
        // Once restricted, a text stays so until somebody says otherwise.
        full.Remove("text_access");
        var id = await world.AddAsync(noun, full);

        var replaced = await client.ReplaceAsync(noun, id, world.New(noun));
        var least = await client.ReadAsync($"/v1/{noun}/{await world.AddAsync(noun, world.New(noun))}");

        Assert.Equal(HttpStatusCode.OK, replaced.Status);
        Assert.Equal(Content(least.Body!), Content(replaced.Body!));
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task What_was_read_can_be_sent_back_and_makes_no_version(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, await world.FullAsync(noun));
        var read = await client.ReadAsync($"/v1/{noun}/{id}");

        var sent = await client.ReplaceAsync(noun, id, read.Body!.AsObject());

        Assert.Equal((HttpStatusCode.OK, read.ETag), (sent.Status, sent.ETag));
        Assert.True(JsonNode.DeepEquals(read.Body, sent.Body));
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task What_only_the_service_writes_is_ignored_when_it_is_sent(string noun)
    {
        var world = await World.CreateAsync(client);
        var body = world.New(noun);
        body["version"] = 17;
        body["recorded_at"] = "not even an instant";
        if (noun == "sources") body["text_sha256"] = 5;
        if (noun == "positions") body["citations"]![0]!["check"] = "verified";

        var created = await client.CreateAsync(noun, body);

        Assert.Equal((HttpStatusCode.Created, "\"1\""), (created.Status, created.ETag));
        Assert.Equal(1, (int)created.Body!["version"]!);
        Assert.NotEqual("not even an instant", (string)created.Body["recorded_at"]!);
        Assert.Equal(noun == "positions" ? "unchecked" : null, (string?)created.Body["citations"]?.AsArray().FirstOrDefault()?["check"]);
        Assert.Null(created.Body["text_sha256"]);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_retired_record_is_gone_until_put_restores_it_as_a_higher_version(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, world.New(noun));

        var retired = await client.RetireAsync(noun, id);
        var gone = await client.ReadAsync($"/v1/{noun}/{id}");
        var again = await client.RetireAsync(noun, id);
        var patched = await client.ChangeAsync(noun, id, []);
        var restored = await client.ReplaceAsync(noun, id, world.New(noun));

        Assert.Equal(HttpStatusCode.NoContent, retired.Status);
        Assert.Null(retired.Body);
        Assert.Equal((HttpStatusCode.Gone, "retired"), (gone.Status, gone.Code));
        Assert.Equal((HttpStatusCode.Gone, "retired"), (again.Status, again.Code));
        Assert.Equal((HttpStatusCode.Gone, "retired"), (patched.Status, patched.Code));
        Assert.Equal(HttpStatusCode.Created, restored.Status);
        Assert.True((int)restored.Body!["version"]! > 1);
        Assert.Equal(restored.ETag, (await client.ReadAsync($"/v1/{noun}/{id}")).ETag);
    }

    private static string Content(JsonNode record)
    {
        var content = record.DeepClone().AsObject();
        foreach (var member in new[] { "id", "version", "recorded_at" }) content.Remove(member);
        return content.ToJsonString();
    }
}
