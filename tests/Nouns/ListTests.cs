using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Nouns;

/// <summary>What a list answers beside its rows: counts, chosen members, tags, and refusals of what it cannot mean.</summary>
[Collection(nameof(ManyRecords))]
public sealed class ListTests(ManyRecords store)
{
    private readonly HttpClient client = store.Host.Reader();

    public static TheoryData<string> Nouns => [.. World.Nouns];

    [Theory, MemberData(nameof(Nouns))]
    public async Task An_item_of_a_list_is_the_record_itself(string noun)
    {
        foreach (var item in store.All(noun)) Assert.True(JsonNode.DeepEquals((await client.ReadAsync($"/v1/{noun}/{item["id"]}")).Body, item));
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_count_is_of_the_whole_list_and_stands_only_where_it_is_asked_for(string noun)
    {
        var counted = await client.ReadAsync($"/v1/{noun}?count=true&limit=7");
        var filtered = await client.ReadAsync($"/v1/{noun}?count=true&limit=1&id={store.All(noun)[0]["id"]}&id={store.All(noun)[1]["id"]}&id=nobody");
        var later = await client.ReadAsync($"/v1/{noun}?count=true&limit=7&cursor={counted.Body!["next"]}");

        Assert.Equal(store.All(noun).Count, (int)counted.Body["total"]!);
        Assert.Equal(2, (int)filtered.Body!["total"]!);
        Assert.Equal(store.All(noun).Count, (int)later.Body!["total"]!);
        Assert.False((await client.ReadAsync($"/v1/{noun}")).Body!.AsObject().ContainsKey("total"));
        Assert.False((await client.ReadAsync($"/v1/{noun}?count=false")).Body!.AsObject().ContainsKey("total"));
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_page_has_at_most_its_limit_and_fifty_where_none_is_told(string noun)
    {
        Assert.Equal(3, (await client.ReadAsync($"/v1/{noun}?limit=3")).Ids.Length);
        Assert.Equal(30, (await client.ReadAsync($"/v1/{noun}")).Ids.Length);
        foreach (var limit in new[] { "0", "501", "-1", "ten", "1.5", "" })
        {
            var refused = await client.ReadAsync($"/v1/{noun}?limit={limit}");
            Assert.Equal((HttpStatusCode.BadRequest, "invalid_parameter"), (refused.Status, refused.Code));
        }
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task Every_member_can_be_chosen_and_only_what_is_chosen_is_answered(string noun)
    {
        var item = store.All(noun)[5];
        foreach (var member in store.Noun(noun).Members)
        {
            var list = await client.ReadAsync($"/v1/{noun}?id={item["id"]}&fields={member}");
            var record = await client.ReadAsync($"/v1/{noun}/{item["id"]}?fields={member}");

            var expected = new JsonObject { [member] = item[member]?.DeepClone() };
            Assert.True(JsonNode.DeepEquals(expected, Assert.Single(list.Body!["items"]!.AsArray())), member);
            Assert.True(JsonNode.DeepEquals(expected, record.Body), member);
        }
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task Several_members_may_be_separated_by_commas_or_repeated(string noun)
    {
        var commas = await client.ReadAsync($"/v1/{noun}?limit=2&fields=version,id");
        var repeated = await client.ReadAsync($"/v1/{noun}?limit=2&fields=id&fields=version");
        var unknown = await client.ReadAsync($"/v1/{noun}?fields=id,seq");

        Assert.All(commas.Body!["items"]!.AsArray(), item => Assert.Equal(["id", "version"], item!.AsObject().Select(member => member.Key)));
        Assert.True(JsonNode.DeepEquals(commas.Body["items"], repeated.Body!["items"]));
        Assert.Equal((HttpStatusCode.BadRequest, "unknown_value"), (unknown.Status, unknown.Code));
        Assert.Equal(["/fields"], unknown.Pointers);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_list_that_has_not_changed_answers_304_without_a_body(string noun)
    {
        foreach (var query in new[] { "", "?limit=3", "?sort=-id", "?count=true", "?fields=id" })
        {
            var list = await client.ReadAsync($"/v1/{noun}{query}");
            var again = await client.ReadAsync($"/v1/{noun}{query}", ("If-None-Match", list.ETag!));

            Assert.StartsWith("W/\"", list.ETag, StringComparison.Ordinal);
            Assert.Equal((HttpStatusCode.NotModified, list.ETag, null), (again.Status, again.ETag, again.Body));
            Assert.Equal("no-cache", $"{list.Headers.CacheControl}");
        }
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task Different_questions_have_different_tags(string noun)
    {
        var queries = new[] { "", "?limit=3", "?sort=-id", "?count=true", "?fields=id", $"?id={store.All(noun)[0]["id"]}" };
        var tags = await Task.WhenAll(queries.Select(async query => (await client.ReadAsync($"/v1/{noun}{query}")).ETag));

        Assert.Equal(tags.Length, tags.Distinct().Count());
        var other = await client.ReadAsync($"/v1/{noun}?limit=4", ("If-None-Match", string.Join(", ", tags)));
        Assert.Equal(HttpStatusCode.OK, other.Status);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_cursor_belongs_to_its_list(string noun)
    {
        var first = await client.ReadAsync($"/v1/{noun}?limit=3");
        var cursor = (string)first.Body!["next"]!;
        string[] others =
        [
            $"/v1/{noun}?sort=-id&cursor={cursor}",
            $"/v1/{noun}?sort=recorded_at&cursor={cursor}",
            $"/v1/{noun}?id={store.All(noun)[0]["id"]}&cursor={cursor}",
            $"/v1/{World.Nouns.First(other => other != noun)}?cursor={cursor}",
            $"/v1/{noun}?cursor={cursor}A",
            $"/v1/{noun}?cursor={cursor[1..]}",
            $"/v1/{noun}?cursor=nonsense",
        ];

        foreach (var path in others)
        {
            var answer = await client.ReadAsync(path);
            Assert.Equal((HttpStatusCode.BadRequest, "invalid_cursor"), (answer.Status, answer.Code));
            Assert.Equal(["/cursor"], answer.Pointers);
        }
    }

    [Fact]
    public async Task A_cursor_is_bound_to_the_range_of_its_list()
    {
        var first = await client.ReadAsync("/v1/positions?limit=3&stated_on.gte=2023");

        var narrower = await client.ReadAsync($"/v1/positions?limit=3&stated_on.gte=2024&cursor={first.Body!["next"]}");
        var other = await client.ReadAsync($"/v1/positions?limit=3&stated_on.gt=2023&cursor={first.Body!["next"]}");

        Assert.All([narrower, other], answer => Assert.Equal((HttpStatusCode.BadRequest, "invalid_cursor"), (answer.Status, answer.Code)));
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task What_a_list_does_not_know_is_refused(string noun)
    {
        foreach (var query in new[] { "nonsense=1", "sort=version", "sort=--id", "sort=-", "expand=nothing", "count=1", "limit=1&limit=2", "Limit=1", "sort=id&sort=-id", "validate_only=true" })
        {
            var answer = await client.ReadAsync($"/v1/{noun}?{query}");
            Assert.True(answer.Status == HttpStatusCode.BadRequest, query);
        }
    }
}
