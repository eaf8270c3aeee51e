using System.Globalization;
using System.Text.Json.Nodes;
using StanceApi.Values;

namespace StanceApi.Transfer;

/// <summary>
/// The exported files of a Polis conversation as a mixed file: the conversation is a source, comments are questions, participants actors that belong to
/// it without names, each vote a position at its instant: 1 supports, -1 opposes, 0 (pass) is undecided. Everything else is counted.
/// </summary>
internal sealed class PolisConversion
{
    private readonly PolisFiles files;
    private readonly Conversion output;
    private readonly string prefix;
    private readonly HashSet<long> comments = [];

    private PolisConversion(PolisFiles files, Conversion output, string prefix) => (this.files, this.output, this.prefix) = (files, output, prefix);

    private string Source => $"{prefix}-conversation";

    /// <summary>Converts a folder with comments.csv and votes.csv, and summary.csv where there is one; ids begin with the prefix, the folder's name where there is none.</summary>
    /// <exception cref="ConversionException">A file is missing or cannot be read; the message names it, with line and column.</exception>
    public static ConversionReport Convert(string folder, Stream mixed, string? prefix = null)
    {
        var output = new Conversion(mixed);
        new PolisConversion(new PolisFiles(folder), output, prefix ?? Conversion.Prefix(Path.GetFullPath(folder))).Write();
        return output.Report;
    }

    private void Write()
    {
        WriteSource();
        foreach (var comment in files.Rows("comments.csv", "comment-id", "comment-body")) WriteComment(comment);
        var participants = new SortedSet<long>();
        foreach (var vote in files.Rows("votes.csv", "timestamp", "comment-id", "voter-id", "vote")) participants.Add(vote.Number("voter-id"));
        foreach (var participant in participants) WriteParticipant(participant);
        var votes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var vote in files.Rows("votes.csv", "timestamp", "comment-id", "voter-id", "vote")) WriteVote(vote, votes);
        LeaveParticipants(participants);
    }

    /// <summary>What the file of participants has besides their votes, which are in votes.csv with their times.</summary>
    private void LeaveParticipants(SortedSet<long> voters)
    {
        const string Participants = "participants-votes.csv";
        if (!files.Has(Participants)) return;
        foreach (var participant in files.Rows(Participants, "participant"))
        {
            output.Leave("groups of participants", participant.Has("group-id") ? 1 : 0);
            output.Leave("external ids of participants", participant.Has("xid") ? 1 : 0);
            output.Leave("participants without votes", voters.Contains(participant.Number("participant")) ? 0 : 1);
        }
    }

    private void WriteSource()
    {
        string? topic = null, url = null;
        foreach (var (name, value) in files.Pairs("summary.csv"))
        {
            if (Conversion.Said(value) is not { } said) continue;
            if (name == "topic" && topic is null) topic = said;
            else if (name == "url" && url is null && new UrlRule().IsValid(said)) url = said;
            else output.Leave("rows of summary.csv");
        }

        output.Write(ImportType.Source, new JsonObject
        {
            ["id"] = Source,
            ["title"] = topic ?? $"Polis conversation {prefix}",
            ["kind"] = "vote",
            ["url"] = url,
        });
    }

    private void WriteComment(PolisRow comment)
    {
        var id = comment.Number("comment-id");
        if (Conversion.Said(comment["comment-body"]) is not { } text)
        {
            output.Leave("comments without words");
            return;
        }

        if (!comments.Add(id))
        {
            output.Leave("comments that stand twice");
            return;
        }

        output.Write(ImportType.Question, new JsonObject { ["id"] = Conversion.Id(prefix, "comment", id), ["text"] = text });
        output.Leave("times of comments", comment.Has("timestamp") ? 1 : 0);
        output.Leave("authors of comments", comment.Has("author-id") ? 1 : 0);
        output.Leave("comments with a moderator's decision", comment.Has("moderated") ? 1 : 0);
    }

    private void WriteParticipant(long participant) => output.Write(ImportType.Actor, new JsonObject
    {
        ["id"] = Conversion.Id(prefix, "participant", participant),
        ["name"] = string.Create(CultureInfo.InvariantCulture, $"Participant {participant}"),
        ["kind"] = "person",
        ["identity"] = "anonymous",
        ["source_id"] = Source,
    });

    private void WriteVote(PolisRow vote, Dictionary<string, string> votes)
    {
        var (comment, participant, at) = (vote.Number("comment-id"), vote.Number("voter-id"), vote.Number("timestamp"));
        var stance = vote["vote"].Trim() switch
        {
            "1" => "support",
            "-1" => "oppose",
            "0" => "undecided",
            _ => throw new ConversionException($"{vote.Place}, column vote: '{vote["vote"]}' is neither 1, 0 nor -1."),
        };
        var id = Conversion.Id(prefix, "vote", comment, participant, at);
        if (!comments.Contains(comment)) output.Leave("votes on comments that are not there");
        else if (!votes.TryAdd(id, stance)) output.Leave(votes[id] == stance ? "votes that stand twice" : "votes against another one of the same participant, comment and instant, of which the first counts");
        else output.Write(ImportType.Position, new JsonObject
        {
            ["id"] = id,
            ["actor_id"] = Conversion.Id(prefix, "participant", participant),
            ["question_id"] = Conversion.Id(prefix, "comment", comment),
            ["stance"] = stance,
            ["modality"] = "asserted",
            ["capacity"] = "personal",
            ["attribution"] = "document",
            ["stated_on"] = Instant.Write(DateTimeOffset.FromUnixTimeMilliseconds(at)),
            ["citations"] = new JsonArray(new JsonObject { ["source_id"] = Source }),
        });
    }
}
