using System.Text.Json.Nodes;

namespace StanceApi.Tests.Seeds;

/// <summary>The demonstration data says what the coding of the article says: every argument, and who advances it.</summary>
public sealed class SeedArgumentTests(SeededStore store)
{
    private readonly HttpClient client = store.Host.Reader();

    /// <summary>The rows of the table of arguments: its words, the id, category and direction, paragraphs, the positions that advance it.</summary>
    public static TheoryData<string, string, string, string, string> Arguments => new()
    {
        { "pride in a role protecting Palestinians", "pride-in-protecting-palestinians", "moral pro", "6", "S2" },
        { "an opportunity to avail", "opportunity-to-avail", "diplomatic pro", "7", "S2" },
        { "responsibility", "moral-responsibility", "moral pro", "9", "S6" },
        { "necessity: part of the eight-country proposal of late 2024", "necessity-of-the-peace-proposal", "diplomatic pro", "9", "S6" },
        { "consistency and credibility", "consistency-and-credibility", "diplomatic pro", "10", "S6" },
        { "peacekeeping record (over 200,000 personnel, over 40 operations)", "peacekeeping-record", "operational pro", "10, 11", "S7" },
        { "experience equips the forces", "experience-equips-the-forces", "operational pro", "12", "S6" },
        { "credibility and legitimacy of the force", "credibility-and-legitimacy-of-the-force", "diplomatic pro", "12", "S6" },
        { "relations with the United States", "relations-with-the-united-states", "diplomatic pro", "13", "S6" },
        { "the thaw furthered: economy, defence support, influence", "thaw-with-washington", "diplomatic pro", "14", "S6" },
        { "no clear legal framework (frame legality)", "no-clear-legal-framework", "risk con", "15", "S8" },
        { "Gaza is volatile", "gaza-is-volatile", "risk con", "16", "none" },
        { "domestic opinion", "domestic-opinion", "risk con", "16", "none" },
        { "seen as serving Israeli interests", "seen-as-serving-israeli-interests", "risk con", "17", "S11" },
        { "betrayal of Palestinian resistance", "betrayal-of-palestinian-resistance", "moral con", "17", "S11" },
        { "nothing better to save Palestinians", "nothing-better-to-save-palestinians", "moral pro", "18", "S12" },
    };

    [Theory, MemberData(nameof(Arguments))]
    public async Task An_argument_is_coded_as_the_table_says(string words, string id, string kind, string paragraphs, string advancedIn)
    {
        var argument = (await client.ReadAsync($"/v1/arguments/{id}")).Body!;
        var positions = (await client.ReadAsync($"/v1/positions?argument_id={id}")).Ids.Select(SeedWords.Number).ToArray();

        Assert.True(kind == $"{argument.Text("category")} {argument.Text("direction")}", words);
        Assert.Equal(paragraphs, SeedWords.Paragraphs(argument));
        Assert.Equal(advancedIn, positions.Length == 0 ? "none" : string.Join(", ", positions));
        Assert.False(string.IsNullOrWhiteSpace(argument.Text("claim")));
    }

    [Fact]
    public async Task Every_argument_is_on_the_first_question()
    {
        var question = (await client.ReadAsync("/v1/questions")).Body!["items"]!.AsArray().Single(each => each!.Text("text") == SeedWords.Questions[0])!.Text("id");
        var arguments = await client.ReadAsync("/v1/arguments");

        Assert.Equal(Arguments.Select(row => row.Data.Item2).Order(StringComparer.Ordinal), arguments.Ids);
        Assert.All(arguments.Body!["items"]!.AsArray(), argument => Assert.Equal(question, argument!.Text("question_id")));
    }

    [Fact]
    public async Task The_legal_argument_is_framed_by_legality() =>
        Assert.Equal("legality", (await client.ReadAsync("/v1/arguments/no-clear-legal-framework")).Body!.Text("frame"));

    [Fact]
    public async Task The_nine_relations_are_those_of_the_coding()
    {
        string[] expected =
        [
            "peacekeeping-record supports experience-equips-the-forces",
            "necessity-of-the-peace-proposal supports consistency-and-credibility",
            "thaw-with-washington supports relations-with-the-united-states",
            "seen-as-serving-israeli-interests supports domestic-opinion",
            "betrayal-of-palestinian-resistance supports domestic-opinion",
            "experience-equips-the-forces undercuts gaza-is-volatile",
            "betrayal-of-palestinian-resistance attacks pride-in-protecting-palestinians",
            "betrayal-of-palestinian-resistance attacks moral-responsibility",
            "betrayal-of-palestinian-resistance attacks nothing-better-to-save-palestinians",
        ];

        var arguments = await client.ReadAsync("/v1/arguments");
        var relations = arguments.Body!["items"]!.AsArray().SelectMany(argument => argument!["relations"]!.AsArray().Select(relation => Relation(argument, relation!)));

        Assert.Equal(expected.Order(StringComparer.Ordinal), relations.Order(StringComparer.Ordinal));
    }

    private static string Relation(JsonNode argument, JsonNode relation) => $"{argument.Text("id")} {relation.Text("type")} {relation.Text("argument_id")}";
}
