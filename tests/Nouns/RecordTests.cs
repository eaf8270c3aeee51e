using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Nouns;

/// <summary>Single records: created, read, replaced, changed, retired, restored.</summary>
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
}
