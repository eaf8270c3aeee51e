using System.Text.RegularExpressions;

namespace StanceApi.Tests.Contract;

/// <summary>Who may know whom, read from the source: see api/README.md.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] NounFolders = ["Actors", "Questions", "Sources", "Positions", "Arguments"];

    /// <summary>For each folder the folders that its files may use.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Values"] = [],
        ["Storage"] = ["Values"],
        ["Http"] = ["Storage", "Values"],
        ["Access"] = ["Http", "Storage", "Values"],
        ["Nouns"] = ["Access", "Http", "Storage", "Values"],
        ["Citations"] = ["Http", "Nouns", "Storage", "Values"],
        ["Changes"] = ["Access", "Http", "Nouns", "Storage", "Values"],
        ["Keys"] = ["Access", "Http", "Nouns", "Storage", "Values"],
        ["Backups"] = ["Access", "Http", "Storage", "Values"],
        ["Telemetry"] = ["Access", "Http", "Storage"],
        ["Pictures"] = ["Http", "Values"],
        ["Stances"] = ["Actors", "Pictures", "Positions", "Nouns", "Http", "Storage", "Values"],
        ["Analysis"] = ["Stances", "Pictures", "Arguments", "Actors", "Positions", "Nouns", "Http", "Storage", "Values"],
        ["Search"] = ["Access", "Citations", "Nouns", "Http", "Storage", "Values"],
        ["OpenApi"] = ["Access", "Http", "Nouns", "Storage", "Values"],
        ["Transfer"] = ["Sources", "Stances", "Citations", "Access", "Nouns", "Http", "Storage", "Values"],
        ["Copying"] = ["Storage"],
        ["Verification"] = ["Citations", "Nouns", "Http", "Storage", "Values"],
        ["Commands"] = ["Backups", "Copying", "Telemetry", "Verification", "Access", "Http", "Nouns", "Storage", "Transfer", "Values"],
    };

    [Fact]
    public void Folders_use_only_what_they_may()
    {
        var wrong = Files().SelectMany(file => Usings().Matches(File.ReadAllText(file.Path)).Select(use => (file.Folder, Used: use.Groups[1].Value)))
            .Where(pair => pair.Used != pair.Folder && !Allowed(pair.Folder).Contains(pair.Used))
            .Distinct();

        Assert.Empty(wrong);
    }

    [Fact]
    public void Only_the_clock_that_is_passed_in_tells_the_time()
    {
        var wrong = Files().Where(file => Clocks().IsMatch(File.ReadAllText(file.Path))).Select(file => file.Path);

        Assert.Empty(wrong);
    }

    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        var wrong = typeof(Service).Assembly.GetTypes().Where(type => EmptyName().IsMatch(type.Name)).Select(type => type.Name);

        Assert.Empty(wrong);
    }

    private static string[] Allowed(string folder) =>
        NounFolders.Contains(folder) ? ["Access", "Citations", "Nouns", "Http", "Storage", "Values"] : MayUse[folder];

    private static IEnumerable<(string Folder, string Path)> Files()
    {
        var api = GeneratedFile.PathOf("api");
        return Directory.EnumerateFiles(api, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Folder: Path.GetRelativePath(api, path).Split(Path.DirectorySeparatorChar)[0], Path: path))
            .Where(file => file.Folder is not ("bin" or "obj") && Directory.Exists(Path.Combine(api, file.Folder)));
    }

    [GeneratedRegex(@"^using StanceApi\.(\w+);", RegexOptions.Multiline)]
    private static partial Regex Usings();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(UtcNow|Now|Today)\b|\bStopwatch\b|Environment\.TickCount")]
    private static partial Regex Clocks();

    [GeneratedRegex("(Manager|Helper|Helpers|Util|Utils|Base|Dto)$")]
    private static partial Regex EmptyName();
}
