namespace StanceApi.Tests.Analysis;

/// <summary>Names and titles in pictures.</summary>
public sealed class PictureTextTests(EmptyStore empty)
{
    private readonly HttpClient writer = empty.Host.Writer();

    [Fact]
    public async Task Names_of_any_characters_are_written_and_long_ones_are_cut()
    {
        var world = await World.CreateAsync(writer);
        var (actor, position) = (world.NewActor(), world.NewPosition());
        actor["name"] = "<b>\"Tom & Jerry\"\u0007 " + string.Concat(Enumerable.Repeat("🎻", 40));
        position["actor_id"] = await world.AddAsync("actors", actor);
        await world.AddAsync("positions", position);

        var label = (await Drawing.ReadAsync(writer, $"/v1/questions/{world.Question}/summary")).Elements(Drawing.Svg + "text").Single(text => text.Value.StartsWith("<b>", StringComparison.Ordinal));

        Assert.StartsWith("<b>\"Tom & Jerry\"\uFFFD 🎻", label.Value, StringComparison.Ordinal);
        Assert.Contains("🎻…", label.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_title_is_told_whole_in_lines_above_the_picture()
    {
        var world = await World.CreateAsync(writer);
        var question = world.NewQuestion();
        question["text"] = string.Join(' ', Enumerable.Repeat("Should the municipality widen the dam?", 4));
        var picture = await Drawing.ReadAsync(writer, $"/v1/questions/{await world.AddAsync("questions", question)}/summary");

        Assert.Equal((string)question["text"]!, string.Join(' ', Drawing.Texts(picture).Take(2)));
        Assert.Equal("0 -24 1000 156", picture.Attribute("viewBox")!.Value);
    }

    [Fact]
    public async Task A_text_that_runs_to_the_left_keeps_its_ellipsis_at_its_end()
    {
        var world = await World.CreateAsync(writer);
        var (actor, position) = (world.NewActor(), world.NewPosition());
        actor["name"] = string.Concat(Enumerable.Repeat("وزارة الخارجية ", 6));
        (position["actor_id"], position["capacity"]) = (await world.AddAsync("actors", actor), "expert");
        await world.AddAsync("positions", position);

        Assert.Single(Drawing.Texts(await Drawing.ReadAsync(writer, $"/v1/questions/{world.Question}/summary")), text => text.StartsWith('\u2068') && text.EndsWith("…\u2069 (expert)", StringComparison.Ordinal));
    }
}
