using System.Net;
using CsCheck;
using Microsoft.AspNetCore.Http;
using StanceApi.Analysis;
using StanceApi.Http;
using StanceApi.Nouns;

namespace StanceApi.Tests.Analysis;

/// <summary>Networks as pictures.</summary>
public sealed class NetworkPictureTests(EmptyStore empty, SeededStore seeded)
{
    private readonly HttpClient client = seeded.Host.Reader();

    [Fact]
    public async Task A_legend_tells_only_of_what_there_is()
    {
        var all = string.Concat((await Drawing.ReadAsync(client, "/v1/networks/actors")).Elements(Drawing.Svg + "text").Select(text => text.Value));
        var differences = string.Concat((await Drawing.ReadAsync(client, "/v1/networks/actors?measure=subtract&range=observed")).Elements(Drawing.Svg + "text").Select(text => text.Value));

        Assert.Contains("positive weight", all, StringComparison.Ordinal);
        Assert.DoesNotContain("negative weight", all, StringComparison.Ordinal);
        Assert.Contains("negative weight", differences, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Network of actors by shared questions: congruence, normalization none")]
    [InlineData("?via=arguments&measure=cooccurrence&duplicates=day", "Network of actors by shared arguments: cooccurrence, normalization none, duplicates day")]
    [InlineData("?from=stances&range=observed&threshold=0.5&min_positions=2", "Network of actors by shared questions: congruence, normalization none, from stances, range observed, threshold 0.5, min_positions 2")]
    public async Task A_title_tells_how_the_weights_were_made(string query, string title) =>
        Assert.Equal(title, (await Drawing.ReadAsync(client, $"/v1/networks/actors{query}")).Element(Drawing.Svg + "title")!.Value);

    [Fact]
    public async Task Concepts_have_the_room_that_actors_leave() =>
        Assert.Contains(
            Drawing.Texts(await Drawing.ReadAsync(client, "/v1/networks/affiliations?via=arguments")),
            text => text.StartsWith("Helping to keep Palestinians safe would be something for", StringComparison.Ordinal));

    [Fact]
    public async Task A_label_that_lies_flat_beside_a_circle_has_no_more_room_than_others()
    {
        using var writer = empty.Host.Writer();
        var world = await World.CreateAsync(writer);
        foreach (var _ in Enumerable.Range(0, 16))
        {
            var (actor, position) = (world.NewActor(), world.NewPosition());
            actor["name"] = new string('W', 60);
            position["actor_id"] = await world.AddAsync("actors", actor);
            await world.AddAsync("positions", position);
        }

        var labels = Drawing.Texts(await Drawing.ReadAsync(writer, $"/v1/networks/actors?question_id={world.Question}")).Where(text => text.StartsWith("WW", StringComparison.Ordinal));

        Assert.Single(labels.Select(label => label.Split('…')[0]).Distinct());
    }

    [Theory]
    [InlineData(0.00038446751, "0.000384")]
    [InlineData(0.5, "0.5")]
    [InlineData(1234.5678, "1234.568")]
    public void A_weight_is_told_by_the_digits_that_matter(double weight, string told) => Assert.Equal(told, NetworkPicture.Rounded(weight));

    [Fact]
    public async Task More_than_can_be_read_is_refused()
    {
        using var writer = empty.Host.Writer();
        var speakers = await Speakers.SayAsync(writer, Enumerable.Range(0, 101).Select(actor => $"a{actor} q support"));

        var answer = await writer.ReadAsync($"/v1/networks/actors?question_id={speakers.Question("q")}&format=svg");

        Assert.Equal((HttpStatusCode.BadRequest, "too_large"), (answer.Status, answer.Code));
    }

    [Fact]
    public void The_nodes_of_a_network_are_counted_without_building_it() => Gen.Select(Gen.Int[0, 9].Array[0, 40], Gen.Bool, Gen.Int[1, 4]).Sample((actors, isTwoMode, least) =>
    {
        var observations = Seen.Parse(actors.Select(actor => $"a{actor} q{actor % 3} 1"));
        var parameters = Parameters(isTwoMode, least);
        var weighed = new NetworkBuilder(parameters, (_, id) => (id, "")).Weigh([observations], TestContext.Current.CancellationToken).Single();
        return NetworkBuilder.CountNodes(parameters, observations) == weighed.Ids.Length;
    });

    [Fact]
    public void A_network_is_too_large_for_a_picture_by_its_observations_alone() => Assert.Equal(
        (null, Codes.TooLarge),
        (NetworkPicture.Refuse(Parameters(isTwoMode: true, 1), Several(99)), NetworkPicture.Refuse(Parameters(isTwoMode: true, 1), Several(100))!.Code));

    private static IReadOnlyList<Observation> Several(int actors) => Seen.Parse(Enumerable.Range(0, actors).Select(actor => $"a{actor} q 1"));

    private static NetworkParameters Parameters(bool isTwoMode, int least)
    {
        var query = new QueryParameters(new DefaultHttpContext { Request = { QueryString = new QueryString($"?min_positions={least}") } }.Request, []);
        return NetworkParameters.Read(query, SelectionParameters.Read(query, [], [], hasAsOf: false), isTwoMode);
    }
}
