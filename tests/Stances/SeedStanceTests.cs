using System.Text.Json.Nodes;

namespace StanceApi.Tests.Stances;

/// <summary>Where the actors of the demonstration data stand, as the coding of the article concludes.</summary>
public sealed class SeedStanceTests(SeededStore store)
{
    private readonly HttpClient client = store.Host.Reader();

    [Theory]
    [InlineData("khawaja-asif", "official", "withheld", "asserted", "support", "modality", "2025-10-28", "sufficient", "s1-asif-declines-to-pre-empt")]
    [InlineData("government-of-pakistan", "official", "undecided", "asserted", "support", "standing", "2025-10-28", "thin", "s4-government-undecided")]
    [InlineData("rana-sanaullah", "personal", "strongly_support", "conditional", null, "unopposed", "2025-10-27", "sufficient", "s12-sanaullah-personal-support")]
    [InlineData("many-pakistanis", "unspecified", "oppose", "hypothetical", null, "unopposed", "2025-10-28", "thin", "s11-many-pakistanis-may-object")]
    [InlineData("officials-in-islamabad", "official", "support", "asserted", null, "mention", "2025-10-28", "thin", "s6-officials-support")]
    [InlineData("government-circles", "official", "support", "asserted", null, "unopposed", "2025-10-28", "thin", "s7-government-circles-support")]
    [InlineData("another-official", "official", "ambivalent", "asserted", null, "unopposed", "2025-10-28", "thin", "s10-another-official-difficult-choice")]
    [InlineData("military-establishment", "official", "no_position", "asserted", null, "unopposed", "2025-10-28", "thin", "s13-military-mentioned")]
    public async Task An_actor_stands_where_the_coding_says(
        string actor, string capacity, string stance, string modality, string? leaning, string decidedBy, string since, string verdict, string basis)
    {
        var item = (await client.ReadAsync($"/v1/stances?question_id=contribute-troops&actor_id={actor}")).Body!["items"]!.AsArray().Single()!;

        Assert.Equal(
            (capacity, stance, modality, leaning, decidedBy, since, verdict),
            ((string?)item["capacity"], (string?)item["stance"], (string?)item["modality"], (string?)item["leaning"], (string?)item["decided_by"], (string?)item["since"], (string?)item["evidence"]!["verdict"]));
        Assert.StartsWith(basis.Split('-')[0], (string?)item["basis"]!.AsArray().Single(), StringComparison.Ordinal);
        Assert.Null(item["previous"]);
    }

    [Fact]
    public async Task Eight_actors_stand_somewhere_on_the_question()
    {
        var page = (await client.ReadAsync("/v1/stances?question_id=contribute-troops&count=true")).Body!;
        var stances = page["items"]!.AsArray();

        Assert.Equal(8, (int)page["total"]!);
        Assert.Equal(
            ["ambivalent 1", "no_position 1", "oppose 1", "strongly_support 1", "support 2", "undecided 1", "withheld 1"],
            stances.GroupBy(item => (string)item!["stance"]!).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key} {group.Count()}"));
        Assert.Equal([-1, 1, 1, 2], stances.Select(item => (int?)item!["score"]).OfType<int>().Order());
    }

    [Fact]
    public async Task The_minister_leans_under_three_open_conditions()
    {
        var minister = (await client.ReadAsync("/v1/stances?actor_id=khawaja-asif&question_id=contribute-troops")).Body!["items"]![0]!;

        Assert.Equal(["c1 requirement open", "c2 requirement open", "c3 requirement open"], minister["conditions"]!.AsArray().Select(each => $"{each!["id"]} {each["strength"]} {each["status"]}"));
        Assert.All(minister["conditions"]!.AsArray(), each => Assert.StartsWith("s2", (string?)each!["position_id"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_day_before_only_the_adviser_had_spoken()
    {
        var page = (await client.ReadAsync("/v1/stances?question_id=contribute-troops&as_of=2025-10-27")).Body!;

        Assert.Equal(["rana-sanaullah"], page["items"]!.AsArray().Select(item => (string?)item!["actor_id"]));
        Assert.Equal("2025-10-27", (string?)page["as_of"]);
    }

    [Fact]
    public async Task The_timeline_tells_who_came_in_when()
    {
        var items = (await client.ReadAsync("/v1/questions/contribute-troops/timeline")).Body!["items"]!.AsArray();

        Assert.Equal(8, items.Count);
        Assert.Equal("2025-10-27 rana-sanaullah personal  strongly_support new_statement", Tell(items[0]!));
        Assert.Equal("2025-10-28 khawaja-asif official  withheld new_statement", Tell(items[4]!));
    }

    private static string Tell(JsonNode item) => $"{item["at"]} {item["actor_id"]} {item["capacity"]} {item["from"]} {item["to"]} {item["cause"]}";
}
