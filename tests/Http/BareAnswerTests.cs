using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using StanceApi.Http;

namespace StanceApi.Tests.Http;

/// <summary>What the server refuses before it is a request gets a problem document too.</summary>
public sealed class BareAnswerTests(EmptyStore store)
{
    /// <summary>What is sent, and the status that answers it.</summary>
    private static readonly Dictionary<string, (string Request, int Status)> Broken = new()
    {
        ["a path with a NUL"] = ("GET /v1/questions/a%00b HTTP/1.1\r\nHost: stance\r\n\r\n", 400),
        ["no path"] = ("GET HTTP/1.1\r\nHost: stance\r\n\r\n", 400),
        ["a header without a colon"] = ("GET /v1/questions HTTP/1.1\r\nHost: stance\r\nAccept\r\n\r\n", 400),
        ["no host"] = ("GET /v1/questions HTTP/1.1\r\n\r\n", 400),
        ["two lengths"] = ("POST /v1/questions HTTP/1.1\r\nHost: stance\r\nContent-Length: 2\r\nContent-Length: 21\r\n\r\n{}", 400),
        ["a request line of 9,000 letters"] = ($"GET /v1/questions/{new string('a', 9_000)} HTTP/1.1\r\nHost: stance\r\n\r\n", 414),
        ["headers of 33,000 letters"] = ($"GET /v1/questions HTTP/1.1\r\nHost: stance\r\nAccept: {new string('a', 33_000)}\r\n\r\n", 431),
        ["a thousand headers"] = ($"GET /v1/questions HTTP/1.1\r\nHost: stance\r\n{string.Concat(Enumerable.Range(0, 1_000).Select(index => $"X-{index}: 1\r\n"))}\r\n", 431),
        ["a version to come"] = ("GET /v1/questions HTTP/9.9\r\nHost: stance\r\n\r\n", 505),
    };

    public static TheoryData<string> Names => [.. Broken.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task What_is_no_request_is_answered_with_a_problem_document(string name)
    {
        var (request, status) = Broken[name];

        IsProblem(await SayAsync(request), status);
    }

    [Fact]
    public async Task Answers_before_it_on_the_connection_stay_as_they_are()
    {
        var answers = await SayAsync("GET /health/live HTTP/1.1\r\nHost: stance\r\n\r\nGET /%00 HTTP/1.1\r\nHost: stance\r\n\r\n");

        var second = answers.IndexOf("HTTP/1.1 400", StringComparison.Ordinal);
        Assert.Contains("{\"status\":\"live\"}", answers[..second], StringComparison.Ordinal);
        IsProblem(answers[second..], 400);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n{}")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0")]
    [InlineData("{\"text\":\"HTTP/1.1 400 Bad Request\"}")]
    [InlineData("")]
    public void Everything_else_is_left_alone(string written) => Assert.Empty(BareAnswers.WithBody(Encoding.ASCII.GetBytes(written), "trace"));

    private static void IsProblem(string answer, int status)
    {
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var headers = answer[..end].Split("\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", headers[0], StringComparison.Ordinal);
        Assert.Contains("Connection: close", headers);
        Assert.Contains("Content-Type: application/problem+json", headers);
        Assert.Contains($"Content-Length: {answer.Length - end - 4}", headers);
        var problem = JsonNode.Parse(answer[(end + 4)..])!;
        Assert.Equal((status, "bad_request"), ((int)problem["status"]!, (string?)problem["code"]));
        Assert.All(new[] { "type", "title", "detail", "trace_id" }, member => Assert.NotEmpty((string)problem[member]!));
    }

    /// <summary>Sends the bytes and reads until the server hangs up.</summary>
    private async Task<string> SayAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, store.Host.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        using var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
            await stream.CopyToAsync(answer, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // Reset, since not all that was sent was read; the answer came before.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }
}
