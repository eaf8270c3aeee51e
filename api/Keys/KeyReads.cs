using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Keys;

/// <summary>Answers what keys there are, never what they are made with.</summary>
internal sealed class KeyReads(Readers readers)
{
    private const string Binding = "keys";

    public async Task<IResult> ListAsync(HttpContext http)
    {
        var errors = Conditional.Check(http.Request);
        var query = new QueryParameters(http.Request, errors);
        var limit = query.PageLimit(ListParameters.DefaultLimit);
        var cursor = Cursor.Read(query, Binding, isNumber: false);
        query.RefuseOthers();
        if (errors.Count > 0) return new ProblemResult(Problem.Of(StatusCodes.Status400BadRequest, errors));
        await using var session = await readers.OpenAsync(http.RequestAborted);
        var found = await KeyStore.ListAsync(session, cursor?.After.Id ?? "", limit + 1);
        var shown = found.Take(limit).ToArray();
        var next = found.Count > limit ? new Cursor(0, new After(shown[^1].Id, shown[^1].Id)).Link(http, Binding) : null;
        return Answer(http, new ApiKeyPage { Items = [.. shown.Select(Of)], Next = next });
    }

    public async Task<IResult> GetAsync(HttpContext http, string id)
    {
        var errors = Conditional.Check(http.Request);
        Paths.CheckId(id, errors);
        new QueryParameters(http.Request, errors).RefuseOthers();
        if (errors.Count > 0) return new ProblemResult(Problem.Of(StatusCodes.Status400BadRequest, errors));
        await using var session = await readers.OpenAsync(http.RequestAborted);
        return await KeyStore.FindIdAsync(session, id) is { } key ? Answer(http, Of(key)) : new ProblemResult(NotFound(id));
    }

    public static Problem NotFound(string id) => Problem.At(StatusCodes.Status404NotFound, Codes.NotFound, $"There is no key '{id}'.", ErrorPlace.Path, "/id");

    public static ApiKey Of(KeyRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Scopes = Scopes.Parse(row.Scopes),
        CreatedAt = row.CreatedAt,
        ExpiresAt = row.ExpiresAt,
        LastUsedAt = row.LastUsedAt,
        RevokedAt = row.RevokedAt,
    };

    private static IResult Answer<T>(HttpContext http, T value)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(value, Json.Options);
    }
}
