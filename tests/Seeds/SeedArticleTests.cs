using System.Net;
using StanceApi.Tests.Citations;

namespace StanceApi.Tests.Seeds;

/// <summary>With the article as the text of its source every citation of the demonstration data is borne out.</summary>
public sealed class SeedArticleTests
{
    [Fact]
    public async Task Every_citation_of_the_demonstration_data_is_verified_by_the_article()
    {
        var data = Environment.GetEnvironmentVariable("STANCE_DATA");
        Assert.SkipWhen(data is null, "The article is not part of the project: STANCE_DATA names the folder that has it as seed/article.txt.");
        var article = await File.ReadAllBytesAsync(Path.Combine(data, "seed", "article.txt"), TestContext.Current.CancellationToken);
        await using var host = await StanceHost.StartAsync(seeds: true);
        using var client = host.Writer();
        using var content = new ByteArrayContent(article);
        content.Headers.ContentType = new("text/plain");

        var stored = await client.PutTextAsync("news-report-2025-10-28", content);

        Assert.Equal(HttpStatusCode.Created, stored.Status);
        foreach (var noun in new[] { "positions", "arguments" })
        {
            var records = (await client.ReadAsync($"/v1/{noun}?limit=500")).Body!["items"]!.AsArray();
            Assert.NotEmpty(records);
            Assert.All(records, record => Assert.All(record!["citations"]!.AsArray(), citation => Assert.True((string?)citation!["check"] == "verified", $"{record["id"]}: {citation.ToJsonString()}")));
        }

        Assert.Equal(0, stored.Body!["citations"]!.AsObject().Where(count => count.Key != "verified").Sum(count => (int)count.Value!));
    }
}
