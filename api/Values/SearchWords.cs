using System.Globalization;
using System.Text;

namespace StanceApi.Values;

/// <summary>A word of a text as search compares it.</summary>
/// <param name="Text">The word, folded.</param>
/// <param name="Start">The first UTF-16 unit of the word in the text.</param>
/// <param name="End">The unit after its last one.</param>
internal readonly record struct SearchWord(string Text, int Start, int End);

/// <summary>
/// The words of a text, the same on every engine: runs of letters, digits and their marks, compatibility-decomposed (NFKD), without
/// marks, lower case, with letters that differ by language or typeface alone made one. Scripts written without spaces give a word for each
/// character. Nothing here depends on a language: no stems, no stop words.
/// </summary>
internal static class SearchWords
{
    /// <summary>How many UTF-16 units of a word are compared.</summary>
    public const int LongestWord = 64;

    /// <summary>Letters that no decomposition makes one. Arabic, Persian and Urdu write the same yeh, kaf and heh with different letters.</summary>
    private static readonly Dictionary<int, string> Equal = new()
    {
        ['ß'] = "ss", ['æ'] = "ae", ['œ'] = "oe", ['ø'] = "o", ['đ'] = "d", ['ð'] = "d", ['ł'] = "l", ['ı'] = "i", ['þ'] = "th", ['ς'] = "σ",
        [0x064A] = "\u06CC", [0x0649] = "\u06CC", [0x0643] = "\u06A9", [0x0629] = "\u0647", [0x06C1] = "\u0647", [0x06C3] = "\u0647", [0x06D5] = "\u0647",
    };

    /// <summary>The words of a text in order.</summary>
    public static IEnumerable<SearchWord> Of(string text)
    {
        var start = -1;
        for (var index = 0; index < text.Length;)
        {
            var length = char.IsSurrogatePair(text, index) ? 2 : 1;
            var kind = KindOf(text, index);
            if (start >= 0 && kind is Kind.Separator or Kind.Whole && Word(text, start, index) is { } before) yield return before;
            if (kind == Kind.Whole && Word(text, index, index + length) is { } whole) yield return whole;
            start = kind switch { Kind.Letter when start < 0 => index, Kind.Letter or Kind.Mark => start, _ => -1 };
            index += length;
        }

        if (start >= 0 && Word(text, start, text.Length) is { } last) yield return last;
    }

    private enum Kind
    {
        Separator,

        /// <summary>Begins a word or goes on with it.</summary>
        Letter,

        /// <summary>Belongs to the word before it, if any.</summary>
        Mark,

        /// <summary>A word by itself.</summary>
        Whole,
    }

    private static Kind KindOf(string text, int index)
    {
        if (text[index] < 128) return char.IsAsciiLetterOrDigit(text[index]) ? Kind.Letter : Kind.Separator;
        if (IsWhole(char.IsSurrogatePair(text, index) ? char.ConvertToUtf32(text, index) : text[index])) return Kind.Whole;
        return CharUnicodeInfo.GetUnicodeCategory(text, index) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.OtherLetter
                or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Letter,
            // The joiners and the Arabic tatweel shape a word and say nothing.
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
                or UnicodeCategory.ModifierLetter => Kind.Mark,
            _ => Kind.Separator,
        };
    }

    /// <summary>Han characters and kana, and those that decompose to them: half-width kana and radicals.</summary>
    private static bool IsWhole(int rune) =>
        rune is (>= 0x3041 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF)
            or (>= 0xFF66 and <= 0xFF9F) or 0x2E9F or 0x2EF3 or (>= 0x2F00 and <= 0x2FD5);

    private static SearchWord? Word(string text, int start, int end)
    {
        var slice = text.AsSpan(start, end - start);
        var folded = System.Text.Ascii.IsValid(slice) ? Cut(slice.ToString().ToLowerInvariant()) : Fold(slice.ToString());
        return folded.Length == 0 ? null : new SearchWord(folded, start, end);
    }

    private static string Fold(string word)
    {
        var folded = new StringBuilder(word.Length);
        foreach (var rune in word.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (!Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.ModifierLetter) continue;
            var lower = Rune.ToLowerInvariant(rune);
            folded.Append(Equal.GetValueOrDefault(lower.Value) ?? lower.ToString());
        }

        return Cut(folded.ToString());
    }

    private static string Cut(string word)
    {
        if (word.Length <= LongestWord) return word;
        return word[..(char.IsHighSurrogate(word[LongestWord - 1]) ? LongestWord - 1 : LongestWord)];
    }
}
