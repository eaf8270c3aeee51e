using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Nouns;

/// <summary>Orders and pages: every order both ways, every row once.</summary>
[Collection(nameof(ManyRecords))]
public sealed class PagingTests(ManyRecords store)
{
    private readonly HttpClient client = store.Host.Reader();

    public static TheoryData<string> Nouns => [.. World.Nouns];

    public static TheoryData<string, string> Sorts => new()
    {
        { "questions", "id" },
        { "questions", "recorded_at" },
        { "questions", "title" },
        { "actors", "id" },
        { "actors", "recorded_at" },
        { "actors", "name" },
        { "sources", "id" },
        { "sources", "recorded_at" },
        { "sources", "title" },
        { "positions", "id" },
        { "positions", "recorded_at" },
        { "positions", "stated_on" },
        { "arguments", "id" },
        { "arguments", "recorded_at" },
    };

    [Theory, MemberData(nameof(Sorts))]
    public async Task A_list_is_in_the_order_asked_for_and_ties_are_broken_by_id(string noun, string sort)
    {
        var expected = store.All(noun).OrderBy(record => Key(record, sort), StringComparer.Ordinal).ThenBy(record => (string)record["id"]!, StringComparer.Ordinal)
            .Select(record => (string)record["id"]!)
            .ToArray();

        Assert.Equal(expected, (await client.ReadAsync($"/v1/{noun}?limit=500&sort={sort}")).Ids);
        Assert.Equal(expected.Reverse(), (await client.ReadAsync($"/v1/{noun}?limit=500&sort=-{sort}")).Ids);
    }

    [Theory, MemberData(nameof(Sorts))]
    public async Task Pages_of_any_size_hold_every_row_once(string noun, string sort)
    {
        foreach (var order in new[] { sort, $"-{sort}" })
        {
            var whole = await client.ReadAsync($"/v1/{noun}?limit=500&sort={order}");
            foreach (var limit in new[] { 1, 7, 15, 30 }) Assert.Equal(whole.Ids, await PagesAsync($"/v1/{noun}?sort={order}&limit={limit}"));
        }
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task Pages_of_a_filtered_list_hold_every_row_once(string noun)
    {
        foreach (var filter in store.Noun(noun).Filters.Where(filter => filter.Words is not null))
        {
            var words = string.Join('&', StanceApi.Values.Words.List(filter.Words!).Take(2).Select(word => $"{filter.Name}={word}"));
            foreach (var sort in store.Noun(noun).Sorts.Select(sort => sort.Name))
            {
                var whole = await client.ReadAsync($"/v1/{noun}?limit=500&sort=-{sort}&{words}");
                Assert.Equal(whole.Ids, await PagesAsync($"/v1/{noun}?{words}&limit=4&sort=-{sort}"));
            }
        }
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task The_link_to_the_next_page_works_and_the_last_page_has_none(string noun)
    {
        var path = $"/v1/{noun}?limit=20&sort=-id&fields=id,version&count=true";

        var first = await client.ReadAsync(path);
        var link = Assert.Single(first.Headers.GetValues("Link"));
        Assert.StartsWith("<", link, StringComparison.Ordinal);
        Assert.EndsWith(">; rel=\"next\"", link, StringComparison.Ordinal);
        var second = await client.ReadAsync(link[1..link.IndexOf('>', StringComparison.Ordinal)]);
        var byCursor = await client.ReadAsync($"{path}&cursor={first.Body!["next"]}");

        Assert.True(JsonNode.DeepEquals(second.Body, byCursor.Body));
        Assert.Equal(["id", "version"], second.Body!["items"]![0]!.AsObject().Select(member => member.Key));
        Assert.Equal(10, second.Ids.Length);
        Assert.Null(second.Body["next"]);
        Assert.True(second.Body.AsObject().ContainsKey("next"));
        Assert.False(second.Headers.Contains("Link"));
    }

    [Fact]
    public async Task A_filter_survives_in_the_link()
    {
        var first = await client.ReadAsync("/v1/sources?limit=1&publisher=A%2C%20B%20%26%20C&publisher=The%20Gazette");
        var link = Assert.Single(first.Headers.GetValues("Link"));

        var second = await client.ReadAsync(link[1..link.IndexOf('>', StringComparison.Ordinal)]);

        Assert.Equal(HttpStatusCode.OK, second.Status);
        Assert.Single(second.Ids);
        Assert.NotEqual(first.Ids, second.Ids);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_page_set_may_go_on_with_another_limit(string noun)
    {
        var first = await client.ReadAsync($"/v1/{noun}?limit=3");
        var rest = await client.ReadAsync($"/v1/{noun}?limit=100&cursor={first.Body!["next"]}");

        Assert.Equal((await client.ReadAsync($"/v1/{noun}?limit=500")).Ids, first.Ids.Concat(rest.Ids));
    }

    [Fact]
    public void The_table_has_every_sort_of_the_catalog() => Assert.Equal(
        World.Nouns.SelectMany(noun => store.Noun(noun).Sorts.Select(sort => $"{noun} {sort.Name}")).Order(StringComparer.Ordinal),
        Sorts.Select(row => $"{row.Data.Item1} {row.Data.Item2}").Order(StringComparer.Ordinal));

    private async Task<string[]> PagesAsync(string path)
    {
        var ids = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = await client.ReadAsync(cursor is null ? path : $"{path}&cursor={cursor}");
            Assert.Equal(HttpStatusCode.OK, page.Status);
            ids.AddRange(page.Ids);
            cursor = (string?)page.Body!["next"];
            if (cursor is null) return [.. ids];
            Assert.Matches("^[A-Za-z0-9_-]+$", cursor);
        }
    }

    /// <summary>What a record sorts by, as a text that compares ordinally.</summary>
    private static string Key(JsonObject record, string sort) => sort switch
    {
        "title" => StanceApi.Values.FoldedKey.Of((string?)record["title"] ?? (string)record["text"]!),
        "name" => StanceApi.Values.FoldedKey.Of((string)record["name"]!),
        "stated_on" => SampleDates.First((string)record["stated_on"]!).ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        _ => (string)record[sort]!,
    };
}
