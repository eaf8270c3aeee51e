using System.Text;

namespace StanceApi.Tests.Contract;

/// <summary>
/// A file of the project that is generated from the code. The test fails while it is stale; with STANCE_REGENERATE=1 the same
/// test writes it instead.
/// </summary>
public static class GeneratedFile
{
    /// <summary>The folder that holds StanceApi.sln.</summary>
    public static string Root { get; } = FindRoot();

    public static string PathOf(string name) => Path.Combine(Root, name);

    public static void AssertFresh(string name, string expected)
    {
        var path = PathOf(name);
        if (Environment.GetEnvironmentVariable("STANCE_REGENERATE") == "1") File.WriteAllText(path, expected, new UTF8Encoding(false));
        var actual = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(actual == expected, $"{name} is stale: run STANCE_REGENERATE=1 dotnet test");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StanceApi.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
