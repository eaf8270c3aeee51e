using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Citations;

/// <summary>The text of a source: kept byte for byte, checked against every citation, refused where it is none.</summary>
public sealed class SourceTextTests(EmptyStore store)
{
    private const string Text = "\uFEFFThe ferry is slow.\r\n\r\n“The bridge” is fast \U0001F309.\r\n";

    private readonly HttpClient client = store.Host.Writer();

    [Fact]
    public async Task A_text_is_kept_byte_for_byte()
    {
        var world = await World.CreateAsync(client);

        var stored = await client.PutTextAsync(world.Source, Text);
        using var read = await client.GetAsync(new Uri($"/v1/sources/{world.Source}/text", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Created, "\"2\"", $"/v1/sources/{world.Source}/text"), (stored.Status, stored.ETag, stored.Headers.Location!.ToString()));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text))), (string?)stored.Body!["source"]!["text_sha256"]);
        Assert.Equal(Encoding.UTF8.GetBytes(Text), await read.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("text/plain; charset=utf-8", read.Content.Headers.ContentType!.ToString());
        Assert.Equal("nosniff", read.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(read.Headers.ETag!.IsWeak);
    }

    [Fact]
    public async Task The_source_shows_its_hash_and_keeps_it_whatever_else_is_written()
    {
        var world = await World.CreateAsync(client);
        var sha256 = (string?)(await client.PutTextAsync(world.Source, Text)).Body!["source"]!["text_sha256"];

        var replaced = await client.ReplaceAsync("sources", world.Source, new JsonObject { ["title"] = "Other minutes", ["kind"] = "speech", ["text_sha256"] = null });
        var changed = await client.ChangeAsync("sources", world.Source, new JsonObject { ["publisher"] = "The town" });
        var sent = await client.SendAsync(HttpMethod.Put, $"/v1/sources/{world.Source}", changed.Body!.ToJsonString());

        Assert.Equal([sha256, sha256, sha256], new[] { replaced, changed, sent }.Select(answer => (string?)answer.Body!["text_sha256"]));
        Assert.Equal(["\"3\"", "\"4\"", "\"4\""], new[] { replaced, changed, sent }.Select(answer => answer.ETag));
    }

    [Fact]
    public async Task A_source_that_is_restored_has_its_text_again()
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync("sources", world.NewSource());
        await client.PutTextAsync(id, Text);
        await client.RetireAsync("sources", id);

        var gone = await client.ReadAsync($"/v1/sources/{id}/text");
        var refused = await client.PutTextAsync(id, "Another.");
        var restored = await client.ReplaceAsync("sources", id, world.NewSource());

        Assert.Equal((HttpStatusCode.Gone, "retired"), (gone.Status, gone.Code));
        Assert.Equal((HttpStatusCode.Gone, "retired"), (refused.Status, refused.Code));
        Assert.NotNull((string?)restored.Body!["text_sha256"]);
        Assert.Equal(Text, await client.TextAsync(id));
    }

    [Fact]
    public async Task The_same_text_again_makes_no_version()
    {
        var world = await World.CreateAsync(client);
        await client.PutTextAsync(world.Source, Text);

        var again = await client.PutTextAsync(world.Source, Text);
        var other = await client.PutTextAsync(world.Source, Text + "More.");

        Assert.Equal((HttpStatusCode.OK, "\"2\"", null), (again.Status, again.ETag, again.Headers.Location));
        Assert.Equal((HttpStatusCode.OK, "\"3\""), (other.Status, other.ETag));
    }

    [Fact]
    public async Task A_text_that_is_only_tried_is_not_kept()
    {
        var world = await World.CreateAsync(client);
        var position = await world.AddAsync("positions", world.NewPosition());

        var tried = await client.PutTextAsync(world.Source, Text, "?validate_only=true");

        Assert.Equal((HttpStatusCode.OK, null, 1, 1), (tried.Status, tried.ETag, (int)tried.Body!["rechecked"]!, (int)tried.Body["citations"]!["not_found"]!));
        Assert.Equal("text_not_found", (await client.ReadAsync($"/v1/sources/{world.Source}/text")).Code);
        Assert.Equal("\"1\"", (await client.ReadAsync($"/v1/positions/{position}")).ETag);
    }

    [Fact]
    public async Task Preconditions_are_about_the_source_and_its_text()
    {
        var world = await World.CreateAsync(client);

        var stale = await client.PutTextAsync(world.Source, Text, headers: ("If-Match", "\"7\""));
        var first = await client.PutTextAsync(world.Source, Text, headers: ("If-Match", "\"1\""));
        var onlyFirst = await client.PutTextAsync(world.Source, "Another.", headers: ("If-None-Match", "*"));
        var other = await World.CreateAsync(client);
        var created = await client.PutTextAsync(other.Source, Text, headers: ("If-None-Match", "*"));

        Assert.Equal((HttpStatusCode.PreconditionFailed, "\"1\"", "/If-Match"), (stale.Status, stale.ETag, stale.Pointers.Single()));
        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal((HttpStatusCode.PreconditionFailed, "/If-None-Match"), (onlyFirst.Status, onlyFirst.Pointers.Single()));
        Assert.Equal(HttpStatusCode.Created, created.Status);
    }

    [Fact]
    public async Task The_text_is_read_as_it_was_then()
    {
        var world = await World.CreateAsync(client);
        await client.PutTextAsync(world.Source, "One.");
        await client.PutTextAsync(world.Source, "Two.");
        var versions = (await client.ReadAsync($"/v1/sources/{world.Source}/history")).Body!["items"]!.AsArray();

        var (first, second) = ((string?)versions[1]!["seq"], (string?)versions[2]!["seq"]);
        using var past = await client.GetAsync(new Uri($"/v1/sources/{world.Source}/text?known_at={first}", UriKind.Relative), TestContext.Current.CancellationToken);
        var before = await client.ReadAsync($"/v1/sources/{world.Source}/text?known_at={second}");

        Assert.Equal("One.", await past.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(first, past.Headers.GetValues("Stance-Snapshot").Single());
        Assert.Equal((HttpStatusCode.NotFound, "text_not_found"), (before.Status, before.Code));
        Assert.Equal("Two.", await client.TextAsync(world.Source));
    }

    [Fact]
    public async Task An_unchanged_text_is_not_sent_again_and_HEAD_tells_its_headers()
    {
        var world = await World.CreateAsync(client);
        await client.PutTextAsync(world.Source, Text);
        var path = $"/v1/sources/{world.Source}/text";
        var tag = (await client.SendAsync(HttpMethod.Head, path)).ETag!;
        await client.CreateAsync("questions", world.NewQuestion());

        var unchanged = await client.ReadAsync(path, ("If-None-Match", tag));
        await client.PutTextAsync(world.Source, "Another.");
        var changed = await client.SendAsync(HttpMethod.Head, path, headers: ("If-None-Match", tag));

        Assert.Equal(HttpStatusCode.NotModified, unchanged.Status);
        Assert.Equal((HttpStatusCode.OK, "text/plain"), (changed.Status, changed.ContentHeaders.ContentType!.MediaType));
    }

    [Theory]
    [InlineData("", "empty_body")]
    [InlineData("00", "invalid_text")]
    [InlineData("61 00 62", "invalid_text")]
    [InlineData("61 ff", "invalid_utf8")]
    [InlineData("ed a0 80", "invalid_utf8")]
    [InlineData("e2 82", "invalid_utf8")]
    [InlineData("c0 80", "invalid_utf8")]
    public async Task What_is_no_text_is_refused(string bytes, string code)
    {
        var world = await World.CreateAsync(client);
        using var content = new ByteArrayContent([.. bytes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(each => Convert.ToByte(each, 16))]);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");

        var answer = await client.PutTextAsync(world.Source, content);

        Assert.Equal((HttpStatusCode.BadRequest, code, ""), (answer.Status, answer.Code, answer.Pointers.Single()));
        Assert.Equal("\"1\"", (await client.ReadAsync($"/v1/sources/{world.Source}")).ETag);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/html")]
    [InlineData("text/plain; charset=iso-8859-1")]
    [InlineData("text/markdown")]
    public async Task Another_content_type_is_refused(string type)
    {
        var world = await World.CreateAsync(client);
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        var answer = await client.PutTextAsync(world.Source, content);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "text/plain"), (answer.Status, answer.Headers.GetValues("Accept").Single()));
    }

    [Fact]
    public async Task A_text_may_have_five_megabytes_and_not_a_byte_more()
    {
        var world = await World.CreateAsync(client);
        var text = new string('x', 5_242_880 - 12) + " The ferry.\n";

        var stored = await client.PutTextAsync(world.Source, text);
        // Refused before the body is sent, so that the answer is always read.
        var tooLarge = await client.PutTextAsync(world.Source, text + "x", headers: ("Expect", "100-continue"));
        var cited = world.NewPosition();
        cited["citations"] = new JsonArray(new JsonObject { ["source_id"] = world.Source, ["quote"] = new JsonObject { ["exact"] = "The ferry." } });
        var citing = await client.CreateAsync("positions", cited);
        var otherBody = await client.SendAsync(HttpMethod.Put, $"/v1/sources/{world.Source}", $"{{\"title\":\"{text}\"}}", headers: ("Expect", "100-continue"));

        Assert.Equal(HttpStatusCode.Created, stored.Status);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (tooLarge.Status, tooLarge.Code));
        Assert.Equal("verified", (string?)citing.Body!["citations"]![0]!["check"]);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (otherBody.Status, otherBody.Code));
        Assert.Equal(text, await client.TextAsync(world.Source));
    }

    [Fact]
    public async Task Only_who_may_write_stores_a_text_and_only_of_a_source_that_is_there()
    {
        var world = await World.CreateAsync(client);
        using var reader = store.Host.Reader();

        var keyless = await reader.PutTextAsync(world.Source, Text);
        var unknown = await client.PutTextAsync(Api.NewId(), Text);
        var unread = await client.ReadAsync($"/v1/sources/{Api.NewId()}/text");
        var noId = await client.PutTextAsync("A", Text);
        var parameter = await client.PutTextAsync(world.Source, Text, "?allow_unverified=true");
        var unacceptable = await client.ReadAsync($"/v1/sources/{world.Source}/text", ("Accept", "application/json"));

        Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (keyless.Status, keyless.Code));
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (unknown.Status, unknown.Code));
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (unread.Status, unread.Code));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_id"), (noId.Status, noId.Code));
        Assert.Equal((HttpStatusCode.BadRequest, "unknown_parameter"), (parameter.Status, parameter.Code));
        Assert.Equal((HttpStatusCode.NotAcceptable, "not_acceptable"), (unacceptable.Status, unacceptable.Code));
    }
}
