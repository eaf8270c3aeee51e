using System.Text.RegularExpressions;

namespace StanceApi.Tests.Contract;

/// <summary>SECURITY.md has a row for each of the ten risks, and each row and each promise names tests that exist.</summary>
public sealed partial class SecurityTests
{
    private static readonly string Text = File.ReadAllText(GeneratedFile.PathOf("SECURITY.md"));

    private static readonly HashSet<string> Tests = typeof(SecurityTests).Assembly.GetTypes()
        .Where(type => type.GetMethods().Any(method => method.GetCustomAttributes(inherit: false).OfType<FactAttribute>().Any()))
        .Select(type => type.Name)
        .ToHashSet(StringComparer.Ordinal);

    [Fact]
    public void Every_risk_has_a_row() =>
        Assert.Equal(Enumerable.Range(1, 10).Select(number => $"API{number}:2023"), Row().Matches(Text).Select(row => row.Groups["risk"].Value));

    [Fact]
    public void Every_row_names_tests_and_each_exists() => Assert.All(Row().Matches(Text), row => NamesTests(Name().Matches(row.Groups["tests"].Value)));

    [Fact]
    public void Every_promise_names_tests_and_each_exists()
    {
        var promises = Promise().Matches(Text);

        Assert.Equal(8, promises.Count);
        Assert.All(promises, promise => NamesTests(TestName().Matches(promise.Value)));
    }

    private static void NamesTests(IEnumerable<Match> names)
    {
        string[] named = [.. names.Select(name => name.Groups[1].Value)];
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, Tests));
    }

    [GeneratedRegex(@"^\| (?<risk>API\d+:2023) [^|]+\|[^|]+\| (?<tests>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"^- \*\*.*?(?=^- |^$)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Promise();

    [GeneratedRegex(@"`(\w+Tests)`")]
    private static partial Regex TestName();
}
