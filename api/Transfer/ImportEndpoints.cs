using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using StanceApi.Access;
using StanceApi.Http;

namespace StanceApi.Transfer;

/// <summary>Data in, in bulk: <c>/v1/import</c>.</summary>
internal static class ImportEndpoints
{
    private static readonly ImportType[] Nouns = [ImportType.Question, ImportType.Actor, ImportType.Source, ImportType.Position, ImportType.Argument];

    private static readonly OperationMetadata Documentation = new(
        [
            new("mode", "What becomes of records that are there: `upsert` gives them the new content and restores retired ones, as PUT does; `insert` refuses them, and other texts of sources that have one.") { Word = typeof(ImportMode) },
            new("on_error", "`abort` keeps nothing where a line is refused (422), and judges rules between records by what the whole file leads to; `continue` keeps the others (207), and judges each kind as it is written.") { Word = typeof(OnError) },
            new("validate_only", "Runs every check, keeps nothing, and answers what would be.") { IsFlag = true },
            new(ImportRequest.AllowUnverified, "Keeps new citations that the stored text of their source does not bear out, with `check: not_found`, instead of refusing them.") { IsFlag = true },
            new(Imports.Prefer, "`respond-async` makes a job of any file, however short.", IsHeader: true),
            new("Idempotency-Key", "The same key with the same file gives the same answer again, for 72 hours, and takes effect once.", IsHeader: true),
        ],
        [400, 401, 403, 406, 413, 415, 422, 500, 503])
    { AnswerHeaders = ["Location", "Idempotency-Replayed?"], Example = Example, Accepted = JobEndpoints.Example };

    private static readonly FileBody Mixed = new(
        ImportRequest.Ndjson,
        "NDJSON: in each line a type and its data.",
        """
        {"type": "source", "data": {"id": "minutes-2025-03", "title": "Minutes of March", "kind": "document", "published_on": "2025-03"}}
        {"type": "question", "data": {"id": "bridge", "text": "Should the bridge be built?"}}
        {"type": "actor", "data": {"id": "town-council", "name": "The town council", "kind": "organization"}}

        """);

    private static readonly FileBody[] OneNoun =
    [
        new(ImportRequest.Ndjson, "NDJSON: in each line a record, as GET answers it."),
        new(ImportRequest.Csv, "CSV: a header of member names, then a record in each line."),
    ];

    public static IServiceCollection AddImports(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ImportOptions>().Bind(configuration.GetSection(ImportOptions.Section)).ValidateDataAnnotations()
            .Validate(options => options.Folder is null or "" || Directory.Exists(options.Folder), "Imports:Folder must be there: create it, or mount what it lies on.")
            .ValidateOnStart();
        return services.AddSingleton<ImportWriter>().AddSingleton<Imports>();
    }

    public static IEndpointRouteBuilder MapImports(this IEndpointRouteBuilder routes)
    {
        var imports = routes.ServiceProvider.GetRequiredService<Imports>();
        var limits = routes.ServiceProvider.GetRequiredService<IOptions<ImportOptions>>().Value;
        var group = routes.MapGroup("/v1/import").WithTags("import").WithMetadata(new RequestSizeLimitAttribute(limits.BodyBytes)).RequireAuthorization(AccessFeature.Write);
        group.MapJson(HttpMethods.Post, "", http => imports.PostAsync(http, null)).Documented(Mixed)
            .WithName("importAll").WithSummary("Import a mixed file")
            .WithDescription("NDJSON, in each line `{\"type\": \"actor\", \"data\": {...}}`, in any order: lines may refer to later ones. `source_text` lines hold the texts of sources: `{\"source_id\", \"text_sha256\", \"text\"}`. A closing `$end` line is verified where there is one. `Content-Encoding: gzip` is taken. Each record is written as a PUT of it would be: equal content makes no version, so that the same file twice changes nothing. A line without an id makes a record each time it is sent.");
        foreach (var type in Nouns)
        {
            var plural = LineJudge.Plural(type);
            group.MapJson(HttpMethods.Post, $"/{plural}", http => imports.PostAsync(http, type)).Documented(OneNoun)
                .WithName($"import{char.ToUpperInvariant(plural[0])}{plural[1..]}").WithSummary($"Import {plural}")
                .WithDescription($"A file of {plural}: NDJSON with a record in each line, as GET answers it, or CSV (RFC 4180, UTF-8) with a header of member names, in which an empty field is null and a member that is a list holds JSON. What the service itself writes (`version`, `recorded_at`) is passed over.");
        }

        return routes;
    }

    /// <summary>Of two lines, the second of which is refused.</summary>
    private static JsonObject Example() => JsonNode.Parse("""
        {
          "snapshot": "45", "processed": 2, "created": 1, "updated": 0, "restored": 0, "unchanged": 0, "failed": 1,
          "lines": [
            {"line": 1, "type": "actor", "id": "town-council", "effect": "created", "errors": []},
            {
              "line": 2, "type": "actor", "id": "mayor", "effect": null,
              "errors": [{"in": "body", "pointer": "/kind", "code": "required", "detail": "This member is required."}]
            }
          ]
        }
        """)!.AsObject();

    private static IEndpointConventionBuilder Documented(this IEndpointConventionBuilder route, params FileBody[] files) => route.WithMetadata(
        Documentation with { Files = files },
        new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(ImportReport), [Body.Json]),
        new ProducesResponseTypeMetadata(StatusCodes.Status202Accepted, typeof(Job), [Body.Json]),
        new ProducesResponseTypeMetadata(StatusCodes.Status207MultiStatus, typeof(ImportReport), [Body.Json]));
}
