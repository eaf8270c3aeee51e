using System.Text.RegularExpressions;

namespace StanceApi.Tests.Contract;

/// <summary>What the style asks for and no analyzer looks at.</summary>
public sealed partial class StyleTests
{
    private const int LongestLine = 200;

    [Fact]
    public void No_line_of_code_is_longer_than_a_reader_can_follow()
    {
        // Texts for people are written in one piece, so that they can be searched for; they do not count.
        var tooLong = Files().SelectMany(file => File.ReadLines(file).Index()
            .Where(line => Literal().Replace(line.Item, "\"\"").Length > LongestLine)
            .Select(line => $"{file}:{line.Index + 1}"));

        Assert.Empty(tooLong);
    }

    private static IEnumerable<string> Files()
    {
        var api = GeneratedFile.PathOf("api");
        return Directory.EnumerateFiles(api, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(api, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"));
    }

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"
        """)]
    private static partial Regex Literal();
}
