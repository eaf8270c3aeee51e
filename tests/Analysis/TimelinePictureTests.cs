namespace StanceApi.Tests.Analysis;

/// <summary>Timelines as pictures.</summary>
public sealed class TimelinePictureTests(EmptyStore empty, SeededStore seeded)
{
    private readonly HttpClient client = seeded.Host.Reader();

    [Fact]
    public async Task A_timeline_tells_stances_without_a_number_apart()
    {
        var bars = (await Drawing.ReadAsync(client, "/v1/questions/contribute-troops/timeline")).Elements(Drawing.Svg + "rect").Where(bar => bar.Element(Drawing.Svg + "title") is not null)
            .ToLookup(bar => bar.Element(Drawing.Svg + "title")!.Value.Split(": ")[1].Split(',')[0], bar => bar.Attribute("fill")!.Value);

        Assert.Equal(
            ["url(#striped)", "url(#dotted)", "url(#hatched)", "#FFFFFF"],
            new[] { "withheld", "undecided", "ambivalent", "no position" }.Select(stance => bars[stance].Distinct().Single()));
    }

    [Fact]
    public async Task A_timeline_explains_only_the_bars_that_it_has()
    {
        var all = await Drawing.ReadAsync(client, "/v1/questions/contribute-troops/timeline");
        var one = await Drawing.ReadAsync(client, "/v1/questions/contribute-troops/timeline?actor_id=military-establishment");

        Assert.Equal(["strongly support", "support", "oppose", "ambivalent", "undecided", "withheld", "no position"], Drawing.Texts(all).Skip(2).Take(7));
        Assert.Equal("no position", Drawing.Texts(one)[2]);
        // The sample in the legend looks like the bar.
        Assert.Equal(["4 3", "4 3"], one.Elements(Drawing.Svg + "rect").Skip(1).Select(box => (string?)box.Attribute("stroke-dasharray")));
    }

    [Fact]
    public async Task A_timeline_of_hours_tells_its_day_once() =>
        Assert.Single(Drawing.Texts(await Drawing.ReadAsync(client, "/v1/questions/contribute-troops/timeline")), text => text == "From 2025-10-28 (UTC)");

    [Fact]
    public async Task Changes_of_one_hour_stand_apart()
    {
        using var writer = empty.Host.Writer();
        var speakers = await Speakers.SayAsync(writer, "a q support 2025-02-14T09:00:00Z", "b q oppose 2025-02-14T09:20:00Z", "c q neutral 2025-02-14T09:40:00Z");

        var drawing = await Drawing.ReadAsync(writer, $"/v1/questions/{speakers.Question("q")}/timeline");

        var begins = drawing.Elements(Drawing.Svg + "rect").Where(bar => bar.Element(Drawing.Svg + "title") is not null).Select(bar => (double)bar.Attribute("x")!).Order().ToArray();
        Assert.Equal(3, begins.Length);
        Assert.Equal(begins[1] - begins[0], begins[2] - begins[1], 1.0);
        Assert.True(begins[1] - begins[0] > 200);
    }

    [Fact]
    public async Task A_timeline_of_recorded_times_says_so()
    {
        var texts = Drawing.Texts(await Drawing.ReadAsync(client, "/v1/questions/contribute-troops/timeline?axis=recorded"));
        var stated = Drawing.Texts(await Drawing.ReadAsync(client, "/v1/questions/contribute-troops/timeline"));

        Assert.StartsWith("Recorded times. As of all dates", texts[1], StringComparison.Ordinal);
        Assert.Equal("A bar begins when the record came to tell a stance, which can be long after it was taken. Bars at the right edge go on.", texts[^1]);
        Assert.Equal("A change that is dated by a day, a month or a year stands at the end of that (UTC). Bars at the right edge go on.", stated[^1]);
        Assert.StartsWith("As of all dates", stated[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    [InlineData("0001-01-01", "9999-12-31")]
    public async Task A_timeline_reaches_the_ends_of_time(string first, string last)
    {
        using var writer = empty.Host.Writer();
        var speakers = await Speakers.SayAsync(writer, $"a q support {first}");

        Assert.Contains("support", Drawing.Texts(await Drawing.ReadAsync(writer, $"/v1/questions/{speakers.Question("q")}/timeline?as_of={last}")));
    }
}
