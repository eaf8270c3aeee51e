using System.Net;
using System.Xml.Linq;

namespace StanceApi.Tests.Analysis;

/// <summary>Pictures that a report can embed.</summary>
public sealed class PictureTests(EmptyStore empty, SeededStore seeded)
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly HttpClient client = seeded.Host.Reader();

    [Theory]
    [InlineData("/v1/networks/actors", "circle", 7)]
    [InlineData("/v1/networks/actors?measure=subtract", "circle", 7)]
    [InlineData("/v1/networks/affiliations", "circle", 10)]
    // Four with a number, two that lean.
    [InlineData("/v1/questions/contribute-troops/summary", "circle", 6)]
    // Eight bars, six boxes of the legend, the background.
    [InlineData("/v1/questions/contribute-troops/timeline", "rect", 15)]
    [InlineData("/v1/questions/contribute-troops/timeline?axis=recorded", "rect", 15)]
    [InlineData("/v1/actors/khawaja-asif/timeline", "rect", 9)]
    public async Task A_picture_is_1000_pixels_wide_and_has_what_there_is(string path, string element, int count)
    {
        var svg = await DrawAsync(client, path);

        Assert.Equal(("svg", "1000"), (svg.Name.LocalName, svg.Attribute("width")!.Value));
        Assert.Equal(count, svg.Descendants(Svg + element).Count());
        Assert.NotEmpty(svg.Element(Svg + "title")!.Value);
        Assert.Contains(svg.Elements(Svg + "text"), text => text.Value.EndsWith("at feed position 44.", StringComparison.Ordinal));
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
    public async Task Names_of_any_characters_are_written_and_long_ones_are_cut()
    {
        using var writer = empty.Host.Writer();
        var world = await World.CreateAsync(writer);
        var (actor, position) = (world.NewActor(), world.NewPosition());
        actor["name"] = "<b>\"Tom & Jerry\"\u0007 " + string.Concat(Enumerable.Repeat("🎻", 40));
        position["actor_id"] = await world.AddAsync("actors", actor);
        await world.AddAsync("positions", position);

        var label = (await DrawAsync(writer, $"/v1/questions/{world.Question}/summary")).Elements(Svg + "text").Single(text => text.Value.StartsWith("<b>", StringComparison.Ordinal));

        Assert.StartsWith("<b>\"Tom & Jerry\"\uFFFD 🎻🎻", label.Value, StringComparison.Ordinal);
        Assert.Contains("🎻…", label.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/networks/actors?actor_id=nobody")]
    [InlineData("/v1/networks/affiliations?actor_id=nobody")]
    [InlineData("/v1/questions/contribute-troops/summary?actor_id=nobody")]
    [InlineData("/v1/questions/contribute-troops/timeline?actor_id=nobody")]
    public async Task Nothing_is_an_empty_picture(string path) => Assert.Empty((await DrawAsync(client, path)).Descendants(Svg + "circle"));

    [Theory]
    [InlineData("/v1/networks/actors?window=7d&format=svg", "/window")]
    [InlineData("/v1/questions/contribute-troops/timeline?limit=5&format=svg", "/limit")]
    public async Task A_picture_is_of_one_whole_thing(string path, string pointer)
    {
        var answer = await client.ReadAsync(path);

        Assert.Equal((HttpStatusCode.BadRequest, "meaningless_combination"), (answer.Status, answer.Code));
        Assert.Equal([pointer], answer.Pointers);
    }

    [Fact]
    public async Task More_than_can_be_read_is_refused()
    {
        using var writer = empty.Host.Writer();
        var speakers = await Speakers.SayAsync(writer, Enumerable.Range(0, 101).Select(actor => $"a{actor} q support"));

        var answer = await writer.ReadAsync($"/v1/networks/actors?question_id={speakers.Question("q")}&format=svg");

        Assert.Equal((HttpStatusCode.BadRequest, "too_large"), (answer.Status, answer.Code));
    }

    private static async Task<XElement> DrawAsync(HttpClient client, string path) =>
        XDocument.Parse(await client.GetStringAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}format=svg", TestContext.Current.CancellationToken)).Root!;
}
