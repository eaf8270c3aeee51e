using System.Reflection;
using StanceApi.Commands;

namespace StanceApi.Tests.Commands;

/// <summary>Which words are settings of the service, and what happens to those that are nothing.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public void Settings_are_told_from_the_words_of_a_verb()
    {
        string[] words = ["import", "positions", "--ConnectionStrings:Stance", "Data Source=x.db", "--urls=http://a", "/data/a:b/file.csv", "Seeds:OnEmpty=true", "--mode", "insert", "--url", "http://b"];

        var settings = Settings.Split(words);

        Assert.Equal(["--ConnectionStrings:Stance", "Data Source=x.db", "--urls=http://a", "Seeds:OnEmpty=true"], settings.Given);
        Assert.Equal(["import", "positions", "/data/a:b/file.csv", "--mode", "insert", "--url", "http://b"], settings.Others);
    }

    [Theory]
    [InlineData("--ConnectionStrings:Stanc", "There is no setting ConnectionStrings:Stanc. Near it: ConnectionStrings:Stance.")]
    [InlineData("--limits:LineByte", "There is no setting limits:LineByte. Near it: Limits:")]
    [InlineData("Imports:BodyByte=5", "There is no setting Imports:BodyByte. Near it: Imports:BodyBytes, Imports:LineBytes, ")]
    [InlineData("--Stance:Anything", null)]
    [InlineData("--Logging:LogLevel:Default", null)]
    [InlineData("--Kestrel:Endpoints:Http:Url", null)]
    [InlineData("--cors:origins:0", null)]
    [InlineData("--imports:folder", null)]
    [InlineData("--urls", null)]
    public void A_setting_of_a_section_of_ours_that_is_none_is_told_with_what_is_near(string word, string? error)
    {
        var errors = Settings.Split([word, "Limits:NoName=value"]).Errors;

        if (error is null) Assert.Empty(errors);
        else Assert.StartsWith(error, errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Every_section_of_options_is_known()
    {
        var sections = typeof(CommandLine).Assembly.GetTypes().Select(type => type.GetField("Section", BindingFlags.Public | BindingFlags.Static)).OfType<FieldInfo>().Select(field => (string)field.GetValue(null)!);

        Assert.Equal(sections.Append("ConnectionStrings").Order(), KnownSettings.All.Select(name => name.Split(':')[0]).Distinct().Order());
    }

    [Fact]
    public async Task A_setting_that_is_not_known_is_a_wrong_use()
    {
        var run = await CommandRun.OfAsync(["migrate", "--ConnectionStrings:Stanc", "Data Source=:memory:"]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("ConnectionStrings:Stance", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_word_that_is_not_known_is_a_wrong_use()
    {
        var run = await CommandRun.OfAsync(["seed", "--nonsense"]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("nonsense", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("migrate", "nonsense")]
    [InlineData("import")]
    [InlineData("import", "people", "file.csv")]
    [InlineData("import", "file.csv", "--mode", "overwrite")]
    [InlineData("import", "file.csv", "--key", "without-an-address")]
    [InlineData("export", "people")]
    [InlineData("export", "positions", "--filter", "support")]
    [InlineData("export", "--url", "somewhere")]
    [InlineData("keys", "create", "Mine", "--scope", "everything")]
    [InlineData("import", "dna", "file.dna", "--prefix", "A b")]
    [InlineData("import", "polis", "folder", "--prefix", "")]
    public void What_a_verb_does_not_take_is_a_wrong_use(params string[] words) => Assert.NotEmpty(CommandLine.Parse(words).Errors);

    [Theory]
    [InlineData("dna", "StanceApi import dna <file> [options]")]
    [InlineData("polis", "StanceApi import polis <folder> [options]")]
    public async Task The_help_of_a_word_behind_a_verb_shows_what_is_written_and_no_more(string word, string usage)
    {
        var run = await CommandRun.OfAsync(["import", word, "--help"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains(run.Output.Split(Environment.NewLine), line => line.Trim() == usage);
    }

    [Fact]
    public async Task The_help_of_a_verb_has_an_example()
    {
        var run = await CommandRun.OfAsync(["seed", "--help"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("StanceApi seed ", run.Output, StringComparison.Ordinal);
    }
}
