using System.Net;

namespace StanceApi.Tests.Http;

/// <summary>The format of an answer: <c>format</c> beats Accept, and Accept is weighed where there is none.</summary>
public sealed class FormatTests(SeededStore store)
{
    private readonly HttpClient client = store.Host.Reader();

    public static TheoryData<string> Reads =>
    [
        .. World.Nouns.Select(noun => $"/v1/{noun}"), "/v1/actors/khawaja-asif", "/v1/actors/khawaja-asif?fields=name", "/v1/actors/khawaja-asif/history", "/v1/changes",
    ];

    [Theory, MemberData(nameof(Reads))]
    public async Task What_format_names_is_answered_whatever_is_accepted(string path)
    {
        var plain = await client.ReadAsync(path);

        foreach (var accept in new[] { "text/html", "application/json;q=0", "no media type" })
        {
            var answer = await client.ReadAsync(With(path, "format=json"), ("Accept", accept));
            Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.Status, answer.ContentHeaders.ContentType!.MediaType));
            Assert.Equal(plain.Body!.ToJsonString(), answer.Body!.ToJsonString());
        }
    }

    [Theory, MemberData(nameof(Reads))]
    public async Task A_format_that_is_not_offered_is_refused(string path)
    {
        foreach (var (query, code) in new[]
        {
            ("format=csv", "unknown_value"), ("format=JSON", "unknown_value"), ("format=application/json", "unknown_value"), ("format=json,csv", "unknown_value"),
            ("format=", "invalid_parameter"), ("format", "invalid_parameter"), ("format=%00", "invalid_parameter"),
            ("format=json&format=json", "repeated_parameter"), ("format=json&format=csv", "repeated_parameter"),
        })
        {
            var answer = await client.ReadAsync(With(path, query));
            Assert.Equal((HttpStatusCode.BadRequest, code), (answer.Status, answer.Code));
            Assert.Equal(["/format"], answer.Pointers);
            Assert.Equal("application/problem+json", answer.ContentHeaders.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task A_failure_is_a_problem_document_in_every_format()
    {
        var missing = await client.ReadAsync("/v1/actors/nobody?format=json", ("Accept", "text/html"));
        var bad = await client.ReadAsync("/v1/changes?format=event_stream&after=x");

        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (missing.Status, missing.Code));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_parameter"), (bad.Status, bad.Code));
    }

    [Theory]
    [InlineData("POST", "/v1/actors")]
    [InlineData("DELETE", "/v1/actors/nobody")]
    [InlineData("GET", "/health/live")]
    public async Task Where_there_is_nothing_to_choose_format_is_not_known(string method, string path)
    {
        using var writer = store.Host.Writer();

        var answer = await writer.SendAsync(new HttpMethod(method), $"{path}?format=json", method == "POST" ? "{}" : null);

        Assert.Equal((HttpStatusCode.BadRequest, "unknown_parameter"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_cursor_is_of_any_format()
    {
        var first = await client.ReadAsync("/v1/actors?limit=2&format=json");

        var second = await client.ReadAsync($"/v1/actors?limit=2&cursor={first.Body!["next"]}");

        Assert.Equal(HttpStatusCode.OK, second.Status);
        Assert.Contains("format=json", first.Headers.GetValues("Link").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("text/event-stream", "text/event-stream")]
    [InlineData("text/*", "text/event-stream")]
    [InlineData("text/event-stream, */*", "text/event-stream")]
    [InlineData("application/json, text/event-stream", "application/json")]
    [InlineData("application/json;q=0.5, text/event-stream", "text/event-stream")]
    [InlineData("application/json, text/event-stream;q=0.9", "application/json")]
    [InlineData("application/json;q=0, */*", "text/event-stream")]
    [InlineData("text/event-stream;q=0, */*;q=0.1", "application/json")]
    public async Task Of_several_formats_the_one_that_the_client_likes_best_is_answered(string? accept, string mediaType) =>
        Assert.Equal(mediaType, await MediaTypeAsync("/v1/changes", accept));

    /// <summary>What a browser sends takes XML, which does not make GraphML and SVG what somebody would look for behind an address.</summary>
    [Theory]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json")]
    [InlineData("application/graphml+xml", "application/graphml+xml")]
    [InlineData("application/*", "application/json")]
    [InlineData("application/*+xml", "application/graphml+xml")]
    public async Task A_media_type_is_no_other_that_it_could_be_read_as(string accept, string mediaType) =>
        Assert.Equal(mediaType, await MediaTypeAsync("/v1/networks/actors", accept));

    [Theory]
    [InlineData("json", "application/json")]
    [InlineData("event_stream", "text/event-stream")]
    public async Task The_feed_is_answered_in_the_format_that_is_named(string word, string mediaType)
    {
        Assert.Equal(mediaType, await MediaTypeAsync($"/v1/changes?format={word}", "text/html"));
        Assert.Equal(mediaType, await MediaTypeAsync($"/v1/changes?format={word}", "application/json, text/event-stream"));
    }

    [Fact]
    public async Task Who_takes_none_of_several_formats_is_told_all()
    {
        var answer = await client.ReadAsync("/v1/changes", ("Accept", "text/html, application/xml;q=0.9"));

        Assert.Equal(HttpStatusCode.NotAcceptable, answer.Status);
        Assert.Contains("application/json or text/event-stream", (string)answer.Body!["detail"]!, StringComparison.Ordinal);
    }

    private static string With(string path, string query) => $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";

    private async Task<string?> MediaTypeAsync(string path, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Content.Headers.ContentType!.MediaType;
    }
}
