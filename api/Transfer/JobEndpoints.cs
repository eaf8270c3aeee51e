using System.Text.Json.Nodes;
using StanceApi.Access;
using StanceApi.Http;

namespace StanceApi.Transfer;

/// <summary>Imports that take long: <c>/v1/jobs/{id}</c>.</summary>
internal static class JobEndpoints
{
    private static readonly ParameterMetadata Id = new("id", "The job's id.") { PathExample = "0199f3a1-7c1e-7d6a-9b0e-2f6f1f0c8a11" };

    private static readonly OperationMetadata Documentation = new([Id], [400, 401, 403, 404, 406, 500]) { Example = Example };

    private static readonly OperationMetadata Files = new([Id], [400, 401, 403, 404, 500]);

    public static IServiceCollection AddJobs(this IServiceCollection services) => services
        .AddSingleton<ImportJob>()
        .AddSingleton<ImportJobs>()
        .AddHostedService(provider => provider.GetRequiredService<ImportJobs>())
        .AddSingleton<JobStarts>()
        .AddSingleton<JobReads>();

    public static IEndpointRouteBuilder MapJobs(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.ServiceProvider.GetRequiredService<JobReads>();
        var group = routes.MapGroup("/v1/jobs/{id}").WithTags("import").RequireAuthorization(AccessFeature.Write);
        group.MapJson(HttpMethods.Get, "", jobs.GetAsync)
            .WithMetadata(Documentation, new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(Job), [Body.Json]))
            .WithName("getJob").WithSummary("Read how a job stands")
            .WithDescription("An import of more than 1,000 lines, for whoever began it and administrators: its progress, and in the end what it did. A job whose process ended says `failed` with the error `interrupted` within half a minute: with `on_error=abort` nothing was kept, with `continue` what `kept` tells.");
        group.MapJson(HttpMethods.Delete, "", jobs.DeleteAsync)
            .WithMetadata(
                Documentation,
                new ProducesResponseTypeMetadata(StatusCodes.Status202Accepted, typeof(Job), [Body.Json]),
                new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void)))
            .WithName("deleteJob").WithSummary("End or forget a job")
            .WithDescription("A job that has not ended is cancelled (202), one that waits at once: with `on_error=abort` nothing of it is kept, with `continue` what `kept` tells. One that has ended is forgotten, with its files (204).");
        group.MapGet("/result", jobs.ResultAsync, "getJobResult", "Read the refused lines of a job", "The refused lines just as they were sent, to be mended and sent again; CSV with its header. What is not UTF-8 stands as U+FFFD.", [ImportRequest.Ndjson, ImportRequest.Csv]);
        group.MapGet("/verdicts", jobs.VerdictsAsync, "getJobVerdicts", "Read what is wrong with the refused lines of a job", "NDJSON, for each refused line `{\"line\", \"type\", \"id\", \"errors\"}`, in the order of the file.", [ImportRequest.Ndjson]);
        return routes;
    }

    /// <summary>A job that has ended, of a file with one refused line.</summary>
    internal static JsonObject Example() => JsonNode.Parse("""
        {
          "id": "0199a3c1-7c00-7000-8000-000000000002", "state": "succeeded", "type": "position", "mode": "upsert", "on_error": "continue", "validate_only": false,
          "created_at": "2025-10-29T09:00:00.000000Z", "started_at": "2025-10-29T09:00:00.100000Z", "finished_at": "2025-10-29T09:00:02.000000Z",
          "expires_at": "2025-11-01T09:00:02.000000Z", "lines": 5000, "validated": 5000, "processed": 5000, "failed": 1, "created": 4999, "updated": 0,
          "restored": 0, "unchanged": 0, "kept": [{"type": "position", "through_line": 5000}], "snapshot": "5043", "error": null,
          "result_url": "/v1/jobs/0199a3c1-7c00-7000-8000-000000000002/result", "verdicts_url": "/v1/jobs/0199a3c1-7c00-7000-8000-000000000002/verdicts"
        }
        """)!.AsObject();

    private static void MapGet(
        this IEndpointRouteBuilder routes, string pattern, Func<HttpContext, string, Task<IResult>> handler, string name, string summary, string description, string[] mediaTypes) =>
        routes.MapAny(HttpMethods.Get, pattern, http => handler(http, (string)http.GetRouteValue("id")!))
            .WithMetadata(Files, new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), mediaTypes))
            .WithName(name).WithSummary(summary).WithDescription(description);
}
