using System.Net;
using System.Xml.Linq;
using StanceApi.Pictures;

namespace StanceApi.Tests.Analysis;

/// <summary>Pictures that a report can embed.</summary>
public sealed class PictureTests(SeededStore seeded)
{
    private readonly HttpClient client = seeded.Host.Reader();

    [Theory]
    [InlineData("/v1/networks/actors", "circle", 7)]
    [InlineData("/v1/networks/actors?measure=subtract", "circle", 7)]
    [InlineData("/v1/networks/affiliations", "circle", 10)]
    // Four with a number, two that lean.
    [InlineData("/v1/questions/contribute-troops/summary", "circle", 6)]
    // Eight bars, seven boxes of the legend, the background.
    [InlineData("/v1/questions/contribute-troops/timeline", "rect", 16)]
    [InlineData("/v1/questions/contribute-troops/timeline?axis=recorded", "rect", 16)]
    [InlineData("/v1/actors/khawaja-asif/timeline", "rect", 5)]
    public async Task A_picture_is_1000_pixels_wide_and_has_what_there_is(string path, string element, int count)
    {
        var svg = await Drawing.ReadAsync(client, path);

        Assert.Equal(("svg", "1000"), (svg.Name.LocalName, svg.Attribute("width")!.Value));
        Assert.Equal(count, svg.Descendants(Drawing.Svg + element).Count());
        Assert.NotEmpty(svg.Element(Drawing.Svg + "title")!.Value);
        Assert.Contains(svg.Elements(Drawing.Svg + "text"), text => text.Value.EndsWith("at feed position 44.", StringComparison.Ordinal));
        Assert.DoesNotContain(svg.Descendants().Attributes(), attribute => attribute.Name.LocalName is "href" or "class");
    }

