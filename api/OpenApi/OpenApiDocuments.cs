using System.Globalization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace StanceApi.OpenApi;

/// <summary>The documents as texts, each made once, when somebody first asks.</summary>
internal sealed class OpenApiDocuments(IServiceScopeFactory scopes)
{
    private readonly Lazy<string> json31 = new(() => Write(scopes, writer => new OpenApiJsonWriter(writer), OpenApiSpecVersion.OpenApi3_1));
    private readonly Lazy<string> yaml31 = new(() => Write(scopes, writer => new OpenApiYamlWriter(writer), OpenApiSpecVersion.OpenApi3_1));
    private readonly Lazy<string> json30 = new(() => Write(scopes, writer => new OpenApiJsonWriter(writer), OpenApiSpecVersion.OpenApi3_0));

    public string Json31() => json31.Value;

    public string Yaml31() => yaml31.Value;

    /// <summary>For tools that cannot read 3.1.</summary>
    public string Json30() => json30.Value;

    private static string Write(IServiceScopeFactory scopes, Func<TextWriter, IOpenApiWriter> writer, OpenApiSpecVersion version)
    {
        using var scope = scopes.CreateScope();
        var document = scope.ServiceProvider.GetRequiredService<ISwaggerProvider>().GetSwagger("v1");
        if (version == OpenApiSpecVersion.OpenApi3_0) new OpenApiWalker(new NullableReferences30()).Walk(document);
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        document.SerializeAs(version, writer(text));
        return $"{text}\n";
    }
}
