namespace StanceApi.Nouns;

/// <summary>A text of a record that is searched.</summary>
/// <param name="Pointer">Where it stands in the record: <c>/name</c>, <c>/aliases/0</c>.</param>
/// <param name="Text">The text.</param>
/// <param name="IsName">Whether it names the record: names are found before other texts.</param>
internal readonly record struct SearchText(string Pointer, string Text, bool IsName = false)
{
    /// <summary>The texts of a list.</summary>
    public static IEnumerable<SearchText> List(string pointer, IEnumerable<string> texts, bool isName = false) =>
        texts.Select((text, index) => new SearchText($"{pointer}/{index}", text, isName));

    /// <summary>A text that may be absent.</summary>
    public static IEnumerable<SearchText> Optional(string pointer, string? text) => text is null ? [] : [new SearchText(pointer, text)];
}
