using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using StanceApi.Values;
using Sylvan.Data.Csv;

namespace StanceApi.Transfer;

/// <summary>
/// The exported files of a Polis conversation as a mixed file: the conversation is a source, comments are questions, participants actors that belong to
/// it without names, each vote a position at its instant: 1 supports, -1 opposes, 0 (pass) is undecided. Everything else is counted.
/// </summary>
internal sealed class PolisConversion
{
    private static readonly CsvDataReaderOptions Options = new()
    {
        Delimiter = ',',
        CsvStyle = CsvStyle.Standard,
        ResultSetMode = ResultSetMode.SingleResult,
        BufferSize = 65_536,
        MaxBufferSize = 16_777_216,
    };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string folder;
    private readonly Conversion output;
    private readonly string prefix;
    private readonly HashSet<long> comments = [];

    private PolisConversion(string folder, Conversion output, string prefix) => (this.folder, this.output, this.prefix) = (folder, output, prefix);

    private string Source => $"{prefix}-conversation";

    /// <summary>Converts a folder with comments.csv and votes.csv, and summary.csv where there is one; ids begin with the prefix, the folder's name where there is none.</summary>
    /// <exception cref="ConversionException">A file is missing or cannot be read; the message names it, with line and column.</exception>
    public static ConversionReport Convert(string folder, Stream mixed, string? prefix = null)
    {
        var output = new Conversion(mixed);
        new PolisConversion(folder, output, prefix ?? Conversion.Prefix(Path.GetFullPath(folder))).Write();
        return output.Report;
    }

    private void Write()
    {
        WriteSource();
        foreach (var comment in Rows("comments.csv", "comment-id", "comment-body")) WriteComment(comment);
        var participants = new SortedSet<long>();
        foreach (var vote in Rows("votes.csv", "timestamp", "comment-id", "voter-id", "vote")) participants.Add(Number(vote, "voter-id"));
        foreach (var participant in participants) WriteParticipant(participant);
        var votes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var vote in Rows("votes.csv", "timestamp", "comment-id", "voter-id", "vote")) WriteVote(vote, votes);
        LeaveParticipants(participants);
    }

    /// <summary>What the file of participants has besides their votes, which are in votes.csv with their times.</summary>
    private void LeaveParticipants(SortedSet<long> voters)
    {
        const string Participants = "participants-votes.csv";
        if (!File.Exists(Path.Combine(folder, Participants))) return;
        foreach (var participant in Rows(Participants, "participant"))
        {
            output.Leave("groups of participants", participant.Has("group-id") ? 1 : 0);
            output.Leave("external ids of participants", participant.Has("xid") ? 1 : 0);
            output.Leave("participants without votes", voters.Contains(Number(participant, "participant")) ? 0 : 1);
        }
    }

    private void WriteSource()
    {
        var summary = ReadSummary();
        var url = Conversion.Said(summary.GetValueOrDefault("url"));
        var isAddress = new UrlRule().IsValid(url);
        output.Leave("rows of summary.csv", summary.Count(row => row.Key != "topic" && !(row.Key == "url" && isAddress) && Conversion.Said(row.Value) is not null));
        output.Write(ImportType.Source, new JsonObject
        {
            ["id"] = Source,
            ["title"] = Conversion.Said(summary.GetValueOrDefault("topic")) ?? $"Polis conversation {prefix}",
            ["kind"] = "vote",
            ["url"] = isAddress ? url : null,
        });
    }

    /// <summary>What the conversation is called; a name and a value in each line, none where there is no such file.</summary>
    private Dictionary<string, string> ReadSummary()
    {
        var path = Path.Combine(folder, "summary.csv");
        if (!File.Exists(path)) return [];
        var lines = Guard(path, 1, () => File.ReadAllLines(path, Utf8)).Select(line => line.Split(',', 2)).Where(parts => parts.Length == 2);
        return lines.GroupBy(parts => parts[0]).ToDictionary(group => group.Key, group => group.First()[1].Trim().Trim('"'));
    }

    private void WriteComment(Row comment)
    {
        var id = Number(comment, "comment-id");
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

    private void WriteVote(Row vote, HashSet<string> votes)
    {
        var (comment, participant, at) = (Number(vote, "comment-id"), Number(vote, "voter-id"), Number(vote, "timestamp"));
        var stance = vote["vote"].Trim() switch
        {
            "1" => "support",
            "-1" => "oppose",
            "0" => "undecided",
            _ => throw new ConversionException($"{vote.Place}, column vote: '{vote["vote"]}' is neither 1, 0 nor -1."),
        };
        var id = Conversion.Id(prefix, "vote", comment, participant, at);
        if (!comments.Contains(comment)) output.Leave("votes on comments that are not there");
        else if (!votes.Add(id)) output.Leave("votes that stand twice");
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

    private static long Number(Row row, string column) =>
        long.TryParse(row[column], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 253_402_300_799_999
            ? number
            : throw new ConversionException($"{row.Place}, column {column}: '{row[column]}' is no number that can stand there.");

    private IEnumerable<Row> Rows(string name, params string[] needed)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path)) throw new ConversionException($"There is no {name} in {folder}. A Polis export has comments.csv and votes.csv.");
        using var text = new StreamReader(path, Utf8);
        using var reader = Guard(path, 1, () => CsvDataReader.Create(text, Options));
        var columns = reader.GetColumnSchema().GroupBy(column => column.ColumnName).ToDictionary(group => group.Key, group => group.First().ColumnOrdinal!.Value);
        if (needed.FirstOrDefault(column => !columns.ContainsKey(column)) is { } missing) throw new ConversionException($"{name}, line 1: there is no column {missing}.");
        for (var line = 2L; Guard(path, line, reader.Read);)
        {
            yield return new Row(name, line, columns, reader);
            line += Math.Max(1, reader.GetRawRecordSpan().Count('\n'));
        }
    }

    private static T Guard<T>(string path, long line, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is FormatException or InvalidDataException)
        {
            throw new ConversionException($"{Path.GetFileName(path)} is not CSV in UTF-8 from line {line} on.", failure);
        }
        catch (DecoderFallbackException failure)
        {
            // The reader decodes ahead of the row that it stands at.
            throw new ConversionException($"{Path.GetFileName(path)}, line {NotUtf8(path) ?? line} is not UTF-8. Save the file as UTF-8.", failure);
        }
    }

    /// <summary>The first line of a file that is not UTF-8.</summary>
    private static long? NotUtf8(string path)
    {
        var scanner = new RecordScanner(ImportFormat.Csv, long.MaxValue);
        var block = new byte[65_536];
        using var file = File.OpenRead(path);
        for (int length; scanner.NotUtf8 is null && (length = file.Read(block)) > 0;) scanner.Scan(block.AsSpan(0, length));
        scanner.End();
        return scanner.NotUtf8;
    }

    /// <summary>A row of a file, as long as the reader stands at it.</summary>
    private sealed record Row(string File, long Line, Dictionary<string, int> Columns, CsvDataReader Reader)
    {
        public string Place => string.Create(CultureInfo.InvariantCulture, $"{File}, line {Line}");

        public string this[string column] => Reader.GetString(Columns[column]);

        public bool Has(string column) => Columns.TryGetValue(column, out var index) && Reader.GetString(index).Length > 0;
    }
}
