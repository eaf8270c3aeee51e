using Microsoft.AspNetCore.Http;
using StanceApi.Http;

namespace StanceApi.Tests.Http;

/// <summary>A service that lies under a path of its own behind a proxy: what it points to lies there too.</summary>
public sealed class PathBaseTests
{
    [Fact]
    public async Task The_location_of_a_new_record_begins_with_it()
    {
        var http = Behind("/stance", "/v1/actors");

        await new RecordResult(StatusCodes.Status201Created) { Location = "/v1/actors/a" }.ExecuteAsync(http);

        Assert.Equal("/stance/v1/actors/a", http.Response.Headers.Location);
    }

    [Fact]
    public async Task The_history_of_what_was_retired_begins_with_it()
    {
        var http = Behind("/stance", "/v1/actors/a");
        var problem = Problem.At(StatusCodes.Status410Gone, Codes.Retired, "Retired.", ErrorPlace.Path, "/id") with { Link = ("/v1/actors/a/history", "version-history") };

        await new ProblemResult(problem).ExecuteAsync(http);

        Assert.Equal("</stance/v1/actors/a/history>; rel=\"version-history\"", http.Response.Headers.Link);
    }

    [Fact]
    public void The_next_page_begins_with_it() =>
        Assert.Equal("/stance/v1/actors?cursor=x", Paths.WithParameter(Behind("/stance", "/v1/actors").Request, "cursor", "x"));

    private static DefaultHttpContext Behind(string pathBase, string path)
    {
        var http = new DefaultHttpContext();
        (http.Request.PathBase, http.Request.Path) = (pathBase, path);
        return http;
    }
}
