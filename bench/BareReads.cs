using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace StanceApi.Bench;

/// <summary>
/// The least that reads of positions can be: a minimal API whose handlers run the service's own statements through Npgsql and write the
/// rows as the service does. It has no snapshot, no feed position, no ETag, no limits and no look at who asks.
/// </summary>
internal static class BareReads
{
    /// <summary>The first argument of the process that is one.</summary>
    public const string Verb = "bare";

    public const string Columns = "id, version, recorded_at, actor_id, question_id, stance, modality, capacity, attribution, anonymity_reason, reported_by, spoken_by, quotation, summary, conditions, stated_on, citations, argument_ids";

    private const string ById = $"SELECT {Columns}\nFROM positions\nWHERE id = @Id";
    private const string Page = $"SELECT {Columns}\nFROM positions\nORDER BY id\nLIMIT @Limit";
    private const string OfQuestion = $"SELECT {Columns}\nFROM positions\nWHERE question_id = @Question\nORDER BY id\nLIMIT @Limit";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly string[] Lists = ["reported_by", "conditions", "citations", "argument_ids"];
    private static readonly (JsonEncodedText Name, bool IsNumber, bool IsList)[] Members =
        [.. Columns.Split(", ").Select(name => (JsonEncodedText.Encode(name), name == "version", Lists.Contains(name)))];

    public static async Task RunAsync(string connectionString, string[] args)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        var builder = WebApplication.CreateSlimBuilder(args);
        // The service writes no line for a request either.
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.MapGet("/health/ready", () => "ready");
        app.MapGet("/v1/positions/{id}", (HttpContext http, string id) => AnswerAsync(http, source, ById, isPage: false, new NpgsqlParameter<string>("Id", id)));
        app.MapGet("/v1/positions", (HttpContext http, string? question_id) => question_id is null
            ? AnswerAsync(http, source, Page, isPage: true, new NpgsqlParameter<int>("Limit", 51))
            : AnswerAsync(http, source, OfQuestion, isPage: true, new NpgsqlParameter<string>("Question", question_id), new NpgsqlParameter<int>("Limit", 51)));
        await app.RunAsync();
    }

    private static async Task AnswerAsync(HttpContext http, NpgsqlDataSource source, string sql, bool isPage, params NpgsqlParameter[] parameters)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var rows = await command.ExecuteReaderAsync(http.RequestAborted);
        http.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter, Options);
        if (isPage) json.WriteStartObject();
        if (isPage) json.WriteStartArray("items");
        for (var count = 0; count < 50 && await rows.ReadAsync(http.RequestAborted); count++) Write(json, rows);
        if (isPage) json.WriteEndArray();
        if (isPage) json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, DbDataReader row)
    {
        json.WriteStartObject();
        for (var column = 0; column < Members.Length; column++)
        {
            var (name, isNumber, isList) = Members[column];
            json.WritePropertyName(name);
            if (row.IsDBNull(column)) json.WriteNullValue();
            else if (isNumber) json.WriteNumberValue(row.GetInt64(column));
            else if (isList) json.WriteRawValue(row.GetString(column), skipInputValidation: true);
            else json.WriteStringValue(row.GetString(column));
        }

        json.WriteEndObject();
    }
}
