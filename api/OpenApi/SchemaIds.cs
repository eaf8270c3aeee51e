using StanceApi.Nouns;

namespace StanceApi.OpenApi;

/// <summary>Names of schemas: the type's, and <c>ActorPage</c> for a page of actors, dated, counted or not.</summary>
internal static class SchemaIds
{
    public static string Of(Type type) => type.IsGenericType
        ? $"{Of(type.GetGenericArguments()[0])}{(IsPage(type) ? "Page" : type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)])}"
        : type.Name;

    private static bool IsPage(Type type) => type.GetGenericTypeDefinition() == typeof(DatedPage<>) || type.GetGenericTypeDefinition() == typeof(CountedPage<>);
}
