using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace StanceApi.Values;

/// <summary>The words of an enum: the one spelling (snake_case) used in JSON, queries, CSV headers and the database.</summary>
internal static class Words<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> ByWord = Enum.GetValues<T>().ToDictionary(Words.Of, StringComparer.Ordinal);
    private static readonly Dictionary<T, string> ByValue = ByWord.ToDictionary(pair => pair.Value, pair => pair.Key);

    public static string Of(T value) => ByValue[value];

    /// <summary>The word of an optional value, null when there is none.</summary>
    public static string? Of(T? value) => value is { } known ? ByValue[known] : null;

    /// <summary>The value of a word that the database holds.</summary>
    /// <exception cref="DamagedColumnException">It holds another one.</exception>
    public static T Parse(string word, [CallerArgumentExpression(nameof(word))] string column = "") =>
        ByWord.TryGetValue(word, out var value) ? value : throw new DamagedColumnException(column, $"holds '{word}', which is none of {string.Join(", ", ByWord.Keys)}");

    /// <summary>The value of an optional word that the database holds.</summary>
    /// <exception cref="DamagedColumnException">It holds another one.</exception>
    public static T? ParseOptional(string? word, [CallerArgumentExpression(nameof(word))] string column = "") => word is null ? null : Parse(word, column);
}

/// <summary>The words of an enum whose type is known only at run time.</summary>
internal static class Words
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<string>> Lists = new();

    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>Every word of <paramref name="enumType"/> in declared order.</summary>
    public static IReadOnlyList<string> List(Type enumType) => Lists.GetOrAdd(
        enumType, type => [.. Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)]);
}
