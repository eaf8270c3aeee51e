namespace StanceApi.Tests;

/// <summary>Data that tests measure with and that is no part of the project: the folder that STANCE_DATA names.</summary>
internal static class ReferenceData
{
    /// <summary>The path of a file; the test is skipped, saying so, where the folder is not there.</summary>
    public static string PathOf(string name)
    {
        var folder = Environment.GetEnvironmentVariable("STANCE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "STANCE_DATA does not name the folder with the reference data.");
        var path = Path.Combine(folder!, name);
        Assert.SkipUnless(File.Exists(path), $"STANCE_DATA has no {name}.");
        return path;
    }

    /// <summary>The rows of a CSV file without quoted fields before the columns asked for, by header; later columns may be cut.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(string name)
    {
        var lines = File.ReadAllLines(PathOf(name));
        var header = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => header.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second))];
    }
}
