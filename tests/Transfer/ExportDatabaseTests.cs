using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using StanceApi.Storage;
using StanceApi.Tests.Access;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Transfer;

/// <summary>The database as one file. Always on SQLite; what a server answers instead is skipped where there is none.</summary>
public sealed class ExportDatabaseTests
{
    private const string Path = "/v1/export/stance.db";

    [Fact]
    public async Task The_copy_is_sound_and_holds_everything()
    {
        await using var database = new SqliteDatabase();
        await using var host = await StanceHost.OverAsync(database, "--Seeds:OnEmpty", "true");
        using var client = host.Writer();
        await using var copy = new SqliteDatabase();

        await File.WriteAllBytesAsync(copy.File, await client.GetByteArrayAsync(new Uri(Path, UriKind.Relative), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        using (var connection = new SqliteConnection($"{copy.ConnectionString};Mode=ReadOnly;Pooling=false"))
        {
            connection.Open();
            Assert.Equal("ok", Scalar(connection, "PRAGMA integrity_check"));
            Assert.Equal(44L, Scalar(connection, "SELECT MAX(seq) FROM changes"));
        }

        await using var served = await StanceHost.OverAsync(copy);
        using var reader = served.Reader();
        Assert.Equal((await client.LinesAsync("/v1/export")).Lines.Select(line => line.ToJsonString()), (await reader.LinesAsync("/v1/export")).Lines.Select(line => line.ToJsonString()));
    }

    [Fact]
    public async Task The_copy_is_for_administrators_alone()
    {
        await using var database = new SqliteDatabase();
        await using var host = await StanceHost.OverAsync(database);
        using var administrator = host.Writer();
        using var client = host.Client((await administrator.NewKeyAsync("read", "write", "texts")).Secret);
        using var anybody = host.Reader();

        var answers = new[] { await client.ReadAsync(Path), await anybody.ReadAsync(Path) };

        Assert.Equal([(HttpStatusCode.Forbidden, "forbidden"), (HttpStatusCode.Unauthorized, "unauthorized")], answers.Select(answer => (answer.Status, answer.Code)));
    }

    [Fact]
    public async Task Nothing_is_left_of_a_copy_that_was_sent_or_broken_off()
    {
        await using var database = new SqliteDatabase();
        var folder = System.IO.Path.GetDirectoryName(database.File)!;
        var left = SqliteFiles.NewCopyOf(database.File);
        await File.WriteAllTextAsync(left, "half", TestContext.Current.CancellationToken);
        await using (var host = await StanceHost.OverAsync(database, "--Seeds:OnEmpty", "true"))
        {
            Assert.False(File.Exists(left));
            using var client = host.Writer();
            await client.GetByteArrayAsync(new Uri(Path, UriKind.Relative), TestContext.Current.CancellationToken);
            using (await client.GetAsync(new Uri(Path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken))
            {
                // Hung up.
            }
        }

        Assert.DoesNotContain(Directory.EnumerateFiles(folder), file => file.Contains(".copy-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_administrators_get_it()
    {
        await using var database = new SqliteDatabase();
        await using var host = await StanceHost.OverAsync(database);
        using var stranger = host.Reader();
        using var administrator = host.Writer();

        var refused = await stranger.ReadAsync(Path);
        var head = await administrator.SendAsync(HttpMethod.Head, Path);

        Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (refused.Status, refused.Code));
        Assert.Equal((HttpStatusCode.OK, "application/vnd.sqlite3", true), (head.Status, head.ContentHeaders.ContentType!.MediaType, head.Headers.CacheControl!.NoStore));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity")]
    public async Task It_tells_how_far_it_reaches_and_is_compressed_where_that_is_asked_for(string accepted)
    {
        await using var database = new SqliteDatabase();
        await using var host = await StanceHost.OverAsync(database, "--Seeds:OnEmpty", "true");
        using var client = host.Writer();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", accepted);

        using var answer = await client.GetAsync(new Uri(Path, UriKind.Relative), TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using var plain = accepted switch { "gzip" => new GZipStream(body, CompressionMode.Decompress), "br" => new BrotliStream(body, CompressionMode.Decompress), _ => body };
        using var all = new MemoryStream();
        await plain.CopyToAsync(all, TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Head, Path);
        using var head = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.StartsWith("SQLite format 3", Encoding.ASCII.GetString(all.ToArray()), StringComparison.Ordinal);
        Assert.Equal((all.Length, "44"), (Pages(all.ToArray()), answer.Headers.GetValues("Stance-Snapshot").Single()));
        Assert.Equal(accepted == "identity" ? [] : [accepted], answer.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
        Assert.Equal(("44", null), (head.Headers.GetValues("Stance-Snapshot").Single(), head.Content.Headers.ContentLength));
        Assert.Equal(answer.Content.Headers.ContentEncoding, head.Content.Headers.ContentEncoding);
        Assert.Equal("stance.db", head.Content.Headers.ContentDisposition!.FileName);
    }

    [Fact]
    public async Task A_service_on_a_server_has_no_file()
    {
        Assert.SkipWhen(PostgreSqlCluster.MaySkip, PostgreSqlCluster.Missing ?? "");
        await using var database = await PostgreSqlDatabase.CreateAsync();
        await using var host = await StanceHost.OverAsync(database);
        using var client = host.Writer();

        var refused = await client.ReadAsync(Path);

        Assert.Equal((HttpStatusCode.Conflict, "not_sqlite"), (refused.Status, refused.Code));
    }

    /// <summary>The length that the header of a SQLite file tells: the size of a page times their number (sqlite.org/fileformat.html, 1.3).</summary>
    private static long Pages(byte[] file) => BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(16)) * (long)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(28));

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
