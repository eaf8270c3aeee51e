using Microsoft.AspNetCore.Http.Extensions;
using StanceApi.Values;

namespace StanceApi.Http;

/// <summary>Paths and links.</summary>
internal static class Paths
{
    /// <summary>An id in a path that does not have the form of one cannot name anything.</summary>
    public static void CheckId(string id, List<ProblemError> errors, string name = "id")
    {
        if (!Id.IsValid(id)) errors.Add(new ProblemError(ErrorPlace.Path, $"/{name}", Codes.InvalidId, Id.Advice));
    }

    /// <summary>A path of the service as a client sees it, behind the path that the service itself may lie under.</summary>
    public static string Within(HttpRequest request, string path) => request.PathBase.ToUriComponent() + path;

    /// <summary>The request's own path and query with one parameter set.</summary>
    public static string WithParameter(HttpRequest request, string name, string value)
    {
        var query = new QueryBuilder(request.Query.Where(pair => pair.Key != name)) { { name, value } };
        return $"{Within(request, request.Path.ToUriComponent())}{query.ToQueryString().ToUriComponent()}";
    }
}
