using System.Net;

namespace StanceApi.Tests.Nouns;

/// <summary>Ranges of dates: a partial date means its first instant for .gte and .lt, its last for .lte and .gt.</summary>
[Collection(nameof(ManyRecords))]
public sealed class RangeTests(ManyRecords store)
{
    private readonly HttpClient client = store.Host.Reader();

    public static TheoryData<string, string> Ranges => new()
    {
        { "sources", "published_on" },
        { "questions", "opened_on" },
        { "questions", "decided_on" },
        { "positions", "stated_on" },
    };

    [Theory, MemberData(nameof(Ranges))]
    public async Task A_bound_keeps_the_records_that_begin_on_its_side(string noun, string date)
    {
        string[] bounds = noun == "positions" ? [.. SampleDates.All, .. SampleDates.Instants] : SampleDates.All;
        foreach (var bound in bounds)
        {
            Assert.Equal(Matching(noun, date, first => first >= SampleDates.First(bound)), await IdsAsync($"/v1/{noun}?{date}.gte={bound}"));
            Assert.Equal(Matching(noun, date, first => first > SampleDates.Last(bound)), await IdsAsync($"/v1/{noun}?{date}.gt={bound}"));
            Assert.Equal(Matching(noun, date, first => first <= SampleDates.Last(bound)), await IdsAsync($"/v1/{noun}?{date}.lte={bound}"));
            Assert.Equal(Matching(noun, date, first => first < SampleDates.First(bound)), await IdsAsync($"/v1/{noun}?{date}.lt={bound}"));
        }
    }

    [Theory, MemberData(nameof(Ranges))]
    public async Task Two_bounds_keep_what_is_between(string noun, string date)
    {
        foreach (var (from, until) in SampleDates.All.SelectMany(from => SampleDates.All.Select(until => (from, until))))
        {
            if (SampleDates.First(from) > SampleDates.Last(until))
            {
                Assert.Equal("reversed_range", (await client.ReadAsync($"/v1/{noun}?{date}.gte={from}&{date}.lte={until}")).Code);
                continue;
            }

            Assert.Equal(
                Matching(noun, date, first => first >= SampleDates.First(from) && first <= SampleDates.Last(until)),
                await IdsAsync($"/v1/{noun}?{date}.gte={from}&{date}.lte={until}"));
        }
    }

    [Theory, MemberData(nameof(Ranges))]
    public async Task A_bound_and_a_filter_mean_both(string noun, string date)
    {
        var id = Matching(noun, date, _ => true)[0];

        Assert.Equal([id], await IdsAsync($"/v1/{noun}?{date}.gte=0001&id={id}"));
        Assert.Empty(await IdsAsync($"/v1/{noun}?{date}.lt=0001&id={id}"));
        Assert.Equal([id], await IdsAsync($"/v1/{noun}?{date}.lte=9999&id={id}"));
    }

    [Theory, MemberData(nameof(Ranges))]
    public async Task What_is_no_date_bounds_nothing(string noun, string date)
    {
        foreach (var bound in new[] { "2024-13", "2024-02-30", "yesterday", "2024..2025", "2024-06-15T12:00:00" })
        {
            var list = await client.ReadAsync($"/v1/{noun}?{date}.gte={bound}");

            Assert.Equal((HttpStatusCode.BadRequest, "invalid_date"), (list.Status, list.Code));
            Assert.Equal([$"/{date}.gte"], list.Pointers);
        }
    }

    [Theory, MemberData(nameof(Ranges))]
    public async Task A_bound_stands_once_and_has_an_operator(string noun, string date)
    {
        var twice = await client.ReadAsync($"/v1/{noun}?{date}.gte=2024&{date}.gte=2025");
        var bare = await client.ReadAsync($"/v1/{noun}?{date}=2024");

        Assert.Equal((HttpStatusCode.BadRequest, "repeated_parameter"), (twice.Status, twice.Code));
        Assert.Equal((HttpStatusCode.BadRequest, "unknown_parameter"), (bare.Status, bare.Code));
    }

    [Fact]
    public async Task A_range_in_which_nothing_can_lie_is_refused_at_its_end()
    {
        var answer = await client.ReadAsync("/v1/positions?stated_on.gt=2025&stated_on.lt=2025");

        Assert.Equal((HttpStatusCode.BadRequest, "reversed_range", "/stated_on.lt"), (answer.Status, answer.Code, answer.Pointers.Single()));
        Assert.Equal("No stated_on can be > 2025 and < 2025.", (string)answer.Body!["errors"]![0]!["detail"]!);
    }

    [Fact]
    public void The_table_has_every_range_of_the_catalog() => Assert.Equal(
        World.Nouns.SelectMany(noun => store.Noun(noun).Ranges.Select(range => $"{noun} {range.Name}")).Order(StringComparer.Ordinal),
        Ranges.Select(row => $"{row.Data.Item1} {row.Data.Item2}").Order(StringComparer.Ordinal));

    private async Task<string[]> IdsAsync(string path) => (await client.ReadAsync($"{path}&limit=500")).Ids;

    private string[] Matching(string noun, string date, Func<DateTimeOffset, bool> isInside) =>
    [
        .. store.All(noun).Where(record => (string?)record[date] is { } own && isInside(SampleDates.First(own)))
            .Select(record => (string)record["id"]!)
            .Order(StringComparer.Ordinal),
    ];
}
