using System.Text;

namespace StanceApi.Tests.Http;

/// <summary>Bodies that cannot be read, or that are not declared as what they are: refused by every noun and every verb that takes a body.</summary>
public sealed class BadInputTests(BadInputStore store) : IClassFixture<BadInputStore>
{
    private const int DeepestTaken = 32;

    private static readonly BadRequestTable Unreadable = new(_ => UnreadableRows());
    private static readonly BadRequestTable Undeclared = new(_ => UndeclaredRows());
    private static readonly BadRequestTable TooDeep = new(_ => TooDeepRows());

    public static TheoryData<string, string> UnreadableCases => Unreadable.Cases;

    public static TheoryData<string, string> UndeclaredCases => Undeclared.Cases;

    public static TheoryData<string, string> TooDeepCases => TooDeep.Cases;

    public static TheoryData<string> Nouns => [.. World.Nouns];

    [Theory, MemberData(nameof(UnreadableCases))]
    public Task A_body_that_is_no_JSON_object_is_refused(string noun, string description) => store.RefusesAsync(noun, Unreadable[noun, description]);

    [Theory, MemberData(nameof(UndeclaredCases))]
    public Task A_body_of_another_type_or_coding_is_refused(string noun, string description) => store.RefusesAsync(noun, Undeclared[noun, description]);

    [Theory, MemberData(nameof(TooDeepCases))]
    public Task A_body_nested_deeper_than_32_is_refused(string noun, string description) => store.RefusesAsync(noun, TooDeep[noun, description]);

    [Theory, MemberData(nameof(Nouns))]
    public Task A_body_nested_32_deep_is_not_called_too_deep(string noun) => store.RefusesAsync(
        noun,
        BadRequest.OfBody("32 levels", 400, "unknown_member", "/unheard_of", scene => scene.Full.Adding("", $"\"unheard_of\":{Nested(DeepestTaken - 1)}")));

