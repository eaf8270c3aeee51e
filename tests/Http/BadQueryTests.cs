using System.Text.Json.Nodes;
using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Tests.Http;

/// <summary>Queries that nobody can mean: unknown, repeated, empty and wrong parameters on every path and verb, and cursors of elsewhere.</summary>
public sealed class BadQueryTests(BadInputStore store) : IClassFixture<BadInputStore>
{
    private const string Long = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private static readonly BadRequestTable Lists = new(_ => ListRows());
    private static readonly BadRequestTable Everywhere = new(_ => EverywhereRows());

    public static TheoryData<string, string> ListCases => Lists.Cases;

    public static TheoryData<string, string> EverywhereCases => Everywhere.Cases;

    public static TheoryData<string> Nouns => [.. World.Nouns];

    [Theory, MemberData(nameof(ListCases))]
    public Task A_bad_parameter_of_a_list_is_refused(string noun, string description) => store.RefusesAsync(noun, Lists[noun, description]);

    [Theory, MemberData(nameof(EverywhereCases))]
    public Task A_parameter_that_a_request_does_not_take_is_refused(string noun, string description) => store.RefusesAsync(noun, Everywhere[noun, description]);

    [Theory, MemberData(nameof(Nouns))]
    public async Task Every_filter_refuses_what_it_cannot_find(string noun)
    {
        foreach (var filter in Catalog[noun].Filters)
        {
            string[] bad = filter.IsId ? ["A", "a b", "-a", "a%0A", "%C3%A9", "%ED%A0%80", "a,b", new string('a', 129), string.Concat(Enumerable.Repeat(Long, 60))] : [];
            foreach (var value in bad) await RefusesAsync(noun, $"{filter.Name}={value}", "invalid_parameter", filter.Name);
            string[] unheard = filter.Words is null ? [] : ["unheard_of", "0", "1", "UNKNOWN", "%20open", "off_the_record", "open,closed"];
            foreach (var value in unheard) await RefusesAsync(noun, $"{filter.Name}={value}", "unknown_value", filter.Name);
            await RefusesAsync(noun, $"{filter.Name}=", "invalid_parameter", filter.Name);
            await RefusesAsync(noun, $"{filter.Name}", "invalid_parameter", filter.Name);
            await RefusesAsync(noun, $"{filter.Name}=%00", "invalid_parameter", filter.Name);
            await RefusesAsync(noun, $"{filter.Name}=a%00b", "invalid_parameter", filter.Name);
            if (filter.IsSearch) await RefusesAsync(noun, $"{filter.Name}=a%FF", "invalid_parameter", filter.Name);
            await RefusesAsync(noun, $"{filter.Name.ToUpperInvariant()}=a", "unknown_parameter", filter.Name.ToUpperInvariant());
            await RefusesAsync(noun, $"{filter.Name}.gte=2025", "unknown_parameter", $"{filter.Name}.gte");
        }
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task Every_range_refuses_what_is_no_date(string noun)
    {
        foreach (var range in Catalog[noun].Ranges)
        {
            string[] instants = range.AllowInstant ? ["2025-10-28T25:00:00Z", "2025-10-28T10:00:00%2B05:00"] : ["2025-10-28T10:00:00Z"];
            foreach (var op in new[] { "gte", "gt", "lte", "lt" })
            {
                foreach (var date in instants.Concat(["2025-02-30", "2025-13", "0000", "20251028", "2025-10-28%0A", "abc"]))
                    await RefusesAsync(noun, $"{range.Name}.{op}={date}", "invalid_date", $"{range.Name}.{op}");
                await RefusesAsync(noun, $"{range.Name}.{op}=", "invalid_parameter", $"{range.Name}.{op}");
                await RefusesAsync(noun, $"{range.Name}.{op}=2025&{range.Name}.{op}=2024", "repeated_parameter", $"{range.Name}.{op}");
            }

            foreach (var unknown in new[] { range.Name, $"{range.Name}.eq", $"{range.Name}.GTE", $"{range.Name}." })
                await RefusesAsync(noun, $"{unknown}=2025", "unknown_parameter", unknown);
        }
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_cursor_of_elsewhere_or_changed_in_any_character_is_refused(string noun)
    {
        var cursor = await CursorAsync($"/v1/{noun}?limit=1");
        var foreign = await CursorAsync(noun == "actors" ? "/v1/sources?limit=1" : "/v1/actors?limit=1");
        var otherSort = await CursorAsync($"/v1/{noun}?limit=1&sort=-id");
        var later = new Cursor(1_000_000_000, new After("a", "a")).Write($"{noun} id");
        string[] bad =
        [
            foreign, otherSort, later, cursor[..^1], cursor[1..], cursor + "A", cursor + "=", cursor + "%20", "%20" + cursor, $"{cursor},{cursor}", "A", "null", "0", "%00", "a%2Bb", "%C3%A9", string.Concat(Enumerable.Repeat(Long, 60)),
            .. cursor.Select((letter, index) => $"{cursor[..index]}{(letter == 'A' ? 'B' : 'A')}{cursor[(index + 1)..]}"),
            .. Enumerable.Range(0, 8).Select(bit => cursor[..^1] + (char)(cursor[^1] ^ (1 << bit % 4))).Where(each => each != cursor && each.All(letter => char.IsAsciiLetterOrDigit(letter))),
        ];
        foreach (var each in bad) await RefusesAsync(noun, $"cursor={each}", each == "%00" ? "invalid_parameter" : "invalid_cursor", "cursor");
        await RefusesAsync(noun, "cursor=", "invalid_parameter", "cursor");
        await RefusesAsync(noun, $"cursor={cursor}&cursor={cursor}", "repeated_parameter", "cursor");
        await RefusesAsync(noun, $"cursor={cursor}&sort=recorded_at", "invalid_cursor", "cursor");
        await RefusesAsync(noun, $"cursor={cursor}&id=a", "invalid_cursor", "cursor");
    }

    private NounCatalog Catalog => store.Host.Services.GetRequiredService<NounCatalog>();

    private static IEnumerable<BadRequest> ListRows()
    {
        foreach (var limit in new[] { "0", "501", "-1", "%2B1", "abc", "1.5", "1e2", "0x1", "1,2", "%201", "1%00", "", "99999999999999999999", "1e400", "%D9%A5", "true", "null" })
            yield return BadRequest.OfList($"limit is '{limit}'", $"limit={limit}", "invalid_parameter", "limit");
        foreach (var sort in new[] { "unheard_of", "--id", "id,-id", "ID", "-", "%2Bid", "id%20", "id%20DESC", "id;--" })
            yield return BadRequest.OfList($"sort is '{sort}'", $"sort={sort}", "unknown_value", "sort");
        foreach (var list in new[] { "fields", "expand" })
        {
            foreach (var value in new[] { "unheard_of", "id,", ",", "ID", "id,unheard_of", "*", "__proto__" })
                yield return BadRequest.OfList($"{list} is '{value}'", $"{list}={value}", "unknown_value", list);
        }

        foreach (var count in new[] { "1", "yes", "TRUE", "true,false", "%20true" })
            yield return BadRequest.OfList($"count is '{count}'", $"count={count}", "invalid_parameter", "count");
        foreach (var empty in new[] { "sort", "fields", "expand", "count" })
            yield return BadRequest.OfList($"{empty} is empty", $"{empty}=", "invalid_parameter", empty);
        foreach (var (name, value) in new[] { ("limit", "1"), ("sort", "id"), ("count", "true") })
        {
            yield return BadRequest.OfList($"{name} stands twice", $"{name}={value}&{name}={value}", "repeated_parameter", name);
            yield return BadRequest.OfList($"{name} is in capitals", $"{name.ToUpperInvariant()}={value}", "unknown_parameter", name.ToUpperInvariant());
        }

        // Full text has a path of its own to come; until then nobody may believe that it works.
        foreach (var later in new[] { "page", "offset", "per_page", "order", "filter[id]", "limit[]", "id.gte", "__proto__", "$type", "limit%00" })
            yield return BadRequest.OfList($"{later} is not known", $"{later}=1", "unknown_parameter", Uri.UnescapeDataString(later));
        yield return BadRequest.OfList("validate_only is for writes", "validate_only=true", "unknown_parameter", "validate_only");
        yield return BadRequest.OfList("a value without a name", "=1", "unknown_parameter", "");
        yield return BadRequest.OfList("a name with a slash and a tilde", "a/b~c=1", "unknown_parameter", "a~1b~0c");
    }

    private static IEnumerable<BadRequest> EverywhereRows()
    {
        foreach (var verb in new[] { "POST", "PUT", "PATCH", "DELETE" })
        {
            foreach (var unknown in new[] { "unheard_of", "limit", "fields", "expand", "If-Match", "VALIDATE_ONLY" })
                yield return Write(verb, $"{unknown}=true", "unknown_parameter", unknown);
            foreach (var value in new[] { "1", "yes", "TRUE", "", "%00" })
                yield return Write(verb, $"validate_only={value}", "invalid_parameter", "validate_only");
            yield return Write(verb, "validate_only=true&validate_only=true", "repeated_parameter", "validate_only");
        }

        foreach (var unknown in new[] { "unheard_of", "limit", "cursor", "sort", "count", "id", "validate_only", "FIELDS" })
            yield return Read($"{unknown}=1", "unknown_parameter", unknown);
        foreach (var list in new[] { "fields", "expand" })
        {
            yield return Read($"{list}=unheard_of", "unknown_value", list);
            yield return Read($"{list}=", "invalid_parameter", list);
        }
    }

    private static BadRequest Write(string verb, string query, string code, string parameter) =>
        new($"{verb} with {query}", 400, code, $"/{parameter}", scene => [scene.ValidWrite(verb, $"?{query}")]) { In = "query" };

    private static BadRequest Read(string query, string code, string parameter) =>
        new($"GET of a record with {query}", 400, code, $"/{parameter}", scene => [scene.Request("GET", $"{scene.Existing}?{query}")]) { In = "query" };

    private Task RefusesAsync(string noun, string query, string code, string parameter) =>
        store.RefusesAsync(noun, BadRequest.OfList(query, query, code, parameter));

    private async Task<string> CursorAsync(string list)
    {
        using var response = await store.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(list, UriKind.Relative)));
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["next"]!;
    }
}
