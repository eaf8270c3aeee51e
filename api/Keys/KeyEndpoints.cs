using System.Text.Json.Nodes;
using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Nouns;

namespace StanceApi.Keys;

/// <summary>The feature of keys, for administrators: <c>/v1/keys</c>.</summary>
internal static class KeyEndpoints
{
    private static readonly ParameterMetadata Id = new("id", "The key's id.") { PathExample = "0199a3c1-7c00-7000-8000-000000000001" };

    private static readonly ParameterMetadata ValidateOnly = new("validate_only", "Runs every check, keeps nothing, and answers 200.") { IsFlag = true };

    private static readonly ParameterMetadata IdempotencyKey = new(
        "Idempotency-Key", "A key of the client's own, 1 to 255 visible ASCII characters: the same key and body get the first answer again, for 72 hours, without the secret.", IsHeader: true);

    private static readonly OperationMetadata Listing = new([ReadParameters.Limit, ReadParameters.Cursor], [400, 401, 403, 406, 500])
    {
        AnswerHeaders = ["Link?"],
        Example = () => new JsonObject { ["items"] = new JsonArray(Example()), ["next"] = null },
    };

    private static readonly OperationMetadata Reading = new([Id], [400, 401, 403, 404, 406, 500]) { Example = Example };

    private static readonly OperationMetadata Creating = new([ValidateOnly, IdempotencyKey], [400, 401, 403, 406, 413, 415, 422, 500])
    {
        AnswerHeaders = ["Location", "Idempotency-Replayed?"],
        Input = (typeof(ApiKeyInput), () => new JsonObject { ["name"] = "The nightly import", ["scopes"] = new JsonArray("write"), ["expires_at"] = "2099-01-01T00:00:00Z" }),
        Example = () => Created(),
    };

    private static readonly OperationMetadata Revoking = new([Id, ValidateOnly], [400, 401, 403, 404, 406, 500]);

    public static IServiceCollection AddKeys(this IServiceCollection services) => services.AddSingleton<KeyReads>().AddSingleton<KeyWrites>();

    public static IEndpointRouteBuilder MapKeys(this IEndpointRouteBuilder routes)
    {
        var reads = routes.ServiceProvider.GetRequiredService<KeyReads>();
        var writes = routes.ServiceProvider.GetRequiredService<KeyWrites>();
        var group = routes.MapGroup("/v1/keys").WithTags("keys").RequireAuthorization(AccessFeature.Admin);
        group.MapJson(HttpMethods.Get, "", reads.ListAsync).WithMetadata(Listing, Answers<ApiKeyPage>(StatusCodes.Status200OK))
            .WithName("listKeys").WithSummary("List keys")
            .WithDescription("Every key that there ever was, by id: what it may do, until when, and when it was last used. What a key is made with is shown nowhere.");
        group.MapJson(HttpMethods.Post, "", writes.CreateAsync).WithMetadata(Creating, Answers<CreatedApiKey>(StatusCodes.Status200OK), Answers<CreatedApiKey>(StatusCodes.Status201Created))
            .WithName("createKey").WithSummary("Create a key")
            .WithDescription("Creates a key and answers its `secret`, this once: only a hash of it is kept. The scope `write` or `texts` brings `read`, `admin` brings everything.");
        group.MapJson(HttpMethods.Get, "/{id}", reads.GetAsync).WithMetadata(Reading, Answers<ApiKey>(StatusCodes.Status200OK))
            .WithName("getKey").WithSummary("Read a key")
            .WithDescription("What is known of a key, whether it is valid still or not.");
        group.MapJson(HttpMethods.Delete, "/{id}", writes.RevokeAsync)
            .WithMetadata(Revoking, new ProducesResponseTypeMetadata(StatusCodes.Status200OK), new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent))
            .WithName("revokeKey").WithSummary("Revoke a key")
            .WithDescription("The key is refused from the next request on, by every process, and never comes back. It stays in the list.");
        return routes;
    }

    private static ProducesResponseTypeMetadata Answers<T>(int status) => new(status, typeof(T), [Body.Json]);

    private static JsonObject Example() => new()
    {
        ["id"] = Id.PathExample,
        ["name"] = "The nightly import",
        ["scopes"] = new JsonArray("write"),
        ["created_at"] = "2025-10-29T09:00:00.000000Z",
        ["expires_at"] = "2099-01-01T00:00:00.000000Z",
        ["last_used_at"] = null,
        ["revoked_at"] = null,
    };

    private static JsonObject Created()
    {
        var key = Example();
        key["secret"] = "stance_0pRzbQmcX0hYd0hJ1mS3tG7uVw2aL9kEoN4iB6cF8xA";
        return key;
    }
}
