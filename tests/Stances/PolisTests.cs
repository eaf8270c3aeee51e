using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Values;

namespace StanceApi.Tests.Stances;

/// <summary>
/// One Polis conversation, each vote a position: what its own tables say of all votes and of the latest ones comes out, at
/// every moment of the log.
/// </summary>
public sealed class PolisTests
{
    private static readonly Dictionary<string, string> Stances = new() { ["1"] = "support", ["-1"] = "oppose", ["0"] = "undecided" };

    [Fact]
    public async Task All_votes_and_the_latest_ones_are_counted_as_published_and_as_of_any_vote_the_log_up_to_it()
    {
        var votes = ReferenceData.Rows("data/polis-london/votes.csv").Select(row => new Vote(
            row["comment-id"], row["voter-id"], row["vote"], long.Parse(row["timestamp"], CultureInfo.InvariantCulture) * 1000)).ToArray();
        var comments = ReferenceData.Rows("data/polis-london/comments.csv");
        var participants = ReferenceData.Rows("data/polis-london/participants-votes.csv");
        await using var host = await StanceHost.StartAsync();
        using var client = host.Writer();
        await LoadAsync(client, votes);

        foreach (var comment in comments)
        {
            Assert.Equal(comment["agrees"], await CountAsync(client, comment["comment-id"], "support"));
            Assert.Equal(comment["disagrees"], await CountAsync(client, comment["comment-id"], "oppose"));
        }

        var cells = participants.SelectMany(row => row.Where(cell => int.TryParse(cell.Key, CultureInfo.InvariantCulture, out _) && cell.Value.Length > 0)
            .Select(cell => $"q{cell.Key} v{row["participant"]} {Stances[cell.Value]}"));
        var now = await StancesAsync(client, asOf: null);
        Assert.Equal((640, 638, 26, 39), (votes.Length, now.Count, votes.DistinctBy(vote => vote.Voter).Count(), comments.Count));
        Assert.Equal(cells.Order(StringComparer.Ordinal), now);

        foreach (var at in Moments(votes)) Assert.Equal(Latest(votes.Where(vote => vote.At <= at)), await StancesAsync(client, Instant.Write(at)));
    }

    /// <summary>Every sixteenth vote, and those that changed an earlier one.</summary>
    private static IEnumerable<long> Moments(Vote[] votes) => votes.OrderBy(vote => vote.At).Index()
        .Where(vote => vote.Index % 16 == 0 || votes.Any(other => other.Comment == vote.Item.Comment && other.Voter == vote.Item.Voter && other.At < vote.Item.At))
        .Select(vote => vote.Item.At);

    private static string[] Latest(IEnumerable<Vote> votes) =>
        [.. votes.GroupBy(vote => (vote.Comment, vote.Voter)).Select(cell => $"q{cell.Key.Comment} v{cell.Key.Voter} {Stances[cell.MaxBy(vote => vote.At)!.Value]}").Order(StringComparer.Ordinal)];

    private static async Task<IReadOnlyList<string>> StancesAsync(HttpClient client, string? asOf)
    {
        var path = $"/v1/stances?limit=500&fields=question_id,actor_id,stance{(asOf is null ? "" : $"&as_of={asOf}")}";
        var found = new List<string>();
        for (string? next = ""; next is not null;)
        {
            var page = (await client.ReadAsync(next.Length == 0 ? path : $"{path}&cursor={next}")).Body!;
            found.AddRange(page["items"]!.AsArray().Select(item => $"{item!["question_id"]} {item["actor_id"]} {item["stance"]}"));
            next = (string?)page["next"];
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    private static async Task<string> CountAsync(HttpClient client, string comment, string stance) =>
        (await client.ReadAsync($"/v1/positions?question_id=q{comment}&stance={stance}&count=true&limit=1")).Body!["total"]!.ToString();

    private static async Task LoadAsync(HttpClient client, Vote[] votes)
    {
        await PutAsync(client, [("sources", "polis", new JsonObject { ["title"] = "A conversation on Polis", ["kind"] = "vote" })]);
        await PutAsync(client, votes.Select(vote => vote.Comment).Distinct().Select(comment => ("questions", $"q{comment}", new JsonObject { ["text"] = $"Is comment {comment} right?" })));
        await PutAsync(client, votes.Select(vote => vote.Voter).Distinct().Select(voter => ("actors", $"v{voter}", new JsonObject { ["name"] = $"Participant {voter}", ["kind"] = "person" })));
        await PutAsync(client, votes.Select((vote, index) => ("positions", $"p{index}", vote.ToPosition())));
    }

    private static async Task PutAsync(HttpClient client, IEnumerable<(string Noun, string Id, JsonObject Body)> records)
    {
        foreach (var batch in records.Chunk(32))
        {
            var answers = await Task.WhenAll(batch.Select(record => client.ReplaceAsync(record.Noun, record.Id, record.Body)));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
        }
    }

    private sealed record Vote(string Comment, string Voter, string Value, long At)
    {
        public JsonObject ToPosition() => new()
        {
            ["actor_id"] = $"v{Voter}",
            ["question_id"] = $"q{Comment}",
            ["stance"] = Stances[Value],
            ["modality"] = "asserted",
            ["capacity"] = "personal",
            ["attribution"] = "document",
            ["stated_on"] = Instant.Write(At),
            ["citations"] = new JsonArray(new JsonObject { ["source_id"] = "polis" }),
        };
    }
}