    [Theory, MemberData(nameof(Nouns))]
    public async Task The_body_that_the_tables_make_bad_is_good_and_has_every_member(string noun)
    {
        var scene = new Scene(store, noun);
        foreach (var member in Member.Of(FullBody.Input(noun)).Where(member => member.Pointer != "/id"))
            Assert.True(scene.Full.At(member.Pointer) is not null, member.Pointer);

        foreach (var verb in new[] { "POST", "PUT", "PATCH" })
        {
            using var request = scene.ValidWrite(verb, "?validate_only=true");
            using var response = await store.SendAsync(request);
            Assert.True((int)response.StatusCode == 200, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    private static IEnumerable<BadRequest> UnreadableRows() =>
    [
        Bytes("no bytes", "empty_body", []),
        Bytes("invalid UTF-8: a lone continuation byte", "invalid_utf8", [.. "{\"text\":\""u8, 0x80, .. "\"}"u8]),
        Bytes("invalid UTF-8: an overlong slash", "invalid_utf8", [.. "{\"text\":\""u8, 0xC0, 0xAF, .. "\"}"u8]),
        Bytes("invalid UTF-8: a surrogate", "invalid_utf8", [.. "{\"text\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8]),
        Bytes("invalid UTF-8: beyond U+10FFFF", "invalid_utf8", [.. "{\"text\":\""u8, 0xF4, 0x90, 0x80, 0x80, .. "\"}"u8]),
        Bytes("UTF-16", "invalid_utf8", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{}")]),
        Text("only white space", "invalid_json", " \n\t "),
        Text("a byte order mark", "invalid_json", "\uFEFF{}"),
        Text("malformed", "invalid_json", "{name}"),
        Text("single quotes", "invalid_json", "{'id':'a'}"),
        Text("no colon", "invalid_json", "{\"id\" \"a\"}"),
        Text("truncated in an object", "invalid_json", "{\"id\":\"a\""),
        Text("truncated in a text", "invalid_json", "{\"id\":\"a"),
        Text("truncated in an escape", "invalid_json", "{\"id\":\"\\u00"),
        Text("truncated in a number", "invalid_json", "{\"id\":-"),
        Text("two values", "invalid_json", "{}{}"),
        Text("a comma after the value", "invalid_json", "{},"),
        Text("a trailing comma in an object", "invalid_json", "{\"id\":\"a\",}"),
        Text("a trailing comma in a list", "invalid_json", "{\"tags\":[1,]}"),
        Text("a comment of a line", "invalid_json", "{} // nothing"),
        Text("a comment in the middle", "invalid_json", "{/* nothing */}"),
        Text("a number that JSON does not know: NaN", "invalid_json", "{\"id\":NaN}"),
        Text("a number that JSON does not know: 01", "invalid_json", "{\"id\":01}"),
        Text("a number that JSON does not know: 0x10", "invalid_json", "{\"id\":0x10}"),
        Text("a word in capitals", "invalid_json", "{\"id\":NULL}"),
        Text("a control character in a text", "invalid_json", "{\"id\":\"a\nb\"}"),
        Text("an unknown escape", "invalid_json", "{\"id\":\"\\x41\"}"),
        Text("a form", "invalid_json", "id=a&name=b"),
        Text("a list at the top", "wrong_type", "[]"),
        Text("a list of an object at the top", "wrong_type", "[{}]"),
        Text("a text at the top", "wrong_type", "\"text\""),
        Text("a number at the top", "wrong_type", "1"),
        Text("a boolean at the top", "wrong_type", "true"),
        Text("null at the top", "wrong_type", "null"),
    ];

    private static IEnumerable<BadRequest> UndeclaredRows()
    {
        string[] others =
        [
            "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
            "application/jsonx", "application/*", "json", ";", "application/json; charset=utf-16", "application/json; charset=iso-8859-1",
        ];
        foreach (var type in others)
            yield return Declared(type, "POST PUT PATCH", _ => type);
        yield return Declared("none", "POST PUT PATCH", _ => null);
        yield return Declared("that of a merge patch", "POST PUT", _ => "application/merge-patch+json");
        yield return Declared("that of a record", "PATCH", _ => "application/json");
        yield return Declared("a merge patch in UTF-16", "PATCH", _ => "application/merge-patch+json; charset=utf-16");
        foreach (var coding in new[] { "gzip", "br", "identity, gzip", "unheard-of" })
            yield return Declared($"its own with the coding {coding}", "POST PUT PATCH", Scene.MediaType, coding);
    }

    private static IEnumerable<BadRequest> TooDeepRows()
    {
        foreach (var depth in new[] { DeepestTaken, 100, 10_000, 100_000 })
            yield return Text($"{depth + 1} levels of lists", "too_deep", $"{{\"unheard_of\":{Nested(depth)}}}");
        yield return Text("33 levels of objects", "too_deep", string.Concat(Enumerable.Repeat("{\"a\":", DeepestTaken + 1)) + "1" + new string('}', DeepestTaken + 1));
        yield return Text("33 levels in a member of the service's own", "too_deep", $"{{\"version\":{Nested(DeepestTaken)}}}");
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static BadRequest Text(string description, string code, string body) => BadRequest.OfBody(description, 400, code, "", _ => body);

    private static BadRequest Bytes(string description, string code, byte[] body) => new(
        description, 400, code, "", scene => new[] { "POST", "PUT", "PATCH" }.Select(verb => scene.Write(verb, body)));

    private static BadRequest Declared(string description, string verbs, Func<string, string?> type, string? coding = null) => new(
        description, 415, "unsupported_media_type", coding is null ? "/Content-Type" : "/Content-Encoding",
        scene => verbs.Split(' ').Select(verb => Declare(scene.ValidWrite(verb), type(verb), coding)))
    {
        In = "header",
    };

    private static HttpRequestMessage Declare(HttpRequestMessage request, string? type, string? coding)
    {
        request.Content!.Headers.Remove("Content-Type");
        if (type is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (coding is not null) request.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        return request;
    }
}
