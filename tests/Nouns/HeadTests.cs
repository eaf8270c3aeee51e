using System.Net;

namespace StanceApi.Tests.Nouns;

/// <summary>HEAD has the headers of GET and no body.</summary>
public sealed class HeadTests(SeededStore store)
{
    private readonly HttpClient client = store.Host.Reader();

    public static TheoryData<string> Nouns => [.. World.Nouns];

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_head_has_the_headers_of_a_get_and_no_body(string noun)
    {
        var id = (await client.ReadAsync($"/v1/{noun}?limit=1")).Ids[0];
        string[] paths = [$"/v1/{noun}/{id}", $"/v1/{noun}/{id}?fields=id", $"/v1/{noun}", $"/v1/{noun}?limit=2", $"/v1/{noun}/{Api.NewId()}", $"/v1/{noun}?limit=0"];
        foreach (var path in paths)
        {
            var get = await client.ReadAsync(path);
            var head = await client.SendAsync(HttpMethod.Head, path);

            Assert.Equal(get.Status, head.Status);
            Assert.NotNull(get.Body);
            Assert.Null(head.Body);
            Assert.Equal(Described(get), Described(head));
        }
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_head_of_what_the_client_holds_answers_304(string noun)
    {
        var list = await client.ReadAsync($"/v1/{noun}");

        var head = await client.SendAsync(HttpMethod.Head, $"/v1/{noun}", headers: ("If-None-Match", list.ETag!));

        Assert.Equal((HttpStatusCode.NotModified, list.ETag), (head.Status, head.ETag));
    }

    /// <summary>The headers that tell of the answer; those of the connection and the clock differ by nature.</summary>
    private static string[] Described(Answer answer) =>
    [
        .. answer.Headers.Where(header => header.Key is not ("Date" or "Transfer-Encoding")).Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order(StringComparer.Ordinal),
        $"{answer.ContentHeaders.ContentType}",
    ];
}
