using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using StanceApi.Transfer;

namespace StanceApi.Tests.Transfer;

/// <summary>The files of a Polis conversation become a mixed file: comments are questions, votes positions.</summary>
public sealed class PolisImportTests : IDisposable
{
    private const string Comments = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n1,x,1,7,1,0,1,\"Parks, not roads\"\n2,x,2,7,0,0,-1,Roads\n3,x,3,7,0,0,1,\n";
    private const string Votes = "timestamp,datetime,comment-id,voter-id,vote\n1658933760180,x,1,4,1\n1658933844092,x,1,5,-1\n1658933844093,x,2,4,0\n1658933844093,x,2,4,0\n1658933844094,x,9,4,1\n";

    private readonly string folder = Directory.CreateTempSubdirectory("stance-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_conversation_gives_the_counts_that_are_published_of_it()
    {
        var published = Path.GetDirectoryName(ReferenceData.PathOf("data/polis-london/votes.csv"))!;
        var (report, file) = Convert(published);
        await using var host = await StanceHost.StartAsync();
        using var client = host.Writer();

        var imported = await client.ImportAsync("", file);
        var again = await client.ImportAsync("", file);

        Assert.True(imported.Status == HttpStatusCode.OK, imported.Body!.ToJsonString());
        Assert.Equal((int)imported.Body!["processed"]!, (int)again.Body!["unchanged"]!);
        Assert.Equal((6, 24, 39), (report.Unmapped["rows of summary.csv"], report.Unmapped["groups of participants"], report.Unmapped["times of comments"]));
        Assert.Equal((39L, 26L, 640L), (report.Lines[ImportType.Question], report.Lines[ImportType.Actor], report.Lines[ImportType.Position]));
        foreach (var comment in ReferenceData.Rows("data/polis-london/comments.csv"))
        {
            Assert.Equal(comment["agrees"], await CountAsync(client, comment["comment-id"], "support"));
            Assert.Equal(comment["disagrees"], await CountAsync(client, comment["comment-id"], "oppose"));
        }

        var stances = 0;
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await client.ReadAsync($"/v1/stances?limit=500{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}")).Body!;
            stances += page["items"]!.AsArray().Count;
            cursor = (string?)page["next"];
        }

