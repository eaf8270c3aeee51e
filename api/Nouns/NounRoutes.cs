using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>The routes that every noun has.</summary>
internal static class NounRoutes
{
    public static IServiceCollection AddNoun<TInput, TRow, TRecord>(this IServiceCollection services, Func<IServiceProvider, Noun<TInput, TRow, TRecord>> noun)
        where TInput : class, INounInput
        where TRow : class, INounRow
        where TRecord : class
    {
        services.AddSingleton(noun);
        services.AddSingleton<INoun>(provider => provider.GetRequiredService<Noun<TInput, TRow, TRecord>>());
        services.AddSingleton<NounReads<TInput, TRow, TRecord>>();
        services.AddSingleton<NounHistory<TInput, TRow, TRecord>>();
        services.AddSingleton<NounWrites<TInput, TRow, TRecord>>();
        return services;
    }

    public static IEndpointRouteBuilder MapNoun<TInput, TRow, TRecord>(this IEndpointRouteBuilder routes)
        where TInput : class, INounInput
        where TRow : class, INounRow
        where TRecord : class
    {
        var noun = routes.ServiceProvider.GetRequiredService<Noun<TInput, TRow, TRecord>>();
        var reads = routes.ServiceProvider.GetRequiredService<NounReads<TInput, TRow, TRecord>>();
        var writes = routes.ServiceProvider.GetRequiredService<NounWrites<TInput, TRow, TRecord>>();
        var group = routes.MapGroup($"/v1/{noun.Plural}");
        group.MapJson(HttpMethods.Get, "", reads.ListAsync).Documented(noun, NounOperation.List);
        group.MapJson(HttpMethods.Post, "", writes.CreateAsync).Documented(noun, NounOperation.Create).RequireAuthorization(AccessFeature.Write);
        group.MapJson(HttpMethods.Get, "/{id}", reads.GetAsync).Documented(noun, NounOperation.Get);
        group.MapJson(HttpMethods.Put, "/{id}", writes.PutAsync).Documented(noun, NounOperation.Put).RequireAuthorization(AccessFeature.Write);
        group.MapJson(HttpMethods.Patch, "/{id}", writes.PatchAsync).Documented(noun, NounOperation.Patch).RequireAuthorization(AccessFeature.Write);
        group.MapJson(HttpMethods.Delete, "/{id}", writes.RetireAsync).Documented(noun, NounOperation.Retire).RequireAuthorization(AccessFeature.Write);
        group.MapJson(HttpMethods.Get, "/{id}/history", routes.ServiceProvider.GetRequiredService<NounHistory<TInput, TRow, TRecord>>().GetAsync).Documented(noun, NounOperation.History);
        return routes;
    }

    private static IEndpointConventionBuilder Documented(this IEndpointConventionBuilder route, INoun noun, NounOperation operation) =>
        route.WithTags(noun.Plural).WithName(operation.Id(noun)).WithMetadata(new NounOperationMetadata(noun, operation));
}

/// <summary>What an endpoint does with a noun, for the documentation.</summary>
internal sealed record NounOperationMetadata(INoun Noun, NounOperation Operation);

/// <summary>The operations that every noun has.</summary>
internal enum NounOperation
{
    List,
    Create,
    Get,
    Put,
    Patch,
    Retire,
    History,
}

/// <summary>Names of operations.</summary>
internal static class NounOperations
{
    /// <summary>The operation id: listActors, createActor, getActor, putActor, patchActor, retireActor.</summary>
    public static string Id(this NounOperation operation, INoun noun)
    {
        var name = operation == NounOperation.List ? noun.Plural : noun.Singular;
        if (operation == NounOperation.History) return $"get{noun.RecordType.Name}History";
        return $"{operation.ToString().ToLowerInvariant()}{char.ToUpperInvariant(name[0])}{name[1..]}";
    }
}
