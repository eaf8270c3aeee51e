using System.Reflection;
using System.Text;
using System.Text.Json;

namespace StanceApi.Nouns;

/// <summary>The demonstration data, embedded from <c>seeds/</c>: what a development store begins with and what the documentation shows.</summary>
internal static class SeedData
{
    /// <summary>The nouns in the order in which nothing refers to what comes later.</summary>
    public static readonly IReadOnlyList<string> Order = ["sources", "questions", "actors", "arguments", "positions"];

    /// <summary>The records of a noun, one body each.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Lines(string plural)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"seeds.{plural}.ndjson")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line) yield return Encoding.UTF8.GetBytes(line);
    }

    /// <summary>The record of an id.</summary>
    public static ReadOnlyMemory<byte> Line(string plural, string id) => Lines(plural).First(line =>
    {
        using var record = JsonDocument.Parse(line);
        return record.RootElement.GetProperty("id").GetString() == id;
    });
}
