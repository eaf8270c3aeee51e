using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Search;

/// <summary>Search over all nouns and <c>q</c> on lists.</summary>
public sealed class SearchTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    [Fact]
    public async Task Every_noun_is_found_by_its_texts()
    {
        var world = await World.CreateAsync(client);
        var word = NewWord();
        string[] ids =
        [
            await world.AddAsync("questions", world.NewQuestion().With("description", $"About {word}.")),
            await world.AddAsync("actors", world.NewActor().With("aliases", new JsonArray("First", $"The {word}s"))),
            await world.AddAsync("actors", world.NewActor().With("roles", new JsonArray(new JsonObject { ["title"] = $"Minister of {word}" }))),
            await world.AddAsync("sources", world.NewSource().With("publisher", word)),
            await world.AddAsync("positions", world.NewPosition().With("summary", $"Says {word}!")),
            await world.AddAsync("positions", world.NewPosition().With("conditions", new JsonArray(new JsonObject { ["id"] = "c1", ["text"] = word, ["strength"] = "preference" }))),
            await world.AddAsync("arguments", world.NewArgument().With("claim", $"{word} matters.")),
        ];

        var found = (await client.ReadAsync($"/v1/search?q={word}*")).Body!;

        Assert.Equal(ids.Order(StringComparer.Ordinal), found["items"]!.AsArray().Select(hit => (string)hit!["id"]!).Order(StringComparer.Ordinal));
        Assert.Equal("1 2 1 2 1", string.Join(' ', found["counts"]!.AsObject().Select(count => (int)count.Value!)));
        Assert.True((bool)found["complete"]!);
        Assert.Equal("/aliases/1", (string?)found["items"]!.AsArray().Single(hit => (string)hit!["id"]! == ids[1])!["fragments"]![0]!["member"]);
        Assert.All(found["items"]!.AsArray(), hit => Assert.NotEmpty(hit!["fragments"]![0]!["highlights"]!.AsArray()));
    }

    [Theory]
    [InlineData("KHÁWAJA asif", true)]
    [InlineData("asif khawaja", true)]
    [InlineData("kha* defence", true)]
    [InlineData("\"defence minister\"", true)]
    [InlineData("\"minister defence\"", false)]
    [InlineData("\"asif pakistan\"", false)]
    [InlineData("khawaja -minister", false)]
    [InlineData("khawaja -gaza", true)]
    [InlineData("khawaj", false)]
    [InlineData("\"defence min\"*", true)]
    [InlineData("pre-empt", true)]
    [InlineData("preempt", false)]
    [InlineData("' OR 1=1 --", false)]
    [InlineData("khawaja') UNION SELECT \"", false)]
    [InlineData("\\ & | ! <-> :* khawaja", true)]
    public async Task A_search_means_what_it_says(string typed, bool isFound)
    {
        var world = await World.CreateAsync(client);
        var word = NewWord();
        var id = await world.AddAsync("actors", world.NewActor().With("name", $"Khawāja Āsif {word}").With("description", "Pakistan’s Defence Minister, who would not pre-empt."));
        var query = Uri.EscapeDataString($"{typed} {word}");

        var list = await client.ReadAsync($"/v1/actors?q={query}");
        var search = await client.ReadAsync($"/v1/search?q={query}&type=actor");

        Assert.Equal(isFound ? [id] : [], list.Ids);
        Assert.Equal(isFound ? [id] : [], search.Ids);
    }

    [Fact]
    public async Task Names_come_before_texts_and_pages_hold_everything_once()
    {
        var world = await World.CreateAsync(client);
        var word = NewWord();
        var text = await world.AddAsync("actors", world.NewActor().With("description", word));
        var longName = await world.AddAsync("actors", world.NewActor().With("name", $"Another {word} group"));
        var name = await world.AddAsync("actors", world.NewActor().With("name", word));
        var claim = await world.AddAsync("arguments", world.NewArgument().With("claim", $"The {word}"));

        var whole = await client.ReadAsync($"/v1/search?q={word}");
        var paged = new List<string>();
        for (var path = $"/v1/search?q={word}&limit=1"; path is not null;)
        {
            var page = (await client.ReadAsync(path)).Body!;
            paged.Add((string)page["items"]!.AsArray().Single()!["id"]!);
            path = page["next"] is { } next ? $"/v1/search?q={word}&limit=1&cursor={next}" : null;
        }

        Assert.Equal([name, claim, longName, text], whole.Ids);
        Assert.Equal(whole.Ids, paged);
        Assert.Equal([name, longName, text], (await client.ReadAsync($"/v1/search?q={word}&type=actor")).Ids);
        Assert.Equal([name, claim, longName, text], (await client.ReadAsync($"/v1/search?q={word}&type=actor&type=argument")).Ids);
        Assert.Equal(word, (string?)(await client.ReadAsync($"/v1/search?q={word}&expand=record&limit=1")).Body!["items"]![0]!["record"]!["name"]);
    }

    [Fact]
    public async Task A_source_is_found_by_the_passage_of_its_text_that_holds_all_the_words()
    {
        var world = await World.CreateAsync(client);
        var (near, far) = (NewWord(), NewWord());
        var filler = string.Concat(Enumerable.Repeat("𝐀nother line of a long report.\n", 300));
        var text = $"{filler}Here is “{near}” in its place.\n{filler}And {far}.";
        await client.SendAsync(HttpMethod.Put, $"/v1/sources/{world.Source}/text", text, "text/plain");

        var fragment = (await client.ReadAsync($"/v1/search?q={near}")).Body!["items"]!.AsArray().Single()!["fragments"]!.AsArray().Single()!;
        var highlight = fragment["highlights"]![0]!;
        var runes = text.EnumerateRunes().ToArray();

        Assert.Equal("/text", (string?)fragment["member"]);
        Assert.Equal(near, string.Concat(runes.Skip((int)fragment["start"]! + (int)highlight["start"]!).Take(near.Length)));
        Assert.Equal((string?)fragment["text"], string.Concat(runes.Skip((int)fragment["start"]!).Take(((string)fragment["text"]!).EnumerateRunes().Count())));
        Assert.Equal([world.Source], (await client.ReadAsync($"/v1/sources?q={far}")).Ids);
        Assert.Empty((await client.ReadAsync($"/v1/sources?q={near}%20{far}")).Ids);
        await client.SendAsync(HttpMethod.Put, $"/v1/sources/{world.Source}/text", "Something else.", "text/plain");
        Assert.Empty((await client.ReadAsync($"/v1/search?q={near}")).Ids);
    }

    [Fact]
    public async Task Words_one_after_the_other_are_found_wherever_they_stand_in_a_text()
    {
        var world = await World.CreateAsync(client);
        var word = NewWord();
        var lines = Enumerable.Range(0, 100).Select(line => string.Join(' ', Enumerable.Range(10 * line, 10).Select(number => $"{word}x{number}")));
        await client.SendAsync(HttpMethod.Put, $"/v1/sources/{world.Source}/text", string.Join('\n', lines), "text/plain");

        for (var number = 0; number + 1 < 1_000; number += 9)
            Assert.Equal([world.Source], (await client.ReadAsync($"/v1/sources?q=\"{word}x{number} {word}x{number + 1}\"")).Ids);
        Assert.Empty((await client.ReadAsync($"/v1/sources?q=\"{word}x1 {word}x3\"")).Ids);
    }

    /// <summary>What a text holds, what is searched and whether that is there; X stands for a word of the test's own.</summary>
    public static TheoryData<string, string, bool> Phrases { get; } = new()
    {
        { Repeat("zork ", 300) + "X", "\"zork X\"", true },
        { Repeat("zork ", 300) + "X", "\"X zork\"", false },
        { Repeat("zork ", 300) + "X", "X -\"zork X\"", false },
        { Repeat("zork ", 300) + "X", "X -\"X zork\"", true },
        { Repeat("zork ", 300) + "Xes", "\"zork X\"*", true },
        { "zork X nor X tal", "\"zork X tal\"", false },
        { "zork X nor X tal", "X -\"zork X tal\"", true },
        { "zork X nor X tal, zork X tal", "\"zork X tal\"", true },
        { "zork X nor X tal, zork X tal", "X -\"zork X tal\"", false },
        { "zork X tales", "\"zork X tal\"*", true },
        { "zork X tales", "\"zork X tal\"", false },
        { "zork X tales", "X -\"zork X tal\"*", false },
        { "zork X tal nor X zork tales", "\"X tal nor\" \"X zork tal\"* -\"zork tal\" -\"nor X tal\"", true },
        { "restricted X restricted", "X -\"X position\"", true },
        { Repeat("我的國家，", 300) + "和平的未來 X", "X 和平的未來", true },
        { Repeat("我們", 8_500) + "X 和平計劃", "X 和平計劃", true },
        { Repeat("我們", 8_500) + "X 和平計劃", "X 們劃", false },
    };

    [Theory, MemberData(nameof(Phrases))]
    public async Task Phrases_are_found_however_long_the_text_and_however_often_it_has_their_words(string text, string query, bool isFound)
    {
        var word = NewWord();
        var question = new JsonObject { ["text"] = "Where?", ["description"] = text.Replace("X", word, StringComparison.Ordinal) };
        var id = (string)(await client.CreateAsync("questions", question)).Body!["id"]!;
        var asked = Uri.EscapeDataString(query.Replace("X", word, StringComparison.Ordinal));

        Assert.Equal(isFound ? [id] : [], (await client.ReadAsync($"/v1/questions?q={asked}")).Ids);
        Assert.Equal(isFound ? [id] : [], (await client.ReadAsync($"/v1/search?q={asked}")).Ids);
    }

    [Fact]
    public async Task A_restricted_text_is_found_only_by_whoever_may_read_it()
    {
        var world = await World.CreateAsync(client);
        var word = NewWord();
        using var reader = store.Host.Reader();
        await client.SendAsync(HttpMethod.Put, $"/v1/sources/{world.Source}/text", $"Kept: {word}.", "text/plain");

        Assert.Equal([world.Source], (await reader.ReadAsync($"/v1/search?q={word}")).Ids);
        await client.ChangeAsync("sources", world.Source, new JsonObject { ["text_access"] = "restricted" });
        foreach (var path in new[] { $"/v1/search?q={word}", $"/v1/sources?q={word}" })
        {
            Assert.Empty((await reader.ReadAsync(path)).Ids);
            Assert.Equal([world.Source], (await client.ReadAsync(path)).Ids);
        }

        await client.ChangeAsync("sources", world.Source, new JsonObject { ["text_access"] = "open" });
        Assert.Equal([world.Source], (await reader.ReadAsync($"/v1/sources?q={word}")).Ids);
    }

    [Fact]
    public async Task A_list_combines_a_search_with_filters_orders_and_pages()
    {
        var world = await World.CreateAsync(client);
        var word = NewWord();
        foreach (var day in Enumerable.Range(10, 5))
            await world.AddAsync("positions", world.NewPosition().With("summary", $"{word} on {day}").With("stated_on", $"2025-03-{day}").With("stance", day % 2 == 0 ? "support" : "oppose"));
        var path = $"/v1/positions?q={word}&stance=support&sort=-stated_on&limit=2&count=true";

        var first = await client.ReadAsync(path);
        var second = await client.ReadAsync($"{path}&cursor={first.Body!["next"]}");

        Assert.Equal(["2025-03-14", "2025-03-12", "2025-03-10"], new[] { first, second }.SelectMany(page => page.Body!["items"]!.AsArray()).Select(item => (string)item!["stated_on"]!));
        Assert.Equal(3, (long?)first.Body["total"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.ReadAsync($"/v1/positions?q=other&stance=support&sort=-stated_on&cursor={first.Body["next"]}")).Status);
    }

    [Theory]
    [InlineData("/v1/search", "invalid_parameter", "/q")]
    [InlineData("/v1/search?q=", "invalid_parameter", "/q")]
    [InlineData("/v1/search?q=-x", "invalid_parameter", "/q")]
    [InlineData("/v1/search?q=%2A", "invalid_parameter", "/q")]
    [InlineData("/v1/search?q=a&q=b", "repeated_parameter", "/q")]
    [InlineData("/v1/search?q=a&type=text", "unknown_value", "/type")]
    [InlineData("/v1/search?q=a&known_at=0", "meaningless_combination", "/known_at")]
    [InlineData("/v1/search?q=a&as_of=2025", "unknown_parameter", "/as_of")]
    [InlineData("/v1/search?q=a&cursor=abc", "invalid_cursor", "/cursor")]
    [InlineData("/v1/actors?q=%22", "invalid_parameter", "/q")]
    [InlineData("/v1/actors?q=a&q=b", "repeated_parameter", "/q")]
    [InlineData("/v1/actors?q=a&known_at=0", "meaningless_combination", "/known_at")]
    public async Task What_cannot_be_searched_is_refused(string path, string code, string pointer)
    {
        var answer = await client.ReadAsync(path);

        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.Status, (string?)answer.Body!["errors"]![0]!["code"]));
        Assert.Equal([pointer], answer.Pointers);
    }

    [Fact]
    public async Task An_unchanged_search_costs_a_client_nothing_and_a_change_shows_at_once()
    {
        var world = await World.CreateAsync(client);
        var word = NewWord();
        var id = await world.AddAsync("actors", world.NewActor().With("name", word));
        var found = await client.ReadAsync($"/v1/search?q={word}");

        var changed = await client.ChangeAsync("actors", id, new JsonObject { ["name"] = "Somebody else" });
        var again = await client.ReadAsync($"/v1/search?q={word}", ("If-None-Match", found.ETag!));

        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.Equal([id], found.Ids);
        Assert.Equal((HttpStatusCode.OK, 0), (again.Status, again.Ids.Length));
    }

    private static string NewWord() => $"w{Api.NewId().Replace("-", "", StringComparison.Ordinal)}q";

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
