using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Stances;

namespace StanceApi.Analysis;

/// <summary>The feature of figures: summaries, matrices, networks, argument maps and agreements.</summary>
internal static class AnalysisEndpoints
{
    private static readonly int[] Problems = [400, 401, 406, 500];

    private static readonly int[] ProblemsOfRecords = [.. Problems, 404, 410];

    public static IServiceCollection AddAnalysis(this IServiceCollection services) => services
        .AddSingleton<DerivedReads>().AddSingleton<SummaryReads>().AddSingleton<MatrixReads>().AddSingleton<AgreementReads>().AddSingleton<ArgumentMapReads>()
        .AddSingleton<NetworkReads>();

    public static IEndpointRouteBuilder MapAnalysis(this IEndpointRouteBuilder routes)
    {
        var (services, group) = (routes.ServiceProvider, routes.MapGroup("/v1").WithTags("analysis"));
        group.MapFormats("/questions/{id}/summary", SummaryReads.Formats, (http, format) => services.GetRequiredService<SummaryReads>().GetAsync(http, (string)http.GetRouteValue("id")!, format))
            .Answers<QuestionSummary>([Question, .. Filters(services, "question_id")], ProblemsOfRecords, SummaryReads.Formats[1])
            .WithName("getQuestionSummary").WithSummary("Summarize a question")
            .WithDescription("Each actor once, with its derived stance: how many have which, by kind, capacity and attribution; arguments by category and direction; how far apart the scores lie; who is silent; how well it is borne out. `actors` has the positions behind every figure. As SVG it is the stance board: an actor a line, a dot in the column of its stance.");
        group.MapFormats("/matrix", MatrixReads.Formats, services.GetRequiredService<MatrixReads>().GetAsync)
            .Answers<Matrix>([.. Filters(services)], Problems, Csv.Format)
            .WithName("getMatrix").WithSummary("Read the matrix of actors and questions")
            .WithDescription($"The scores of actors on questions, null (in CSV empty) where there is no number; each actor once per question, with its derived stance. At most {MatrixReads.MostCells} cells, and as CSV {Csv.MostColumns} columns; more are refused with `too_large`.");
        group.MapJson(HttpMethods.Get, $"/actors/{{id}}/agreement/{{{AgreementReads.OtherId}}}", services.GetRequiredService<AgreementReads>().GetAsync)
            .Answers<ActorAgreement>([.. Pair, .. Filters(services, "actor_id")], ProblemsOfRecords)
            .WithName("getAgreement").WithSummary("Compare two actors")
            .WithDescription("The questions on which both have a stance, the distance of their numbers, and the reasons that both or only one of them gives, with the positions behind each. A stance without a number is shown and left out of the distance, never counted as 0.");
        group.MapFormats("/questions/{id}/argument-map", ArgumentMapReads.Formats, (http, format) => services.GetRequiredService<ArgumentMapReads>().GetAsync(http, (string)http.GetRouteValue("id")!, format))
            .Answers<ArgumentMap>([Question, new("ground", "What arguments are put together by in `contested`; `category` where nothing is said.") { Word = typeof(Ground) }, .. Filters(services, "question_id")], ProblemsOfRecords, ArgumentMapReads.Formats[1])
            .WithName("getArgumentMap").WithSummary("Map the arguments on a question")
            .WithDescription($"All arguments with what they do to each other, who advances each in which position, which are unanswered (no other attacks or undercuts them), on which grounds there are arguments both ways, and who is on one side for different reasons. As DOT it can be drawn with Graphviz. At most {ArgumentMapReads.MostArguments} arguments, given {ArgumentMapReads.MostAdvances} times in positions.");
        group.MapFormats("/networks/actors", NetworkReads.Formats, services.GetRequiredService<NetworkReads>().OfActorsAsync)
            .Answers<Network>([.. NetworkDocumentation.OfActors, .. Filters(services)], Problems, NetworkReads.Formats[1..])
            .WithName("getActorNetwork").WithSummary("Read the network of actors")
            .WithDescription(NetworkDocumentation.ActorText);
        group.MapFormats("/networks/affiliations", NetworkReads.Formats, services.GetRequiredService<NetworkReads>().OfAffiliationsAsync)
            .Answers<Network>([.. NetworkDocumentation.OfAffiliations, .. Filters(services)], Problems, NetworkReads.Formats[1..])
            .WithName("getAffiliationNetwork").WithSummary("Read the network of actors and concepts")
            .WithDescription(NetworkDocumentation.AffiliationText);
        return routes;
    }

    private static readonly ParameterMetadata Question = new("id", "The question's id.") { PathExample = "contribute-troops" };

    private static readonly ParameterMetadata[] Pair =
    [
        new("id", "The actor's id.") { PathExample = "rana-sanaullah" },
        new(AgreementReads.OtherId, "The id of the other actor.") { PathExample = "many-pakistanis" },
    ];

    private static IEnumerable<ParameterMetadata> Filters(IServiceProvider services, string? set = null)
    {
        var store = services.GetRequiredService<StatementStore>();
        return
        [
            .. store.Filters.Where(filter => filter.Name != set).Select(ReadParameters.Of),
            .. store.Ranges.SelectMany(ReadParameters.Of),
            ReadParameters.KnownAt,
            ReadParameters.AsOf,
            ReadParameters.IfNoneMatch,
        ];
    }

    private static IEndpointConventionBuilder Answers<T>(
        this IEndpointConventionBuilder route, IReadOnlyList<ParameterMetadata> parameters, int[] problems, params IEnumerable<Format> others) => route.WithMetadata(
        new OperationMetadata(parameters, problems) { AnswerHeaders = ["ETag", SnapshotReads.Header] },
        new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), [Body.Json, .. others.Select(other => other.MediaType).Distinct()]));
}
