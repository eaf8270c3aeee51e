using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StanceApi.Sources;

namespace StanceApi.Tests.Contract;

/// <summary>The examples of the documentation are what the service answers on the demonstration data.</summary>
public sealed partial class AnswerExampleTests(SeededStore store)
{
    private const string Two = "actor_id=khawaja-asif&actor_id=rana-sanaullah";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    [Theory]
    [InlineData("listStances", "/v1/stances?question_id=contribute-troops&actor_id=rana-sanaullah")]
    [InlineData("getQuestionTimeline", $"/v1/questions/contribute-troops/timeline?{Two}")]
    [InlineData("getActorTimeline", "/v1/actors/khawaja-asif/timeline")]
    [InlineData("getQuestionSummary", $"/v1/questions/contribute-troops/summary?{Two}")]
    [InlineData("getMatrix", $"/v1/matrix?{Two}")]
    [InlineData("getAgreement", "/v1/actors/rana-sanaullah/agreement/many-pakistanis")]
    [InlineData("getArgumentMap", "/v1/questions/contribute-troops/argument-map")]
    [InlineData("getActorNetwork", "/v1/networks/actors?actor_id=khawaja-asif&actor_id=rana-sanaullah&actor_id=officials-in-islamabad")]
    [InlineData("getAffiliationNetwork", $"/v1/networks/affiliations?{Two}")]
    [InlineData("listSourceCitations", "/v1/sources/news-report-2025-10-28/citations?limit=1")]
    [InlineData("search", "/v1/search?q=un%20mandate&limit=2")]
    [InlineData("listChanges", "/v1/changes?limit=1")]
    [InlineData("getExportIndex", "/v1/export/index.json")]
    [InlineData("getLiveness", "/health/live")]
    [InlineData("getReadiness", "/health/ready")]
    public async Task An_example_is_what_the_service_answers(string operation, string path)
    {
        using var client = store.Host.Reader();

        var answer = await client.ReadAsync(path);

        Assert.True(answer.Status == System.Net.HttpStatusCode.OK, $"{path}: {answer.Body}");
        GeneratedFile.AssertFresh($"api/OpenApi/Answers/{operation}.json", Written(answer.Body!));
    }

    [Fact]
    public async Task The_example_of_a_stored_text_is_what_the_service_answers()
    {
        using var client = store.Host.Writer();

        var answer = await client.SendAsync(HttpMethod.Put, "/v1/sources/news-report-2025-10-28/text?validate_only=true", SourceTextEndpoints.ExampleText, "text/plain");

        Assert.Equal(System.Net.HttpStatusCode.OK, answer.Status);
        GeneratedFile.AssertFresh("api/OpenApi/Answers/putSourceText.json", Written(answer.Body!));
    }

    [Fact]
    public async Task Every_success_has_an_example()
    {
        using var client = store.Host.Reader();

        var document = (await client.ReadAsync("/openapi/v1.json")).Body!;

        Assert.Equal([], Contents(document).Where(content => content.Type is "application/json" or "text/plain" && content.Content["example"] is null).Select(content => content.Operation));
    }

    private static IEnumerable<(string Operation, string Type, JsonObject Content)> Contents(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from verb in path.Value!.AsObject()
        from response in verb.Value!["responses"]!.AsObject()
        where response.Key[0] == '2'
        from content in response.Value!["content"]?.AsObject() ?? []
        select ($"{verb.Key} {path.Key} {response.Key}", content.Key, content.Value!.AsObject());

    /// <summary>The answer with what differs from one start to the next, instants and cursors, set to one value.</summary>
    private static string Written(JsonNode answer)
    {
        foreach (var member in Members(answer).ToArray())
        {
            if (member.Value is JsonValue value && value.TryGetValue<string>(out var text) && Instant().IsMatch(text)) member.Parent[member.Key] = "2025-10-29T09:00:00.000000Z";
            if (member.Key == "next" && member.Value is JsonValue && ((string)member.Value!).Length > 8)
                member.Parent[member.Key] = "eyJhZnRlciI6ImEifQ";
        }

        return $"{answer.ToJsonString(Indented)}\n";
    }

    /// <summary>To the microsecond, as only the service's own clock writes them.</summary>
    [GeneratedRegex(@"\A\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z\z")]
    private static partial Regex Instant();

    private static IEnumerable<(JsonObject Parent, string Key, JsonNode? Value)> Members(JsonNode? node) => node switch
    {
        JsonObject parent => parent.SelectMany(member => Members(member.Value).Prepend((parent, member.Key, member.Value))),
        JsonArray list => list.SelectMany(Members),
        _ => [],
    };
}
