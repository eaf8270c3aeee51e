using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace StanceApi.Tests.Http;

/// <summary>
/// Whatever is sent is answered with a documented success or a problem document, never with a fault of the service. A failure
/// prints the seed that makes the same request again.
/// </summary>
public sealed class StrangeRequestTests(BadInputStore store) : IClassFixture<BadInputStore>
{
    private const int Cases = 80;

    private static readonly string[] Verbs = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    private static readonly string[] Parameters =
    [
        "limit", "cursor", "sort", "fields", "expand", "count", "validate_only", "id", "kind", "status", "stance", "actor_id", "source_id", "condition_status", "publisher", "country",
        "stated_on.gte", "published_on.lt", "opened_on.lte", "q", "as_of", "known_at", "format", "check", "noun", "allow_unverified",
    ];

    private static readonly string[] Headers =
    [
        "Accept", "Accept-Language", "Accept-Encoding", "Authorization", "Cookie", "If-Match", "If-None-Match", "If-Modified-Since", "If-Range", "Range", "Idempotency-Key",
        "Origin", "Access-Control-Request-Method", "Content-Type", "Content-Encoding", "Content-Language", "X-HTTP-Method-Override", "X-Forwarded-For", "traceparent", "Prefer", "Upgrade", "Via",
    ];

    private static readonly Gen<string> Noun = Gen.OneOf(World.Nouns);

