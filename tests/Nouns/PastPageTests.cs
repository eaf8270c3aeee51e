using System.Globalization;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Nouns;

/// <summary>Pages of the past, which are bounded by what is current, against the whole list of the same state in one page.</summary>
public sealed class PastPageTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    [Fact]
    public async Task Small_pages_in_every_order_show_what_one_large_page_shows()
    {
        var world = await World.CreateAsync(client);
        var random = new Random(20251028);
        var ids = new List<string>();
        var states = new List<long>();
        for (var step = 0; step < 120; step++)
        {
            await ChangeAsync(world, ids, random);
            if (step % 30 == 29) states.Add(await HeadAsync());
        }

        foreach (var state in states)
        {
            foreach (var range in new[] { "", "&stated_on.gte=2025-02&stated_on.lt=2025-11", "&stance=support" })
            {
                var path = $"/v1/positions?question_id={world.Question}&known_at={state}{range}";
                var whole = (await client.ReadAsync($"{path}&limit=500")).Body!["items"]!.AsArray();
                foreach (var sort in new[] { "id", "-id", "stated_on", "-stated_on", "recorded_at", "-recorded_at" })
                    Assert.Equal(Sorted(whole, sort), await AllAsync($"{path}&limit=7&sort={sort}"));
            }
        }
    }

    private async Task ChangeAsync(World world, List<string> ids, Random random)
    {
        var body = world.NewPosition();
        body["stance"] = random.Next(2) == 0 ? "support" : "oppose";
        body["stated_on"] = random.Next(4) switch
        {
            0 => "2025",
            1 => TimeProvider.System.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => $"2025-{random.Next(1, 12):D2}-{random.Next(1, 29):D2}",
        };
        if (ids.Count < 20 || random.Next(3) == 0) ids.Add(await world.AddAsync("positions", body));
        else if (random.Next(3) == 0) await client.RetireAsync("positions", ids[random.Next(ids.Count)]);
        else await client.ReplaceAsync("positions", ids[random.Next(ids.Count)], body);
    }

    private async Task<long> HeadAsync() =>
        long.Parse((string)(await client.ReadAsync("/v1/stances?limit=1")).Body!["snapshot"]!, CultureInfo.InvariantCulture);

    private async Task<string[]> AllAsync(string path)
    {
        var seen = new List<string>();
        for (string? next = ""; next is not null;)
        {
            var page = await client.ReadAsync(next.Length == 0 ? path : $"{path}&cursor={next}");
            seen.AddRange(page.Body!["items"]!.AsArray().Select(item => item!.ToJsonString()));
            next = (string?)page.Body["next"];
        }

        return [.. seen];
    }

    private static IEnumerable<string> Sorted(JsonArray items, string sort)
    {
        var keyed = items.Select(item => (Key: Key(item!, sort.TrimStart('-')), Id: (string)item!["id"]!, Item: item!)).OrderBy(each => each.Key, StringComparer.Ordinal).ThenBy(each => each.Id, StringComparer.Ordinal);
        return (sort[0] == '-' ? keyed.Reverse() : keyed).Select(each => each.Item.ToJsonString());
    }

    /// <summary>The first day of a date sorts as its first instant does.</summary>
    private static string Key(JsonNode item, string member) => member == "stated_on" && (string)item[member]! == "2025" ? "2025-01-01" : (string)item[member]!;
}
