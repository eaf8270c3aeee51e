using StanceApi.Http;
using StanceApi.Nouns;

namespace StanceApi.Stances;

/// <summary>The feature of stances: where actors stand, and how that changed.</summary>
internal static class StanceEndpoints
{
    private static readonly int[] Problems = [400, 401, 406, 500];

    public static IServiceCollection AddStances(this IServiceCollection services) =>
        services.AddSingleton<StatementStore>().AddSingleton<StanceReads>().AddSingleton<TimelineReads>()
            .AddSingleton(new ExpandedRecord(typeof(ActorStance), [.. StanceParameters.Expansions.Select(expansion => expansion.Expansion)]));

    public static IEndpointRouteBuilder MapStances(this IEndpointRouteBuilder routes)
    {
        var store = routes.ServiceProvider.GetRequiredService<StatementStore>();
        var stances = routes.ServiceProvider.GetRequiredService<StanceReads>();
        var timelines = routes.ServiceProvider.GetRequiredService<TimelineReads>();
        var group = routes.MapGroup("/v1").WithTags("stances");
        group.MapJson(HttpMethods.Get, "/stances", stances.ListAsync)
            .Answers<DerivedPage<ActorStance>>(new OperationMetadata([.. Stances(store)], Problems))
            .WithName("listStances").WithSummary("List stances")
            .WithDescription("Where each actor stands on each question in each capacity, concluded from its positions by one rule: the winner, what decided, what it leans to, what was left out, and the evidence. By question, actor and capacity. `stance`, `leaning` and `verdict` choose among the results, all other filters among the positions.");
        group.MapFormats("/questions/{id}/timeline", TimelineReads.Formats, timelines.OfQuestionAsync)
            .Answers<TimelinePage>(new OperationMetadata([.. Timeline(store, "question", "contribute-troops")], [.. Problems, 404, 410]))
            .WithName("getQuestionTimeline").WithSummary("Read the timeline of a question")
            .WithDescription(About("on the question"));
        group.MapFormats("/actors/{id}/timeline", TimelineReads.Formats, timelines.OfActorAsync)
            .Answers<TimelinePage>(new OperationMetadata([.. Timeline(store, "actor", "khawaja-asif")], [.. Problems, 404, 410]))
            .WithName("getActorTimeline").WithSummary("Read the timeline of an actor")
            .WithDescription(About("of the actor"));
        return routes;
    }

    private static string About(string whose) =>
        $"Every change of a stance {whose}, in order, with its cause: along the world's time at one state of the record (`axis=stated`), or along the record's at one time of the world (`axis=recorded`), where corrections and retirements show too. As SVG it is one picture of the whole timeline.";

    private static IEndpointConventionBuilder Answers<T>(this IEndpointConventionBuilder route, OperationMetadata metadata) => route.WithMetadata(
        metadata with { AnswerHeaders = ["ETag", "Link?", SnapshotReads.Header] },
        new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), typeof(T) == typeof(TimelinePage) ? [.. TimelineReads.Formats.Select(format => format.MediaType)] : [Body.Json]));

    private static IEnumerable<ParameterMetadata> Timeline(StatementStore store, string noun, string example) =>
    [
        new("id", $"The {noun}'s id.") { PathExample = example },
        new("axis", "The time it runs along; `stated` where nothing is said.") { Word = typeof(TimelineAxis) },
        .. store.Filters.Where(filter => filter.Name != $"{noun}_id").Select(ReadParameters.Of),
        .. store.Ranges.SelectMany(ReadParameters.Of),
        ReadParameters.Limit,
        ReadParameters.Cursor,
        ReadParameters.Count,
        ReadParameters.KnownAt,
        ReadParameters.AsOf,
        ReadParameters.IfNoneMatch,
    ];

    private static IEnumerable<ParameterMetadata> Stances(StatementStore store) =>
    [
        .. StanceChoice.Parameters(store),
        ReadParameters.Limit,
        ReadParameters.Cursor,
        ReadParameters.Count,
        ReadParameters.Fields(typeof(ActorStance), StanceParameters.Members),
        ReadParameters.Expand(typeof(ActorStance), StanceParameters.Expansions.Select(expansion => expansion.Expansion)),
        ReadParameters.KnownAt,
        ReadParameters.AsOf,
        ReadParameters.IfNoneMatch,
    ];
}
