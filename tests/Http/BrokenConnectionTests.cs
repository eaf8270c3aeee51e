using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StanceApi.Tests.Http;

/// <summary>Bytes that are hardly HTTP, sent over a bare socket: nothing is written, and the next request is answered as ever.</summary>
public sealed class BrokenConnectionTests(BadInputStore store) : IClassFixture<BadInputStore>
{
    private const string Write = $"POST /v1/questions HTTP/1.1\r\nHost: stance\r\nAuthorization: Bearer {StanceHost.AdministratorKey}\r\nContent-Type: application/json\r\n";

    /// <summary>What breaks off before it is a request: whoever sends it hangs up.</summary>
    private static readonly Dictionary<string, string> BrokenOff = new()
    {
        ["nothing"] = "",
        ["empty lines"] = new string('\n', 1_000),
        ["zeros"] = new string('\0', 1_000),
        ["the beginning of TLS"] = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
        ["a half request line"] = "GET /v1/que",
        ["half the headers"] = "GET /v1/questions HTTP/1.1\r\nHost: sta",
        ["half a body"] = Write + "Content-Length: 100\r\n\r\n{\"text\":\"Sho",
        ["a body that waits for permission"] = Write + "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n",
        ["a whole record in a body that goes on"] = Write + "Content-Length: 100\r\n\r\n{\"text\":\"Should it?\"}",
        ["half a chunk"] = Write + "Transfer-Encoding: chunked\r\n\r\n15\r\n{\"text\":\"Sho",
        ["chunks without an end"] = Write + "Transfer-Encoding: chunked\r\n\r\n15\r\n{\"text\":\"Should it?\"}\r\n",
    };

    /// <summary>What ends like a request: whoever sends it waits for an answer, until the server hangs up.</summary>
    private static readonly Dictionary<string, string> Whole = new()
    {
        ["the beginning of HTTP/2"] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ["a Content-Length that is too small"] = Write + "Content-Length: 5\r\n\r\n{\"text\":\"Should it?\"}\r\n\r\n",
        ["a negative Content-Length"] = Write + "Content-Length: -1\r\n\r\n{}",
        ["a Content-Length beyond 64 bits"] = Write + "Content-Length: 99999999999999999999\r\n\r\n{}",
        ["a Content-Length beyond the limit"] = Write + "Content-Length: 9999999999\r\n\r\n{}",
        ["a Content-Length that is a word"] = Write + "Content-Length: many\r\n\r\n{}",
        ["two lengths"] = Write + "Content-Length: 2\r\nContent-Length: 21\r\n\r\n{\"text\":\"Should it?\"}",
        ["a length and chunks"] = Write + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ["a chunk without a size"] = Write + "Transfer-Encoding: chunked\r\n\r\nmany\r\n{}\r\n0\r\n\r\n",
        ["an unknown transfer coding"] = Write + "Transfer-Encoding: unheard-of\r\n\r\n{}",
        ["a header without a colon"] = "GET /v1/questions HTTP/1.1\r\nHost: stance\r\nAccept\r\n\r\n",
        ["a header without a name"] = "GET /v1/questions HTTP/1.1\r\nHost: stance\r\n: application/json\r\n\r\n",
        ["a header with a space in its name"] = "GET /v1/questions HTTP/1.1\r\nHost: stance\r\nIf Match: 1\r\n\r\n",
        ["a folded header"] = "GET /v1/questions HTTP/1.1\r\nHost: stance\r\nConnection: close\r\nAccept: text/csv,\r\n application/json\r\n\r\n",
        ["a header with a NUL"] = "GET /v1/questions HTTP/1.1\r\nHost: stance\r\nAccept: a\0b\r\n\r\n",
        ["a header with bytes beyond ASCII"] = "GET /v1/questions HTTP/1.1\r\nHost: stance\r\nConnection: close\r\nIf-None-Match: \"\u00ff\u00fe\"\r\n\r\n",
        ["a header of 100,000 letters"] = $"GET /v1/questions HTTP/1.1\r\nHost: stance\r\nAccept: {new string('a', 100_000)}\r\n\r\n",
        ["a thousand headers"] = $"GET /v1/questions HTTP/1.1\r\nHost: stance\r\n{string.Concat(Enumerable.Range(0, 1_000).Select(index => $"X-{index}: 1\r\n"))}\r\n",
        ["no host"] = "GET /v1/questions HTTP/1.1\r\n\r\n",
        ["two hosts"] = "GET /v1/questions HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        ["a host that is none"] = "GET /v1/questions HTTP/1.1\r\nHost: a/b?c\r\nConnection: close\r\n\r\n",
        ["a path of 20,000 letters"] = $"GET /v1/questions/{new string('a', 20_000)} HTTP/1.1\r\nHost: stance\r\n\r\n",
        ["a query of 20,000 letters"] = $"GET /v1/questions?id={new string('a', 20_000)} HTTP/1.1\r\nHost: stance\r\n\r\n",
        ["a path with a NUL"] = "GET /v1/questions/a%00b HTTP/1.1\r\nHost: stance\r\n\r\n",
        ["a path beyond ASCII"] = "GET /v1/questions/\u00e9 HTTP/1.1\r\nHost: stance\r\nConnection: close\r\n\r\n",
        ["a path above the root"] = "GET /../../etc/passwd HTTP/1.1\r\nHost: stance\r\nConnection: close\r\n\r\n",
        ["a path without a slash"] = "GET v1/questions HTTP/1.1\r\nHost: stance\r\nConnection: close\r\n\r\n",
        ["no path"] = "GET HTTP/1.1\r\nHost: stance\r\n\r\n",
        ["a whole address"] = "GET http://elsewhere.example/v1/questions HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n",
        ["every path"] = "OPTIONS * HTTP/1.1\r\nHost: stance\r\nConnection: close\r\n\r\n",
        ["a tunnel"] = "CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n",
        ["a method of 10,000 letters"] = $"{new string('A', 10_000)} /v1/questions HTTP/1.1\r\nHost: stance\r\n\r\n",
        ["a method of signs"] = "<?/> /v1/questions HTTP/1.1\r\nHost: stance\r\nConnection: close\r\n\r\n",
        ["no method"] = " /v1/questions HTTP/1.1\r\nHost: stance\r\n\r\n",
        ["a version to come"] = "GET /v1/questions HTTP/9.9\r\nHost: stance\r\n\r\n",
        ["the first version"] = "GET /v1/questions\r\n",
        ["an upgrade"] = "GET /v1/questions HTTP/1.1\r\nHost: stance\r\nConnection: close, Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        ["a body on GET"] = "GET /v1/questions HTTP/1.1\r\nHost: stance\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
    };

