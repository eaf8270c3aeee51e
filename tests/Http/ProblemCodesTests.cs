using System.Text.RegularExpressions;
using StanceApi.Http;

namespace StanceApi.Tests.Http;

/// <summary>The README's list of error codes and the code's own list are one.</summary>
public sealed partial class ProblemCodesTests
{
    private const string Heading = "## Error codes";

    [Fact]
    public async Task The_README_lists_every_code_exactly_once_and_no_other()
    {
        var readme = await File.ReadAllLinesAsync(Path.Combine(Root(), "README.md"), TestContext.Current.CancellationToken);

        Assert.Contains(Heading, readme);
        var section = readme.SkipWhile(line => line != Heading).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));
        var listed = section.Select(line => Row().Match(line)).Where(match => match.Success).Select(match => match.Groups["code"].Value);

        Assert.Equal(Codes.Titles.Keys.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_code_is_a_word_in_snake_case_with_a_title_that_is_a_sentence()
    {
        Assert.All(Codes.Titles.Keys, code => Assert.Matches("^[a-z0-9]+(_[a-z0-9]+)*$", code));
        Assert.All(Codes.Titles.Values, title => Assert.Matches(@"^[A-Z].*\.$", title));
        Assert.Equal(Codes.Titles.Count, Codes.Titles.Values.Distinct(StringComparer.Ordinal).Count());
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StanceApi.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex(@"^\| `(?<code>[^`]+)` \|", RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