        Assert.Equal(638, stances);
    }

    [Fact]
    public async Task Votes_are_positions_and_what_has_no_place_is_counted()
    {
        Write(Comments, Votes, "topic,\"Parks, or roads?\"\nurl,https://pol.is/example\nviews,27\nvoters,\n");
        File.WriteAllText(Path.Combine(folder, "participants-votes.csv"), "participant,xid,group-id,n-votes,1,2\n4,abc,1,2,1,0\n5,,0,1,-1,\n6,,,0,,\n");
        var (report, file) = Convert(folder, "parks");
        await using var host = await StanceHost.StartAsync();
        using var client = host.Writer();

        var imported = await client.ImportAsync("", file);

        Assert.True(imported.Status == HttpStatusCode.OK, imported.Body!.ToJsonString());
        var position = (await client.ReadAsync("/v1/positions/parks-vote-2-4-1658933844093")).Body!;
        Assert.Equal(("undecided", "2022-07-27T14:57:24.093000Z", "parks-participant-4"), ((string)position["stance"]!, (string)position["stated_on"]!, (string)position["actor_id"]!));
        var source = (await client.ReadAsync("/v1/sources/parks-conversation")).Body!;
        Assert.Equal(("Parks, or roads?", "https://pol.is/example"), ((string)source["title"]!, (string)source["url"]!));
        Assert.Equal("anonymous", (string)(await client.ReadAsync("/v1/actors/parks-participant-4")).Body!["identity"]!);
        Assert.Equal(3, report.Lines[ImportType.Position]);
        Assert.Equal(
            [
                "authors of comments 2", "comments with a moderator's decision 2", "comments without words 1", "external ids of participants 1", "groups of participants 2",
                "participants without votes 1", "rows of summary.csv 1", "times of comments 2", "votes on comments that are not there 1", "votes that stand twice 1",
            ],
            report.Unmapped.Select(left => string.Create(CultureInfo.InvariantCulture, $"{left.Key} {left.Value}")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_vote_against_another_one_of_the_same_moment_is_counted_apart()
    {
        Write(Comments, Votes + "1658933760180,x,1,4,-1\n");

        var (report, file) = Convert(folder, "parks");

        Assert.Equal(1, report.Unmapped["votes against another one of the same participant, comment and instant, of which the first counts"]);
        Assert.Equal(1, report.Unmapped["votes that stand twice"]);
        Assert.Matches("\"id\":\"parks-vote-1-4-1658933760180\",[^\n]*\"stance\":\"support\"", file);
    }

    [Fact]
    public void A_folder_that_is_no_conversation_is_refused_with_file_line_and_column()
    {
        Assert.Contains("comments.csv", Refusal(), StringComparison.Ordinal);
        Write(Comments, Votes.Replace("voter-id", "voter", StringComparison.Ordinal));
        Assert.Contains("votes.csv, line 1: there is no column voter-id", Refusal(), StringComparison.Ordinal);
        Write(Comments, Votes.Replace(",5,-1", ",5,yes", StringComparison.Ordinal));
        Assert.Contains("votes.csv, line 3, column vote: 'yes'", Refusal(), StringComparison.Ordinal);
        Write(Comments, Votes.Replace("1658933760180", "yesterday", StringComparison.Ordinal));
        Assert.Contains("votes.csv, line 2, column timestamp", Refusal(), StringComparison.Ordinal);
        Write(Comments + "4,x,4,7,0,0,1,\"open", Votes);
        Assert.Contains("comments.csv is not CSV in UTF-8 from line 5", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("comments.csv", 0)]
    [InlineData("comments.csv", 3)]
    [InlineData("votes.csv", 1_999)]
    [InlineData("votes.csv", 9_999)]
    [InlineData("summary.csv", 1)]
    public void A_file_in_another_encoding_is_refused_with_the_line_that_shows_it(string name, int line)
    {
        Write(Comments + "4,x,4,7,0,0,1,More", Votes + string.Concat(Enumerable.Range(0, 10_000).Select(number => $"16589338{number + 10_000},x,1,6,1\n")), "topic,Parks\nurl,https://pol.is/example\n");
        var lines = File.ReadAllLines(Path.Combine(folder, name));
        lines[line] += "é";
        File.WriteAllText(Path.Combine(folder, name), string.Join('\n', lines), Encoding.Latin1);

        Assert.Equal($"{name}, line {line + 1} is not UTF-8. Save the file as UTF-8.", Refusal());
    }

    [Fact]
    public void A_summary_is_read_as_csv()
    {
        Write(Comments, Votes, "\uFEFFtopic,\"Parks, \"\"roads\"\"\nor both?\"\r\n\r\nurl,https://pol.is/example\r\nconversation-description,\"One\n\nTwo\"\r\ntopic,Another\r\n");

        var (report, file) = Convert(folder);

        var source = JsonNode.Parse(file.Split('\n')[0])!["data"]!;
        Assert.Equal(("Parks, \"roads\"\nor both?", "https://pol.is/example"), ((string)source["title"]!, (string)source["url"]!));
        Assert.Equal(2, report.Unmapped["rows of summary.csv"]);
    }

    [Theory]
    [InlineData("comments.csv", "4,x,4,7,0,0,1,Parks, not roads", 5, 9, 8)]
    [InlineData("comments.csv", "4,x,4,7,0,0,1", 5, 7, 8)]
    [InlineData("votes.csv", "1658933844095,x,1,6,1,1", 7, 6, 5)]
    [InlineData("votes.csv", "1658933844095,x,1,6", 7, 4, 5)]
    [InlineData("participants-votes.csv", "4,5", 3, 2, 1)]
    [InlineData("summary.csv", "topic,Parks, or roads?", 2, 3, 2)]
    [InlineData("summary.csv", "topic", 2, 1, 2)]
    public void A_row_of_more_or_fewer_fields_is_refused_with_file_and_line(string name, string row, int line, int fields, int expected)
    {
        Write(Comments, Votes, "views,27\n");
        File.WriteAllText(Path.Combine(folder, "participants-votes.csv"), "participant\n4\n");
        File.AppendAllText(Path.Combine(folder, name), row + "\n");

        Assert.StartsWith($"{name}, line {line}: the row has {fields} fields, and {expected} belong there.", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("summary.csv", "views,27\ntopic,", 2)]
    [InlineData("summary.csv", "views,27\ntopic,\"", 2)]
    [InlineData("votes.csv", "", 1)]
    [InlineData("comments.csv", Comments + "4,x,4,7,0,0,1,", 5)]
    public void A_row_without_an_end_in_sight_is_refused_with_file_and_line(string name, string beginning, int line)
    {
        Write(Comments, Votes, "views,27\n");
        File.WriteAllText(Path.Combine(folder, name), beginning + new string('x', PolisFiles.LongestRow));

        Assert.StartsWith($"{name}, line {line}: the row that begins here has no end within 16777216 characters.", Refusal(), StringComparison.Ordinal);
    }

    private static (ConversionReport Report, string File) Convert(string folder, string? prefix = null)
    {
        using var mixed = new MemoryStream();
        var report = PolisConversion.Convert(folder, mixed, prefix);
        return (report, Encoding.UTF8.GetString(mixed.ToArray()));
    }

    private static async Task<string> CountAsync(HttpClient client, string comment, string stance) =>
        (await client.ReadAsync($"/v1/positions?question_id=polis-london-comment-{comment}&stance={stance}&count=true&limit=1")).Body!["total"]!.ToString();

    [Fact]
    public void An_address_that_is_none_is_left_out_and_counted()
    {
        Write(Comments, Votes, "topic,Parks\nurl,pol.is/example\n");

        var (report, file) = Convert(folder);

        Assert.Equal(1, report.Unmapped["rows of summary.csv"]);
        Assert.DoesNotContain("pol.is/example", file, StringComparison.Ordinal);
    }

    private string Refusal() => Assert.Throws<ConversionException>(() => Convert(folder)).Message;

    private void Write(string comments, string votes, string? summary = null)
    {
        File.WriteAllText(Path.Combine(folder, "comments.csv"), comments);
        File.WriteAllText(Path.Combine(folder, "votes.csv"), votes);
        if (summary is not null) File.WriteAllText(Path.Combine(folder, "summary.csv"), summary);
    }
}
