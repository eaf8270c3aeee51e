using System.Net;
using System.Text;
using System.Text.Json;
using StanceApi.Commands;
using StanceApi.Transfer;

namespace StanceApi.Tests.Commands;

/// <summary>How an import is followed when the service answers late, in parts or not at all: its job goes on meanwhile.</summary>
public sealed class ImportRunTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public async Task An_answer_that_does_not_come_or_breaks_off_is_asked_for_again()
    {
        var service = new Script(
            Job("running"), () => Busy(), () => new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("<html>") }, () => new HttpResponseMessage { Content = new StreamContent(new Cut()) }, () => throw new HttpRequestException("Connection refused"), Job("running"), Job("succeeded"));

        Assert.Equal(ExitCode.Done, await RunAsync(service));
        Assert.Equal(["POST", .. Enumerable.Repeat("GET", 6)], service.Asked);
    }

    [Theory]
    [InlineData("""{"code":503,"detail":"upstream connect error"}""")]
    [InlineData("""{"code":"busy","detail":"Later.","errors":{}}""")]
    [InlineData("""{"type":"about:blank","title":"","status":503,"detail":"","instance":"","code":"busy","trace_id":"","errors":[null]}""")]
    [InlineData("[null]")]
    [InlineData("null")]
    public async Task An_answer_in_the_words_of_what_stands_before_the_service_is_asked_for_again(string body)
    {
        HttpResponseMessage Foreign() => new(HttpStatusCode.ServiceUnavailable) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

        var first = await Assert.ThrowsAsync<CommandException>(() => RunAsync(new Script(Foreign)));
        var followed = await RunAsync(new Script(Job("running"), Foreign, Job("succeeded")));

        Assert.Equal(ExitCode.Store, first.ExitCode);
        Assert.Contains("what stands before it answers 503", first.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, followed);
    }

    [Fact]
    public async Task Refused_lines_are_no_page_of_what_stands_before_the_service()
    {
        var kept = Path.GetTempFileName();
        var service = new Script(
            Job("succeeded", failed: 1),
            Text("null", "application/x-ndjson"),
            Text("", "application/x-ndjson"),
            Text("<html>Sign in</html>", "text/html"),
            Text("{}\n", "application/x-ndjson"));

        Assert.Equal(ExitCode.Findings, await RunAsync(service, refused: kept));
        Assert.Equal("{}\n", await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken));
        File.Delete(kept);
    }

    [Fact]
    public async Task A_file_that_grows_while_it_is_sent_is_told_to_be_the_fault()
    {
        await File.WriteAllTextAsync(file, new string('x', 300_000), TestContext.Current.CancellationToken);
        await using var client = new ServiceClient(new HttpClient(new Taker()) { BaseAddress = new Uri("http://service.example/") }, own: null);
        using var lines = await ImportFile.OpenAsync(file, isCsv: false, TestContext.Current.CancellationToken);
        await File.AppendAllTextAsync(file, "more", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<CommandException>(() => new ImportRun(client, refused: null).RunAsync("v1/import", lines, TestContext.Current.CancellationToken));

        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("was written to while it was sent", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_stays_away_is_told_with_the_job_that_says_what_became_of_it()
    {
        var service = new Script(Job("running"), () => Busy());

        var lost = await Assert.ThrowsAsync<CommandException>(() => RunAsync(service, TimeSpan.Zero));

        Assert.Equal(ExitCode.Store, lost.ExitCode);
        Assert.Contains("GET /v1/jobs/a-job", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_taken_by_a_service_whose_answer_breaks_off_is_told_so()
    {
        var lost = await Assert.ThrowsAsync<CommandException>(() => RunAsync(new Script(() => new HttpResponseMessage { Content = new StreamContent(new Cut()) })));

        Assert.Equal(ExitCode.Store, lost.ExitCode);
        Assert.Contains("Whether the file was taken is not known", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_that_is_stopped_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var service = new Script(Job("running"), Job("running", stop), Job("running"), Job("running"), Job("cancelled"));

        Assert.Equal(ExitCode.Findings, await RunAsync(service, stop: stop));
        Assert.Equal(["POST", "GET", "GET", "DELETE", "GET"], service.Asked);
    }

    [Fact]
    public async Task An_import_that_has_ended_when_it_is_stopped_is_told_and_not_forgotten()
    {
        using var stop = new CancellationTokenSource();
        var service = new Script(Job("running"), Job("running", stop), Job("succeeded"));

        Assert.Equal(ExitCode.Done, await RunAsync(service, stop: stop));
        Assert.Equal(["POST", "GET", "GET"], service.Asked);
    }

    [Fact]
    public async Task An_import_that_ends_at_the_very_moment_is_told_to_have_ended()
    {
        using var stop = new CancellationTokenSource();
        var service = new Script(Job("running"), Job("running", stop), Job("running"), () => new HttpResponseMessage(HttpStatusCode.NoContent));

        var ended = await Assert.ThrowsAsync<CommandException>(() => RunAsync(service, stop: stop));

        Assert.Equal(ExitCode.Findings, ended.ExitCode);
        Assert.Contains("came to its end", ended.Message, StringComparison.Ordinal);
    }

    private async Task<int> RunAsync(Script service, TimeSpan? patience = null, CancellationTokenSource? stop = null, string? refused = null)
    {
        await using var client = new ServiceClient(new HttpClient(service) { BaseAddress = new Uri("http://service.example/") }, own: null);
        using var lines = await ImportFile.OpenAsync(file, isCsv: false, TestContext.Current.CancellationToken);
        return await new ImportRun(client, refused, patience).RunAsync("v1/import", lines, stop?.Token ?? TestContext.Current.CancellationToken);
    }

    private static Func<HttpResponseMessage> Text(string text, string mediaType) => () => new HttpResponseMessage { Content = new StringContent(text, Encoding.UTF8, mediaType) };

    private static Func<HttpResponseMessage> Job(string state, CancellationTokenSource? stop = null, int failed = 0) => () =>
    {
        stop?.Cancel();
        var plan = new ImportPlan { Type = null, Format = ImportFormat.Ndjson, Mode = ImportMode.Upsert, OnError = OnError.Continue, ValidateOnly = false, Options = new HashSet<string>() };
        var job = (JobRow.Of("a-job", plan, 9_000, "somebody", now: 0) with { State = state, Failed = failed }).ToJob();
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(JsonSerializer.Serialize(job, StanceApi.Http.Json.Options), Encoding.UTF8, "application/json") };
    };

    private static HttpResponseMessage Busy()
    {
        var answer = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("""{"code":"busy","detail":"Try again shortly."}""") };
        answer.Headers.Add("Retry-After", "1");
        return answer;
    }

    /// <summary>A service that answers one thing after the other.</summary>
    private sealed class Script(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
    {
        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.Method.Method);
            return Task.FromResult(answers[Asked.Count - 1]());
        }
    }

    /// <summary>A service that takes what is sent.</summary>
    private sealed class Taker : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }

    /// <summary>A body that breaks off.</summary>
    private sealed class Cut : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("The connection was reset.");
    }
}
