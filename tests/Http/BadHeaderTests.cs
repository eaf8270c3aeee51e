namespace StanceApi.Tests.Http;

/// <summary>Headers that cannot be read or that nothing here can answer.</summary>
public sealed class BadHeaderTests(BadInputStore store) : IClassFixture<BadInputStore>
{
    private static readonly string[] Verbs = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    private static readonly BadRequestTable Headers = new(_ => [.. AcceptRows(), .. ConditionRows(), .. IdempotencyRows()]);
    private static readonly BadRequestTable Keys = new(_ => KeyRows());

    public static TheoryData<string, string> HeaderCases => Headers.Cases;

    public static TheoryData<string, string> KeyCases => Keys.Cases;

    [Theory, MemberData(nameof(HeaderCases))]
    public Task A_header_that_is_malformed_or_asks_too_much_is_refused(string noun, string description) => store.RefusesAsync(noun, Headers[noun, description]);

    [Theory, MemberData(nameof(KeyCases))]
    public Task A_request_without_a_valid_key_is_told_how_to_send_one(string noun, string description) => store.RefusesAsync(noun, Keys[noun, description]);

    private static IEnumerable<BadRequest> AcceptRows()
    {
        foreach (var accept in new[] { "text/csv", "text/html", "application/xml", "application/json;q=0", "application/json;q=0, */*", "image/*", "*/*;q=0", "application/merge-patch+json" })
            yield return new($"Accept: {accept}", 406, "not_acceptable", null, scene => Verbs.Select(verb => Sent(scene, verb, "Accept", accept)));
        foreach (var accept in new[] { "json", "application/", "/json", "application/json;q=", "application/json application/xml", "a/b/c", "@" })
            yield return Bad("Accept", accept, Verbs);
    }

    private static IEnumerable<BadRequest> ConditionRows()
    {
        foreach (var tag in new[] { "1", "abc", "'1'", "\"1", "1\"", "W/1", "w/\"1\"", "\"1\" \"2\"", "*, \"1\"", "\"1\", *", ";", "\"a\"b\"" })
        {
            yield return Bad("If-Match", tag, ["PUT", "PATCH", "DELETE"]);
            yield return Bad("If-None-Match", tag, ["GET", "PUT"]);
        }

        foreach (var tag in new[] { "\"1\"", "W/\"1\"", "\"1\", \"2\"" })
            yield return Bad("If-None-Match", tag, ["PUT"]);
        yield return Bad("If-None-Match", "*", ["PATCH", "DELETE"]);
        yield return new("If-None-Match: * and If-Match", 400, "invalid_header", "/If-Match", scene => new[] { "*", "\"1\"" }.Select(tag =>
        {
            var request = Sent(scene, "PUT", "If-None-Match", "*");
            request.Headers.TryAddWithoutValidation("If-Match", tag);
            return request;
        }))
        { In = "header" };
    }

    private static IEnumerable<BadRequest> IdempotencyRows()
    {
        foreach (var key in new[] { "", "\"\"", "a b", "\"a\"b\"", "\"a", "a,\"b\"", new('k', 256), $"\"{new string('k', 256)}\"", "a\tb" })
            yield return Bad("Idempotency-Key", key, ["POST"]);
        yield return Bad("Idempotency-Key", "a-key", ["GET", "PUT", "PATCH", "DELETE"]);
        yield return new("Idempotency-Key twice", 400, "invalid_header", "/Idempotency-Key", scene =>
        {
            var request = Sent(scene, "POST", "Idempotency-Key", "a");
            request.Headers.TryAddWithoutValidation("Idempotency-Key", "b");
            return [request];
        }) { In = "header" };
    }

    private static IEnumerable<BadRequest> KeyRows()
    {
        yield return new("no key on a write", 401, "unauthorized", null, scene => Verbs.Skip(1).Select(verb => Sent(scene, verb, "Authorization", null))) { Header = "WWW-Authenticate" };
        string[] wrongs =
        [
            "Bearer", "Bearer ", "Bearer an-unknown-key-of-thirty-two-letters-and-more", "Bearer a.b.c", "Bearer ' OR 1=1 --", $"Bearer {new string('k', 4_000)}",
            StanceHost.AdministratorKey, $"Basic {StanceHost.AdministratorKey}", $"Bearer {StanceHost.AdministratorKey}x", $"Bearer {StanceHost.AdministratorKey.ToUpperInvariant()}",
        ];
        foreach (var wrong in wrongs)
            yield return new($"the key {wrong}", 401, "invalid_key", null, scene => Verbs.Select(verb => Sent(scene, verb, "Authorization", wrong))) { Header = "WWW-Authenticate" };
    }

    private static BadRequest Bad(string header, string value, string[] verbs) => new(
        $"{string.Join(' ', verbs)} with {header}: {value}", 400, "invalid_header", $"/{header}", scene => verbs.Select(verb => Sent(scene, verb, header, value)))
    {
        In = "header",
    };

    /// <summary>A request in which only the header is bad; a GET goes to the record and, by the table's other rows, to the list alike.</summary>
    private static HttpRequestMessage Sent(Scene scene, string verb, string header, string? value)
    {
        var request = verb == "GET" ? scene.Request(verb, scene.Existing) : scene.ValidWrite(verb);
        request.Headers.Remove(header);
        if (value is not null) Assert.True(request.Headers.TryAddWithoutValidation(header, value));
        return request;
    }
}
