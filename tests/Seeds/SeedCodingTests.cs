using System.Globalization;

namespace StanceApi.Tests.Seeds;

/// <summary>The demonstration data, asked of the running service, says what the coding of the article says: every position.</summary>
public sealed class SeedCodingTests(SeededStore store)
{
    private const string Day = "2025-10-28";
    private const string DayBefore = "2025-10-27";

    private readonly HttpClient client = store.Host.Reader();

    /// <summary>The rows of the table of positions: number, actor, question, stance, conditions, modality, capacity and attribution, reported by, day, paragraphs.</summary>
    public static TheoryData<string, string, string, string, string, string, string, string, string, string> Positions => new()
    {
        { "S1", "khawaja-asif", "Q1", "withheld", "", "asserted", "official / on_record", "", Day, "1, 4" },
        { "S2", "khawaja-asif", "Q1", "support", "C1 requirement, C2 requirement, C3 requirement", "conditional", "official / on_record", "", Day, "6, 7" },
        { "S3", "khawaja-asif", "Q3", "support", "", "asserted", "official / on_record", "", Day, "5" },
        { "S4", "government-of-pakistan", "Q1", "undecided", "", "asserted", "official / on_record", "khawaja-asif", Day, "1, 4" },
        { "S5", "government-of-pakistan", "Q1", "support", "", "inferred", "official / background", "officials-familiar-with-the-deliberations", Day, "3" },
        { "S6", "officials-in-islamabad", "Q1", "support", "C6 preference", "asserted", "official / background", "", Day, "9, 10, 12, 13, 14" },
        { "S7", "government-circles", "Q1", "support", "", "asserted", "official / background", "", Day, "10" },
        { "S8", "officials-in-islamabad", "Q1", "no_position", "", "asserted", "official / background", "", Day, "15" },
        { "S9", "an-official", "Q2", "support", "", "desired", "official / background", "", Day, "15" },
        { "S10", "another-official", "Q1", "ambivalent", "", "asserted", "official / background", "", Day, "17" },
        { "S11", "many-pakistanis", "Q1", "oppose", "", "hypothetical", "unspecified / narrator", "", Day, "17" },
        { "S12", "rana-sanaullah", "Q1", "strongly_support", "C7 requirement", "conditional", "personal / on_record", "", DayBefore, "18, 19" },
        { "S13", "military-establishment", "Q1", "no_position", "", "asserted", "official / background", "officials-familiar-with-the-deliberations", Day, "3" },
    };

    [Theory, MemberData(nameof(Positions))]
    public async Task A_position_is_coded_as_the_table_says(
        string number, string actor, string question, string stance, string conditions, string modality, string spoken, string reportedBy, string statedOn, string paragraphs)
    {
        var position = await client.PositionAsync(number);

        Assert.Equal(
            (actor, question, stance, modality, spoken, statedOn),
            (position.Text("actor_id"), await QuestionAsync(position.Text("question_id")), position.Text("stance"), position.Text("modality"), $"{position.Text("capacity")} / {position.Text("attribution")}", position.Text("stated_on")));
        Assert.Equal(conditions, string.Join(", ", position["conditions"]!.AsArray().Select(each => $"{each!.Text("id").ToUpperInvariant()} {each!.Text("strength")}")));
        Assert.Equal(reportedBy, string.Join(", ", position["reported_by"]!.AsArray().Select(each => (string)each!)));
        Assert.Equal(paragraphs, SeedWords.Paragraphs(position));
        Assert.Null((string?)position["spoken_by"]);
    }

    [Theory]
    [InlineData("questions", 3)]
    [InlineData("actors", 11)]
    [InlineData("sources", 1)]
    [InlineData("positions", 13)]
    [InlineData("arguments", 16)]
    public async Task A_list_counts_as_many_records_as_the_article_gave(string noun, int count)
    {
        var list = await client.ReadAsync($"/v1/{noun}?count=true");

        Assert.Equal(count, (int)list.Body!["total"]!);
        Assert.Equal(count, list.Ids.Length);
        Assert.Null(list.Body["next"]);
    }

    [Fact]
    public async Task Every_condition_is_open_and_says_what_it_is()
    {
        var positions = await client.ReadAsync("/v1/positions");
        var conditions = positions.Body!["items"]!.AsArray().SelectMany(position => position!["conditions"]!.AsArray()).ToArray();

        Assert.Equal(5, conditions.Length);
        Assert.All(conditions, condition => Assert.Equal("open", condition!.Text("status")));
        Assert.All(conditions, condition => Assert.Null((string?)condition!["status_on"]));
        Assert.All(conditions, condition => Assert.False(string.IsNullOrWhiteSpace(condition!.Text("text"))));
    }

    [Fact]
    public async Task The_voices_that_cite_the_sensitivity_of_the_matter_give_a_reason_for_their_anonymity() =>
        Assert.False(string.IsNullOrWhiteSpace((string?)(await client.PositionAsync("S5"))["anonymity_reason"]));

    [Theory]
    [InlineData("S9")]
    [InlineData("S10")]
    public async Task What_the_article_quotes_is_quoted_directly(string number) =>
        Assert.Equal("direct", (await client.PositionAsync(number)).Text("quotation"));

    [Fact]
    public async Task Every_position_has_a_summary_and_cites_the_one_source()
    {
        var source = Assert.Single((await client.ReadAsync("/v1/sources")).Ids);
        var positions = await client.ReadAsync("/v1/positions");

        Assert.All(positions.Body!["items"]!.AsArray(), position =>
        {
            Assert.False(string.IsNullOrWhiteSpace((string?)position!["summary"]));
            Assert.All(position["citations"]!.AsArray(), citation => Assert.Equal((source, "unchecked"), (citation!.Text("source_id"), citation!.Text("check"))));
        });
    }

    [Fact]
    public async Task Every_locator_is_one_of_the_nineteen_paragraphs_and_every_span_is_of_one_text()
    {
        var positions = await client.ReadAsync("/v1/positions");
        var arguments = await client.ReadAsync("/v1/arguments");
        var citations = positions.Body!["items"]!.AsArray().Concat(arguments.Body!["items"]!.AsArray()).SelectMany(record => record!["citations"]!.AsArray()).ToArray();

        Assert.All(citations, citation => Assert.InRange((int)citation!["locator"]!["paragraph"]!, 1, 19));
        Assert.Single(citations.Select(citation => citation!["span"]!.Text("text_sha256")).Distinct());
        Assert.All(
            citations.GroupBy(citation => (int)citation!["locator"]!["paragraph"]!).OrderBy(group => group.Key).Chunk(2).Where(pair => pair.Length == 2),
            pair => Assert.True(pair[0].Max(citation => (int)citation!["span"]!["end"]!) <= pair[1].Min(citation => (int)citation!["span"]!["start"]!)));
    }

    private async Task<string> QuestionAsync(string id)
    {
        var text = (await client.ReadAsync($"/v1/questions/{id}")).Body!.Text("text");
        return string.Create(CultureInfo.InvariantCulture, $"Q{Array.IndexOf(SeedWords.Questions, text) + 1}");
    }
}