    public static TheoryData<string> BrokenOffNames => [.. BrokenOff.Keys];

    public static TheoryData<string> WholeNames => [.. Whole.Keys];

    [Theory, MemberData(nameof(BrokenOffNames))]
    public Task What_breaks_off_leaves_the_service_as_it_was(string name) => LeavesAsItWasAsync(BrokenOff[name], hangUp: true);

    [Theory, MemberData(nameof(WholeNames))]
    public Task What_is_hardly_HTTP_leaves_the_service_as_it_was(string name) => LeavesAsItWasAsync(Whole[name], hangUp: false);

    [Fact]
    public async Task HTTP_1_0_is_answered() =>
        Assert.StartsWith("HTTP/1.1 200 ", await SayAsync("GET /v1/questions HTTP/1.0\r\n\r\n"), StringComparison.Ordinal);

    [Fact]
    public async Task Requests_that_are_sent_before_the_answers_are_answered_in_order()
    {
        var answer = await SayAsync(
            $"GET /v1/questions/{store.World.Question} HTTP/1.1\r\nHost: stance\r\n\r\n"
            + "GET /v1/questions/A HTTP/1.1\r\nHost: stance\r\nConnection: close\r\n\r\n");

        Assert.Matches("(?s)^HTTP/1.1 200 .*HTTP/1.1 400 .*invalid_id", answer);
    }

    [Fact]
    public async Task Many_bodies_that_break_off_at_once_harm_nobody()
    {
        var before = await store.FeedPositionAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SayAsync(BrokenOff["half a body"], hangUp: true)));
        Assert.Equal(before, await store.FeedPositionAsync());
    }

    private async Task LeavesAsItWasAsync(string request, bool hangUp)
    {
        var before = await store.FeedPositionAsync();

        var answer = await SayAsync(request, hangUp);

        // 505 is the server's own answer to a version of HTTP that it does not speak.
        Assert.DoesNotMatch("(?m)^HTTP/1.[01] 50[0-4]", answer);
        using var next = await store.SendAsync(new Scene(store, "questions").Request("GET", "/v1/questions"));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        Assert.Equal(before, await store.FeedPositionAsync());
    }

    /// <summary>Sends the bytes and reads until the server hangs up, politely or not.</summary>
    private async Task<string> SayAsync(string request, bool hangUp = false)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, store.Host.Address.Port, cancellation);
        await using var stream = client.GetStream();
        using var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), cancellation);
            if (hangUp) client.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(answer, cancellation);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            // A server may reset the connection of whoever it does not understand.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
