using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Parquet;
using Parquet.Schema;

namespace StanceApi.Tests.Transfer;

/// <summary>What tests read of exports, without any code of the service.</summary>
internal static class Exported
{
    /// <summary>The lines of an NDJSON export before its last one, which is verified; and the feed position that they show.</summary>
    public static async Task<(JsonObject[] Lines, string Snapshot)> LinesAsync(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, Encoding.UTF8.GetString(body));
        var lines = Verify(body);
        var snapshot = response.Headers.GetValues("Stance-Snapshot").Single();
        Assert.Equal(snapshot, (string)JsonNode.Parse(Last(body))!["$end"]!["snapshot"]!);
        return (lines, snapshot);
    }

    /// <summary>The lines before the last one, which tells their count and hash.</summary>
    public static JsonObject[] Verify(byte[] body)
    {
        var last = Last(body);
        var end = JsonNode.Parse(last)!["$end"]!;
        var before = body.AsSpan(0, body.Length - last.Length);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(before)), (string)end["sha256"]!);
        JsonObject[] lines = [.. Encoding.UTF8.GetString(before).Split('\n').SkipLast(1).Select(line => JsonNode.Parse(line)!.AsObject())];
        Assert.Equal(lines.Length, (int)end["count"]!);
        return lines;
    }

    /// <summary>Every record of a list, page by page, as it was at a feed position.</summary>
    public static async Task<string[]> PagesAsync(this HttpClient client, string path, string snapshot)
    {
        var items = new List<string>();
        var next = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=7&known_at={snapshot}";
        while (next is not null)
        {
            var page = await client.ReadAsync(next);
            Assert.True(page.Status == HttpStatusCode.OK, page.Body?.ToJsonString());
            items.AddRange(page.Body!["items"]!.AsArray().Select(item => item!.ToJsonString()));
            next = page.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }

        return [.. items];
    }

    /// <summary>The records of a CSV export as JSON, read by the rules of RFC 4180 and those that the README tells.</summary>
    public static async Task<string[]> CsvAsync(this HttpClient client, string path, string[] wholeNumbers)
    {
        var rows = Rows(new UTF8Encoding(false, true).GetString(await client.GetByteArrayAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken)));
        return [.. rows.Skip(1).Select(row => Record(rows[0], row, wholeNumbers).ToJsonString())];
    }

    /// <summary>The records of a Parquet export as JSON, and the metadata of the file.</summary>
    public static async Task<(string[] Records, Dictionary<string, string> Metadata)> ParquetAsync(this HttpClient client, string path)
    {
        await using var file = new MemoryStream(await client.GetByteArrayAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));
        await using var reader = await ParquetReader.CreateAsync(file, cancellationToken: TestContext.Current.CancellationToken);
        var records = new List<string>();
        foreach (var group in reader.RowGroups)
        {
            var columns = new List<(string Name, JsonNode?[] Values)>();
            foreach (var field in reader.Schema.DataFields) columns.Add((field.Name, await ValuesAsync(group, field)));
            for (var row = 0; row < group.RowCount; row++) records.Add(new JsonObject(columns.Select(column => KeyValuePair.Create(column.Name, column.Values[row]))).ToJsonString());
        }

        return ([.. records], reader.CustomMetadata);
    }

    /// <summary>The rows of a CSV text, null where a field is empty.</summary>
    public static string?[][] Rows(string text)
    {
        var (rows, row, place) = (new List<string?[]>(), new List<string?>(), 0);
        while (place < text.Length)
        {
            row.Add(Field(text, ref place));
            if (text[place] == ',')
            {
                place++;
                continue;
            }

            Assert.Equal("\r\n", text.Substring(place, 2));
            place += 2;
            rows.Add([.. row]);
            row.Clear();
        }

        Assert.Empty(row);
        return [.. rows];
    }

    private static string Last(byte[] body)
    {
        Assert.Equal((byte)'\n', body[^1]);
        var begin = body.AsSpan(0, body.Length - 1).LastIndexOf((byte)'\n') + 1;
        return Encoding.UTF8.GetString(body, begin, body.Length - begin);
    }

    private static string? Field(string text, ref int place)
    {
        var begin = place;
        if (text[place] != '"')
        {
            place = text.IndexOfAny([',', '\r'], place);
            var plain = text[begin..place];
            Assert.DoesNotMatch("[\"\n]", plain);
            return plain.Length == 0 ? null : plain;
        }

        for (place++; text[place] != '"' || text[place + 1] == '"'; place++)
        {
            if (text[place] == '"') place++;
        }

        place++;
        return text[(begin + 1)..(place - 1)].Replace("\"\"", "\"", StringComparison.Ordinal);
    }

    private static JsonObject Record(string?[] names, string?[] fields, string[] wholeNumbers)
    {
        Assert.Equal(names.Length, fields.Length);
        return new JsonObject(names.Zip(fields, (name, field) => KeyValuePair.Create(name!, Value(field, isNumber: wholeNumbers.Contains(name)))));
    }

    private static JsonNode? Value(string? field, bool isNumber) => field switch
    {
        null => null,
        ['[' or '{', ..] when IsJson(field) => JsonNode.Parse(field),
        "true" or "false" => JsonNode.Parse(field),
        _ when isNumber => JsonValue.Create(long.Parse(field, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(field),
    };

    private static bool IsJson(string field)
    {
        try
        {
            return JsonNode.Parse(field) is not null;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static async Task<JsonNode?[]> ValuesAsync(ParquetRowGroupReader group, DataField field)
    {
        var rows = (int)group.RowCount;
        if (field is DateTimeDataField)
        {
            Assert.False(field.IsNullable);
            var instants = new DateTime[rows];
            await group.ReadAsync<DateTime>(field, instants, null, TestContext.Current.CancellationToken);
            return [.. instants.Select(instant => JsonValue.Create(instant.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)))];
        }

        if (field.ClrType == typeof(long)) return await NumbersAsync<long>(group, field, rows, value => JsonValue.Create(value));
        if (field.ClrType == typeof(bool)) return await NumbersAsync<bool>(group, field, rows, value => JsonValue.Create(value));
        var texts = new string[rows];
        await group.ReadAsync(field, texts, null, TestContext.Current.CancellationToken);
        return [.. texts.Select(text => Value(text, isNumber: false))];
    }

    private static async Task<JsonNode?[]> NumbersAsync<T>(ParquetRowGroupReader group, DataField field, int rows, Func<T, JsonNode> of)
        where T : struct
    {
        if (!field.IsNullable)
        {
            var values = new T[rows];
            await group.ReadAsync<T>(field, values, null, TestContext.Current.CancellationToken);
            return [.. values.Select(of)];
        }

        var optional = new T?[rows];
        await group.ReadAsync<T>(field, optional, null, TestContext.Current.CancellationToken);
        return [.. optional.Select(value => value is { } known ? of(known) : null)];
    }
}
