using System.Globalization;
using System.Net;

namespace StanceApi.Tests.Nouns;

/// <summary>What a read shows and the feed position that it names are of one state, whatever is written meanwhile.</summary>
public sealed class OneStateTests : IAsyncLifetime
{
    private const int Writes = 60;
    private const string Record = "/v1/questions/changing";

    private StanceHost host = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        // Nobody else writes, so that a feed position tells what is the newest.
        host = await StanceHost.StartAsync();
        client = host.Writer();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData("/v1/questions?sort=-recorded_at&limit=1")]
    [InlineData("/v1/questions?sort=-recorded_at&limit=1&count=true")]
    [InlineData(Record)]
    public async Task A_read_shows_the_state_that_it_names_while_others_write(string path)
    {
        await WriteAsync(0);
        var first = await HeadAsync();
        var answers = new List<(long Number, string Text)>();
        var writing = WriteAllAsync();
        while (!writing.IsCompleted)
        {
            var answer = await client.ReadAsync(path);
            answers.Add((Position(answer) - first, (string)(path == Record ? answer.Body : answer.Body!["items"]![0])!["text"]!));
        }

        await writing;
        Assert.NotEmpty(answers);
        Assert.All(answers, answer => Assert.Equal($"{answer.Number}?", answer.Text));
    }

    private async Task WriteAllAsync()
    {
        for (var number = 1; number <= Writes; number++) await WriteAsync(number);
    }

    /// <summary>One write, one feed position.</summary>
    private async Task WriteAsync(int number)
    {
        var answer = await client.ReplaceAsync("questions", "changing", new() { ["text"] = $"{number}?" });
        Assert.Equal(number == 0 ? HttpStatusCode.Created : HttpStatusCode.OK, answer.Status);
    }

    private async Task<long> HeadAsync() => Position(await client.ReadAsync("/v1/questions?limit=1"));

    private static long Position(Answer answer) => long.Parse(answer.Headers.GetValues("Stance-Snapshot").Single(), CultureInfo.InvariantCulture);
}
