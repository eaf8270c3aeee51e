namespace StanceApi.OpenApi;

/// <summary>Names of schemas: the type's, and <c>ActorPage</c> for a page of actors.</summary>
internal static class SchemaIds
{
    public static string Of(Type type) => type.IsGenericType
        ? $"{Of(type.GetGenericArguments()[0])}{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}"
        : type.Name;
}
