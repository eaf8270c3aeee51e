using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Nouns;

namespace StanceApi.Transfer;

/// <summary>The feature of exports: everything that there is, as files.</summary>
internal static class ExportEndpoints
{
    private const string FormulaGuard = "formula_guard";

    private static readonly int[] Problems = [400, 401, 406, 500];

    private static readonly ParameterMetadata Guard = new(
        FormulaGuard, "Of CSV: puts an apostrophe before each text that a spreadsheet would take for a formula (one that begins with `=`, `+`, `-`, `@`, the full-width form of one of these, a tab, a carriage return or a line feed). Such a file is for reading; it does not give the texts back.") { IsFlag = true };

    private static readonly ParameterMetadata Compression = new("Accept-Encoding", "`gzip` or `br` compresses the file on its way; Parquet is compressed inside.", IsHeader: true);

    public static IServiceCollection AddExport(this IServiceCollection services) => services.AddSingleton<ExportDatasets>().AddSingleton<ExportServices>()
        .AddSingleton<ExportIndexReads>().AddSingleton<ExportDatabase>();

    public static IEndpointRouteBuilder MapExport(this IEndpointRouteBuilder routes)
    {
        var datasets = routes.ServiceProvider.GetRequiredService<ExportDatasets>();
        var services = routes.ServiceProvider.GetRequiredService<ExportServices>();
        var group = routes.MapGroup("").WithTags("export");
        foreach (var dataset in datasets.Lists)
        {
            group.MapDataset(dataset, services).WithName($"export{char.ToUpperInvariant(dataset.Name![0])}{dataset.Name[1..]}").WithSummary($"Export {dataset.Name}")
                .WithDescription(About($"All {dataset.Name} that the filters leave", "the bare records"));
        }

        group.MapDataset(datasets.Everything, services).WithName("exportEverything").WithSummary("Export everything")
            .WithDescription(About("All sources with their texts, questions, actors, arguments and positions, in this order", "lines with their type") + " `as_of` chooses among the positions.");
        group.MapJson(HttpMethods.Get, $"{Dataset.Root}/index.json", routes.ServiceProvider.GetRequiredService<ExportIndexReads>().GetAsync)
            .WithMetadata(
                new OperationMetadata([ReadParameters.KnownAt, ReadParameters.IfNoneMatch], Problems) { AnswerHeaders = ["ETag"] },
                new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(ExportIndex), [Body.Json]))
            .WithName("getExportIndex").WithSummary("List what can be exported")
            .WithDescription("Every file that there is, with its formats, how many records it has, when it changed last, and the feed position of these figures.");
        group.MapFormats($"{Dataset.Root}/stance.db", [ExportDatabase.Format], routes.ServiceProvider.GetRequiredService<ExportDatabase>().GetAsync)
            .WithMetadata(
                new OperationMetadata([Compression with { Description = "`gzip` or `br` compresses the file on its way." }], [.. Problems, 403, 409]) { AnswerHeaders = ["Stance-Snapshot"] },
                new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [ExportDatabase.Format.MediaType]))
            .WithName("exportDatabase").WithSummary("Copy the database")
            .WithDescription("The whole database as it is at one moment, as one SQLite file with every version, the feed and the hashes of the keys; `Stance-Snapshot`, and `SELECT max(seq) FROM changes` in it, tells how far it reaches. For administrators. Where the service runs on PostgreSQL there is no such file (409 `not_sqlite`).")
            .RequireAuthorization(AccessFeature.Admin);
        return routes;
    }

    private static string About(string what, string lines) =>
        $"{what}, as one file of one state: `Stance-Snapshot` is its feed position, from which `GET /v1/changes?after=` goes on without loss and without doubles. NDJSON has {lines} and closes with `$end`: the count, and the SHA-256 of every uncompressed byte before it. Streamed; a failure breaks the connection.";

    private static IEndpointConventionBuilder MapDataset(this RouteGroupBuilder group, Dataset dataset, ExportServices services)
    {
        var metadata = new OperationMetadata([.. dataset.Parameters, .. HasColumns(dataset) ? [Guard] : Array.Empty<ParameterMetadata>(), Compression, ReadParameters.IfNoneMatch], Problems)
        {
            AnswerHeaders = ["ETag", "Stance-Snapshot"],
            Example = dataset.Example,
        };
        return group.MapFormats(dataset.Path, dataset.Formats, (http, format) => Task.FromResult(Export(http, dataset, format, services)))
            .WithMetadata(metadata, new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [.. dataset.Formats.Select(format => format.MediaType)]));
    }

    private static IResult Export(HttpContext http, Dataset dataset, Format format, ExportServices services)
    {
        var errors = Conditional.Check(http.Request);
        var query = new QueryParameters(http.Request, errors);
        var selected = dataset.Read(query);
        var hasGuard = HasColumns(dataset) && query.Flag(FormulaGuard);
        if (hasGuard && format != ExportCsv.Format) query.Refuse(FormulaGuard, Codes.MeaninglessCombination, $"Only CSV is opened in spreadsheets: add format=csv, or leave {FormulaGuard} out.");
        query.RefuseOthers();
        return errors.Count > 0 ? new ProblemResult(Problem.Of(StatusCodes.Status400BadRequest, errors)) : new ExportResult(dataset, selected, format, hasGuard, services);
    }

    private static bool HasColumns(Dataset dataset) => dataset.Formats.Contains(ExportCsv.Format);
}