    [Fact]
    public async Task Accept_chooses_a_picture_too_and_it_is_the_same_to_the_byte()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/networks/actors");
        request.Headers.Add("Accept", "image/svg+xml");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("image/svg+xml", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            await client.GetByteArrayAsync(new Uri("/v1/networks/actors?format=svg", UriKind.Relative), TestContext.Current.CancellationToken),
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_picture_tells_its_filters()
    {
        var note = (await Drawing.ReadAsync(client, "/v1/networks/actors?attribution=on_record&attribution=document&stated_on.gte=2025&as_of=2025-12")).Elements(Drawing.Svg + "text").ElementAt(1).Value;

        Assert.Equal("Only attribution document or on_record; stated_on >= 2025. As of 2025-12, at feed position 44.", note);
    }

    [Theory]
    // A line has room for about 150 letters.
    [InlineData(1, null, 30, "actor_id")]
    [InlineData(2, null, 30, "actor_id", "question_id")]
    [InlineData(3, "-1.", 110, "actor_id", "question_id")]
    public async Task Filters_stand_in_up_to_three_lines_and_are_cut_after_those_the_times_whole_below(int lines, string? hint, int letters, params string[] filters)
    {
        var path = $"/v1/networks/actors?{string.Join('&', filters.SelectMany(filter => Enumerable.Range(0, 2).Select(number => $"{filter}=nobody-{new string('x', letters)}-{number}")))}";

        var drawing = await Drawing.ReadAsync(client, path);

        var note = drawing.Elements(Drawing.Svg + "text").Where(text => (string?)text.Attribute("font-size") == "12").SkipLast(1).ToArray();
        var texts = note.Select(text => string.Concat(text.Nodes().OfType<System.Xml.Linq.XText>())).ToArray();
        Assert.Equal(lines, texts.Count(text => text.Contains("nobody", StringComparison.Ordinal)));
        Assert.EndsWith("As of all dates, at feed position 44.", texts[^1], StringComparison.Ordinal);
        Assert.Equal(hint is not null, texts.Any(text => text.Contains('…', StringComparison.Ordinal)));
        if (hint is not null) Assert.EndsWith(hint, note[2].Element(Drawing.Svg + "title")!.Value, StringComparison.Ordinal);
        // Lines stand below each other, inside of the picture.
        var heights = note.Select(text => (double)text.Attribute("y")!).ToArray();
        Assert.All(heights.Zip(heights.Skip(1)), pair => Assert.Equal(16, pair.Second - pair.First));
        Assert.True(heights[0] > double.Parse(((string)drawing.Attribute("viewBox")!).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) + 34);
    }

    [Theory]
    [InlineData("/v1/networks/actors?actor_id=nobody", "There is nobody here.")]
    [InlineData("/v1/networks/affiliations?actor_id=nobody", "There is nobody here.")]
    [InlineData("/v1/questions/contribute-troops/summary?actor_id=nobody", "Nobody has a stance here.")]
    [InlineData("/v1/questions/contribute-troops/timeline?actor_id=nobody", "Nobody has a stance here.")]
    public async Task A_picture_of_nothing_says_so(string path, string said)
    {
        var picture = await Drawing.ReadAsync(client, path);

        Assert.Equal(said, Drawing.Texts(picture)[2]);
        Assert.Equal(3, Drawing.Texts(picture).Count);
        Assert.Empty(picture.Descendants(Drawing.Svg + "circle"));
    }

    [Theory]
    [InlineData("/v1/questions/contribute-troops/summary?", "Dashed: thin evidence. Hollow: where a stance without a number leans to.")]
    [InlineData("/v1/questions/contribute-troops/summary?actor_id=government-circles", "Dashed: thin evidence.")]
    [InlineData("/v1/questions/contribute-troops/summary?actor_id=khawaja-asif", "Hollow: where a stance without a number leans to.")]
    [InlineData("/v1/questions/contribute-troops/summary?actor_id=military-establishment", "no position")]
    public async Task A_board_explains_only_what_is_on_it(string path, string last) => Assert.Equal(last, Drawing.Texts(await Drawing.ReadAsync(client, path))[^1]);

    [Fact]
    public void Labels_that_would_look_alike_end_with_the_ids_of_what_they_name()
    {
        var label = new Label("first", "An official", " (official)", 200);
        Label[] labels =
        [
            label, label with { Id = "second" }, label with { Id = "01a2159e-7366-74e6-a5ba-5672b68d4d1b", Text = "Another" }, label with { Id = "third", Text = new string('W', 90) + "a" },
            label with { Id = "01a2159e-7366-74e6-a5ba-5672b68d4d1c", Text = new string('W', 90) + "b" }, label with { Ending = " (personal)" },
        ];

        Assert.Equal(
            [" [first] (official)", " [second] (official)", " (official)", " [third] (official)", " […5672b68d4d1c] (official)", " [first] (personal)"],
            Labels.Distinct(labels, 13).Select(each => each.Ending));
    }

    [Theory]
    [InlineData("paper-a-an-official", "paper-b-an-official", "paper-a…", "paper-b…")]
    [InlineData("a-morning-paper-x-1-an-official", "a-morning-paper-y-1-an-official", "…ning-paper-x…", "…ning-paper-y…")]
    [InlineData("a-1234567890123-z", "b-1234567890123-z", "a…", "b…")]
    [InlineData("one-official-of-the-ministry", "official-of-the-ministry", "…official-of-the-ministry", "official-of-the-ministry")]
    public void What_is_shown_of_ids_tells_them_apart(string first, string second, string one, string other) => Assert.Equal(
        [$" [{one}]", $" [{other}]"],
        Labels.Distinct([new(first, "An official", "", 200), new(second, "An official", "", 200)], 13).Select(each => each.Ending));

    [Theory]
    [InlineData("Line\r\nbreak", "Line break")]
    [InlineData("two  spaces", "two spaces")]
    [InlineData("\u202Eoverridden\u202C name", " overridden name")]
    public void A_text_stands_in_one_line_and_turns_nothing_round(string text, string shown) => Assert.Equal(shown, Svg.Clean(text));

    [Fact]
    public async Task Every_filter_is_named_however_many_values_one_has()
    {
        var many = string.Concat(Enumerable.Range(0, 60).Select(number => $"question_id=nothing-{number}&"));

        var note = Drawing.Texts(await Drawing.ReadAsync(client, $"/v1/networks/actors?{many}actor_kind=person&capacity=official"))[1];

        Assert.All(["actor_kind person", "capacity official", "question_id nothing-0 or nothing-1 or 58 others"], part => Assert.Contains(part, note, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/v1/networks/actors?window=7d&format=svg", "/window")]
    [InlineData("/v1/questions/contribute-troops/timeline?limit=5&format=svg", "/limit")]
    [InlineData("/v1/questions/contribute-troops/timeline?count=true&format=svg", "/count")]
    [InlineData("/v1/questions/contribute-troops/argument-map?ground=frame&format=dot", "/ground")]
    public async Task A_picture_is_of_one_whole_thing(string path, string pointer)
    {
        var answer = await client.ReadAsync(path);

        Assert.Equal((HttpStatusCode.BadRequest, "meaningless_combination"), (answer.Status, answer.Code));
        Assert.Equal([pointer], answer.Pointers);
    }
}