    private static readonly Gen<string> Verb = Gen.OneOf(Verbs);

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String.Select(text => JsonSerializer.Serialize(text)),
        Gen.OneOf("\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\ufffe\\uffff\"", "\"\\ufdd0\"",
            "\"a\\u0300\\u0301\"", "\"\\u202e\"", "\"2025-10-28\"", "\"9999\"", "\"0001-01-01\"", "\"person\"", "\"anonymous\"", "\"on_record\""));

    private static readonly Gen<string> Leaves = Gen.OneOf(
        Texts,
        Gen.Long.Select(number => FormattableString.Invariant($"{number}")),
        Gen.Double[-1e300, 1e300].Select(number => number.ToString("R", CultureInfo.InvariantCulture)),
        Gen.OneOf("null", "true", "false", "0", "-0", "1", "1e400", "1E-400", "99999999999999999999", "0.1", "2147483648"));

    private static readonly Gen<string> Names = Gen.OneOf(
        Texts,
        Gen.OneOf("id", "version", "recorded_at", "name", "kind", "text", "title", "citations", "conditions", "relations", "roles", "check",
            "text_sha256", "__proto__", "$type").Select(name => $"\"{name}\""));

    private static readonly Gen<string> Documents = Gen.Recursive<string>((depth, self) => depth >= 4
        ? Leaves
        : Gen.OneOf(
            Leaves,
            self.Array[0, 4].Select(items => $"[{string.Join(',', items)}]"),
            Gen.Select(Names, self).Array[0, 5].Select(members => $"{{{string.Join(',', members.Select(member => $"{member.Item1}:{member.Item2}"))}}}")));

    private static readonly Gen<string> Segments = Gen.OneOf(
        Gen.Byte.Array[0, 12].Select(bytes => string.Concat(bytes.Select(each => $"%{each:X2}"))),
        Gen.Char[(char)33, (char)126].Array[0, 12].Select(letters => string.Concat(letters).Replace("#", "%23", StringComparison.Ordinal).Replace("?", "%3F", StringComparison.Ordinal)),
        Gen.OneOf("..", ".", "%2e%2e", "%2F", "%5C", "a%2F..%2Fb", "%", "%G0", "%u0041", "%F0%9F%8C%89", "{id}", "*", ";", "v1", "actors", "history", "text", "citations", "a+b"));

    private static readonly Gen<string> HeaderValues = Gen.OneOf(
        Gen.Char[' ', '~'].Array[0, 40].Select(letters => string.Concat(letters)),
        Gen.OneOf("", "*", "*/*", "\"1\"", "W/\"1\"", "\"", ",", ";", "bytes=0-", "application/json", "application/json;q=0.5;charset=x", "Bearer", "Bearer .", "null", "GET", "gzip, deflate, br"));

    [Fact]
    public Task A_random_document_is_taken_or_refused() => Gen.Select(Noun, Gen.OneOf("POST", "PUT", "PATCH"), Documents).SampleAsync(
        (noun, verb, document) => IsAnsweredAsync(At(noun).Write(verb, Encoding.UTF8.GetBytes(document))), iter: Cases);

    [Fact]
    public Task Random_bytes_are_refused() => Gen.Select(Noun, Gen.OneOf("POST", "PUT", "PATCH"), Gen.Byte.Array[0, 200]).SampleAsync(
        (noun, verb, bytes) => IsAnsweredAsync(At(noun).Write(verb, bytes)), iter: Cases / 2);

    [Fact]
    public Task A_valid_body_that_is_changed_somewhere_is_taken_or_refused() => Gen.Select(Noun, Gen.OneOf("POST", "PUT", "PATCH"), Gen.Int[0, 1_000], Gen.Int[0, 2], Documents).SampleAsync(
        (noun, verb, place, change, document) => IsAnsweredAsync(At(noun).Write(verb, Encoding.UTF8.GetBytes(Changed(At(noun), place, change, document)))), iter: Cases * 2);

    [Fact]
    public Task A_random_query_is_answered_or_refused() => Gen.Select(Noun, Verb, Gen.Select(Gen.OneOf(Gen.OneOf(Parameters), Segments), Segments).Array[0, 5]).SampleAsync(
        (noun, verb, query) => IsAnsweredAsync(Sent(At(noun), verb, $"{Path(At(noun), verb)}?{string.Join('&', query.Select(pair => $"{pair.Item1}={pair.Item2}"))}")), iter: Cases);

    [Fact]
    public Task A_random_path_is_answered_or_refused() => Gen.Select(Noun, Verb, Segments.Array[0, 4]).SampleAsync(
        (noun, verb, segments) => IsAnsweredAsync(Sent(At(noun), verb, $"/v1/{noun}/{string.Join('/', segments)}")), iter: Cases / 2);

    [Fact]
    public Task Random_headers_are_answered_or_refused() => Gen.Select(Noun, Verb, Gen.Select(Gen.OneOf(Headers), HeaderValues).Array[1, 4]).SampleAsync(
        (noun, verb, headers) => IsAnsweredAsync(WithHeaders(At(noun), verb, headers)), iter: Cases);

    private static string Changed(Scene scene, int place, int change, string document)
    {
        var members = Member.Of(FullBody.Input(scene.Noun)).Where(member => member.Pointer != "/id").ToArray();
        var member = members[place % members.Length];
        var cut = member.Pointer.LastIndexOf('/');
        return change switch
        {
            0 when !member.IsItem => scene.Full.Without(member.Pointer),
            1 when !member.IsItem => scene.Full.Adding(member.Pointer[..cut], $"\"{member.Pointer[(cut + 1)..]}\":{document}"),
            _ => scene.Full.With(member.Pointer, document),
        };
    }

    private static HttpRequestMessage WithHeaders(Scene scene, string verb, IEnumerable<(string Name, string Value)> headers)
    {
        var request = Sent(scene, verb, Path(scene, verb));
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static string Path(Scene scene, string verb) => verb is "PUT" or "PATCH" or "DELETE" ? scene.PathOf(verb) : scene.List;

    /// <summary>The path and query just as they are written, with a valid body where the verb takes one.</summary>
    private static HttpRequestMessage Sent(Scene scene, string verb, string path)
    {
        var request = verb is "GET" or "HEAD" or "DELETE" ? scene.Request(verb, "/") : scene.Write(verb, Encoding.UTF8.GetBytes(scene.Full.Text));
        request.RequestUri = new Uri(scene.Store.Host.Address.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        return request;
    }

    private Scene At(string noun) => new(store, noun);

    private async Task IsAnsweredAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await store.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var seen = $"{request.Method} {request.RequestUri}: {(int)response.StatusCode} {text}";
            var isSuccess = response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent or HttpStatusCode.NotModified;
            Assert.True(isSuccess || (int)response.StatusCode is >= 400 and < 500, seen);
            var mediaType = response.Content.Headers.ContentType?.MediaType;
            if (!isSuccess && request.Method == HttpMethod.Head) Assert.True(mediaType == "application/problem+json", seen);
            else if (!isSuccess) await Problems.ReadAsync(response);
            else if (text.Length > 0) Assert.True(mediaType == "application/json" && JsonNode.Parse(text) is JsonObject, seen);
        }
    }
}
