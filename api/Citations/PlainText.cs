namespace StanceApi.Citations;

/// <summary>
/// The form in which texts are compared: every run of Unicode white space is one space, typographic quotes are plain ones. Case,
/// dashes and everything else stay. Every character of it comes from exactly one of the text, in order.
/// </summary>
internal static class PlainText
{
    /// <summary>A text in this form, without space at its ends.</summary>
    public static string Of(string text) =>
        string.Concat(text.Index().Where(each => Keeps(text, each.Index)).Select(each => Plain(each.Item))).Trim(' ');

    /// <summary>Whether the character at <paramref name="index"/> has one in this form: white space after white space has none.</summary>
    public static bool Keeps(string text, int index) => !char.IsWhiteSpace(text[index]) || index == 0 || !char.IsWhiteSpace(text[index - 1]);

    /// <summary>The form of one character.</summary>
    public static char Plain(char character) => character switch
    {
        '\u2018' or '\u2019' or '\u201A' or '\u201B' or '\u2039' or '\u203A' => '\'',
        '\u201C' or '\u201D' or '\u201E' or '\u201F' or '\u00AB' or '\u00BB' => '"',
        _ => char.IsWhiteSpace(character) ? ' ' : character,
    };
}
