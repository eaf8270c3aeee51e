using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace StanceApi.OpenApi;

/// <summary>The doc comments of this assembly, from the file that the compiler writes.</summary>
internal static partial class DocComments
{
    public static readonly string File = Path.Combine(AppContext.BaseDirectory, $"{Assembly.GetExecutingAssembly().GetName().Name}.xml");

    private static readonly Lazy<Dictionary<string, XElement>> Members = new(() =>
        XDocument.Load(File).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value));

    public static string Of(Type type) => Summary($"T:{Name(type)}");

    public static string Of(PropertyInfo property) => Summary($"P:{Name(property.DeclaringType!)}.{property.Name}");

    public static string OfWord(Type enumType, string name) => Summary($"F:{enumType.FullName}.{name}");

    private static string? Name(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName;

    /// <summary>The summary of a member, or of the one that it inherits its comment from.</summary>
    private static string Summary(string name)
    {
        if (!Members.Value.TryGetValue(name, out var member)) return "";
        if (member.Element("inheritdoc")?.Attribute("cref")?.Value is { } inherited) return Summary(inherited);
        foreach (var code in member.Descendants("c").ToArray()) code.ReplaceWith($"`{code.Value}`");
        return WhiteSpace().Replace(member.Element("summary")?.Value.Trim() ?? "", " ");
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
