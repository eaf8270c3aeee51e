using System.Net;
using System.Text;

namespace StanceApi.Tests.Http;

/// <summary>Paths that are not there, ids that are none, and methods that a path does not take.</summary>
public sealed class BadPathTests(BadInputStore store) : IClassFixture<BadInputStore>
{
    private static readonly string[] Verbs = ["GET", "PUT", "PATCH", "DELETE"];

    private static readonly string[] BadIds =
    [
        "A", "a%20b", "%20a", "a%20", "-a", ".a", "_a", "a%2Fb", "a%0A", "caf%C3%A9", "%FF", "%ED%A0%80", "a;b=c", "a,b", "a:b", "a*", "'", "%22",
        "a%25", "(a)", "a@b", "a=b", "%7Bid%7D", "{id}", "$type", "__proto__",
        new('a', 129), new('a', 5_000),
    ];

    private static readonly BadRequestTable Paths = new(_ => [.. IdRows(), .. UnknownRows()]);
    private static readonly BadRequestTable Methods = new(_ => MethodRows());

    public static TheoryData<string, string> PathCases => Paths.Cases;

    public static TheoryData<string, string> MethodCases => Methods.Cases;

    public static TheoryData<string> Nouns => [.. World.Nouns];

    [Theory, MemberData(nameof(PathCases))]
    public Task A_path_that_names_nothing_is_refused(string noun, string description) => store.RefusesAsync(noun, Paths[noun, description]);

    [Theory, MemberData(nameof(MethodCases))]
    public Task A_method_that_a_path_does_not_take_is_answered_with_those_it_takes(string noun, string description) => store.RefusesAsync(noun, Methods[noun, description]);

    [Theory, MemberData(nameof(Nouns))]
    public async Task Allow_names_every_method_of_a_path_and_HEAD(string noun)
    {
        var scene = new Scene(store, noun);
        Assert.Equal(["GET", "HEAD", "POST"], await AllowedAsync(scene.Request("PATCH", scene.List)));
        Assert.Equal(["DELETE", "GET", "HEAD", "PATCH", "PUT"], await AllowedAsync(scene.Request("POST", scene.Existing)));
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_percent_encoded_id_is_the_same_id(string noun)
    {
        var id = store.Existing[noun];
        var encoded = string.Concat(id.Select(letter => $"%{(int)letter:X2}"));
        using var response = await store.SendAsync(new HttpRequestMessage(HttpMethod.Get, Raw(store, $"/v1/{noun}/{encoded}")));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Limits:BodyBytes", "2048");
        using var client = host.Reader();
        foreach (var scene in World.Nouns.Select(noun => new Scene(store, noun)))
        {
            foreach (var verb in new[] { "POST", "PUT", "PATCH" })
            {
                await IsTooLargeAsync(client, scene.Write(verb, Large(2_049)), isChunked: false);
                await IsTooLargeAsync(client, scene.Write(verb, Large(2_049)), isChunked: true);
            }

            using var taken = await client.SendAsync(scene.Write("POST", Large(2_048)), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, taken.StatusCode);
        }
    }

    private static IEnumerable<BadRequest> IdRows() => BadIds.Select(id => new BadRequest(
        $"the id {(id.Length > 200 ? "of 5000 letters" : id)}", 400, "invalid_id", "/id", scene => Verbs.Select(verb => At(scene, verb, $"{scene.List}/{id}"))) { In = "path" });

    private static IEnumerable<BadRequest> UnknownRows()
    {
        yield return Unknown("a segment too many", scene => $"{scene.Existing}/unheard-of");
        yield return Unknown("two segments too many", scene => $"{scene.Existing}/unheard-of/a");
        yield return Unknown("an empty segment before the id", scene => $"{scene.List}//a");
        yield return Unknown("another version", scene => $"/v2/{scene.Noun}");
        yield return Unknown("no version", scene => $"/{scene.Noun}");
        yield return Unknown("the singular", scene => $"/v1/{scene.Noun[..^1]}");
        yield return Unknown("a letter too many", scene => $"{scene.List}x");
        yield return Unknown("an extension", scene => $"{scene.List}.json");
        yield return Unknown("a semicolon", scene => $"{scene.List};a=b");
        yield return Unknown("a space", scene => $"{scene.List}%20");
        yield return Unknown("only the version", _ => "/v1");
        yield return Unknown("an encoded slash", scene => $"/v1%2F{scene.Noun}");
    }

    private static IEnumerable<BadRequest> MethodRows()
    {
        foreach (var verb in new[] { "PUT", "PATCH", "DELETE", "TRACE", "QUERY", "PROPFIND", "UNHEARDOF" })
            yield return Method($"{verb} on the list", verb, scene => scene.List);
        foreach (var verb in new[] { "POST", "TRACE", "QUERY", "PROPFIND", "UNHEARDOF" })
            yield return Method($"{verb} on a record", verb, scene => scene.Existing);
        yield return Method("POST on an id that is none", "POST", scene => $"{scene.List}/A");
        foreach (var path in new[] { "/health/live", "/health/ready" })
        {
            foreach (var verb in new[] { "POST", "PUT", "PATCH", "DELETE" })
                yield return Method($"{verb} on {path}", verb, _ => path);
        }
    }

    private static BadRequest Unknown(string description, Func<Scene, string> path) =>
        new(description, 404, "path_not_found", null, scene => Verbs.Append("POST").Select(verb => At(scene, verb, path(scene))));

    private static BadRequest Method(string description, string verb, Func<Scene, string> path) =>
        new(description, 405, "method_not_allowed", null, scene => [At(scene, verb, path(scene))]) { Header = "Allow" };

    private static HttpRequestMessage At(Scene scene, string verb, string path)
    {
        var request = verb is "GET" or "DELETE" or "TRACE" ? scene.Request(verb, path) : scene.Write(verb, Encoding.UTF8.GetBytes(scene.Full.Text), at: path);
        request.RequestUri = Raw(scene.Store, path);
        return request;
    }

    /// <summary>The path just as it is written, not as a client would tidy it.</summary>
    private static Uri Raw(BadInputStore store, string path) => new(store.Host.Address.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    /// <summary>An object of so many bytes.</summary>
    private static byte[] Large(int bytes) => Encoding.UTF8.GetBytes($"{{\"unheard_of\":\"{new string('a', bytes - 17)}\"}}");

    private static async Task IsTooLargeAsync(HttpClient client, HttpRequestMessage request, bool isChunked)
    {
        request.Headers.TransferEncodingChunked = isChunked;
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("body_too_large", (string)(await Problems.ReadAsync(response))["code"]!);
    }

    private async Task<string[]> AllowedAsync(HttpRequestMessage request)
    {
        using var response = await store.SendAsync(request);
        return [.. response.Content.Headers.Allow.Order(StringComparer.Ordinal)];
    }
}
