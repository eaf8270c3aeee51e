using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using StanceApi.Http;

using Swashbuckle.AspNetCore.SwaggerGen;

namespace StanceApi.OpenApi;

/// <summary>The feature of documentation: the OpenAPI documents, generated from the code, and Swagger UI.</summary>
internal static class OpenApiFeature
{
    private const string Document = "v1";

    private static readonly string[] Root = [HttpMethods.Get];

    private const string About = """
        Who stands where on a decision, with which arguments (moral, operational, diplomatic, risk), on which evidence, and how
        that changed.

        Lists are paged by `cursor`, errors are problem documents (RFC 9457) with a stable `code`, single records carry a strong
        `ETag`, and unknown parameters or members are refused instead of ignored. Reads are open; writes need a key. Every answer tells in `RateLimit` how many requests are left.
        """;

    public static IServiceCollection AddOpenApiDocuments(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSingleton<OpenApiDocuments>();
        return services.AddSwaggerGen(Configure);
    }

    public static IEndpointRouteBuilder MapOpenApiDocuments(this IEndpointRouteBuilder routes)
    {
        var documents = routes.ServiceProvider.GetRequiredService<OpenApiDocuments>();
        routes.MapText("/openapi/v1.json", "application/json", documents.Json31);
        routes.MapText("/openapi/v1.yaml", "application/yaml", documents.Yaml31);
        routes.MapText("/openapi/v1-3.0.json", "application/json", documents.Json30);
        routes.MapMethods("/docs", Root, http => TypedResults.Redirect("/docs/index.html").ExecuteAsync(http)).AllowAnonymous();
        routes.MapMethods("/", Root, http => TypedResults.Redirect("/docs").ExecuteAsync(http)).AllowAnonymous();
        return routes;
    }

    public static IApplicationBuilder UseDocumentation(this IApplicationBuilder app) => app.UseSwaggerUI(options =>
    {
        options.RoutePrefix = "docs";
        options.DocumentTitle = "StanceApi";
        options.SwaggerEndpoint("/openapi/v1.json", "StanceApi v1");
        options.EnablePersistAuthorization();
        options.EnableDeepLinking();
    });

    private static void Configure(SwaggerGenOptions options)
    {
        options.SwaggerDoc(Document, new OpenApiInfo
        {
            Title = "StanceApi",
            Version = Document,
            Description = About,
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
            Contact = new OpenApiContact { Name = "The StanceApi authors" },
        });
        options.AddServer(new OpenApiServer { Url = "/", Description = "The service that this document was read from." });
        options.AddSecurityDefinition("key", new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A key of this service, or a token of the OpenID Connect issuer that its settings name. The first administrator's key is printed at the first start; administrators make others at `/v1/keys`.",
        });
        // A record of any noun, or a member of one: no class of the framework.
        options.MapType<JsonObject>(() => new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalPropertiesAllowed = true });
        options.SupportNonNullableReferenceTypes();
        options.CustomSchemaIds(SchemaIds.Of);
        options.SchemaFilter<RecordSchemaFilter>();
        options.SchemaFilter<InputSchemaFilter>();
        options.SchemaFilter<WordsSchemaFilter>();
        options.OperationFilter<NounOperationFilter>();
        options.DocumentFilter<DocumentFilter>();
    }
}
