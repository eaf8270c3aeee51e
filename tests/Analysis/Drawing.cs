using System.Xml.Linq;

namespace StanceApi.Tests.Analysis;

/// <summary>Pictures as a service draws them.</summary>
internal static class Drawing
{
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static async Task<XElement> ReadAsync(HttpClient client, string path) =>
        XDocument.Parse(await client.GetStringAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}format=svg", TestContext.Current.CancellationToken)).Root!;

    /// <summary>The texts as they are drawn, without their hints.</summary>
    public static List<string> Texts(XElement picture) => [.. picture.Elements(Svg + "text").Select(text => ((XText)text.FirstNode!).Value)];
}
