using System.Text.Json.Nodes;

namespace StanceApi.Tests.Seeds;

/// <summary>The words of the coding of the article, found in what the service answers.</summary>
internal static class SeedWords
{
    /// <summary>Q1, Q2, Q3.</summary>
    public static readonly string[] Questions =
    [
        "Should Pakistan contribute troops to the stabilisation force in Gaza?",
        "Should the deployment take place under a UN mandate?",
        "Should parliament be taken on board about the deployment?",
    ];

    /// <summary>A text member.</summary>
    public static string Text(this JsonNode record, string member) => (string)record[member]!;

    /// <summary>The position of a number, S1 to S13.</summary>
    public static async Task<JsonNode> PositionAsync(this HttpClient client, string number) =>
        Assert.Single((await client.ReadAsync("/v1/positions")).Body!["items"]!.AsArray(), position => Number(position!.Text("id")) == number)!;

    /// <summary>The number of a position's id: <c>s1-asif-declines-to-pre-empt</c> is S1.</summary>
    public static string Number(string positionId) => positionId.Split('-')[0].ToUpperInvariant();

    /// <summary>The paragraphs that a record cites, one citation each, in order.</summary>
    public static string Paragraphs(JsonNode record) =>
        string.Join(", ", record["citations"]!.AsArray().Select(citation => citation!["locator"]!["paragraph"]!.ToString()));
}
