using System.Globalization;
using System.Text;

namespace StanceApi.Pictures;

/// <summary>
/// How wide letters are, in parts of the font size: as in the widest of the fonts that "sans-serif" commonly stands for (DejaVu Sans,
/// Liberation Sans, Noto Sans), since it is the viewer who chooses among them. Scripts beyond ASCII have a width for most of their letters.
/// </summary>
internal static class LetterWidths
{
    private const double Square = 1;
    private const string WideCapitals = "ÆŒŴǢǼЖШЩЮЉЊ‰№";
    private const string WideSmall = "…—―™æœŵǣǽ©®¼½¾жшщюыфљњωώ";

    /// <summary>From the space to the tilde, in hundredths.</summary>
    private static ReadOnlySpan<byte> Ascii =>
    [
        32, 41, 46, 84, 64, 95, 78, 28, 39, 39, 51, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 56,
        102, 69, 69, 73, 77, 67, 62, 78, 76, 34, 50, 67, 56, 91, 76, 79, 67, 79, 73, 67, 62, 74, 69, 99, 69, 67, 69, 39, 34, 39, 84, 56,
        50, 62, 64, 56, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 43, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
    ];

    /// <summary>Where each range of scripts ends, and how wide its capitals and its other letters are.</summary>
    private static readonly (int End, double Capital, double Other)[] Scripts =
    [
        (0x250, 0.79, 0.64), // Latin
        (0x370, 0.75, 0.75), // phonetic letters
        (0x590, 0.88, 0.7), // Greek, Cyrillic, Armenian
        (0x600, 0.66, 0.66), // Hebrew
        (0x900, 0.6, 0.6), // Arabic
        (0xB80, 0.65, 0.65), // Devanagari to Oriya
        (0xE00, Square, Square), // Tamil to Sinhala
        (0xF00, 0.64, 0.64), // Thai, Lao
        (0x1100, 0.9, 0.9), // Tibetan, Burmese, Georgian
        (0x1E00, Square, Square),
        (0x1F00, 0.91, 0.68), // Latin of Vietnamese
        (0x2000, 1.1, 0.85), // Greek with several marks
        (0x2070, 0.6, 0.6), // quotation marks, dashes
        (0x1F000, Square, Square), // ideographs, Hangul, symbols
        (0x20000, 1.3, 1.3), // pictographs
    ];

    public static double Of(Rune rune) => rune.Value switch
    {
        >= ' ' and <= '~' => Ascii[rune.Value - ' '] / 100.0,
        _ when IsMark(rune) => 0,
        <= char.MaxValue when WideCapitals.Contains((char)rune.Value, StringComparison.Ordinal) => 1.1,
        <= char.MaxValue when WideSmall.Contains((char)rune.Value, StringComparison.Ordinal) => 1,
        _ => OfScript(rune),
    };

    /// <summary>Marks stand on the letter before them.</summary>
    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;

    private static double OfScript(Rune rune)
    {
        foreach (var (end, capital, other) in Scripts)
        {
            if (rune.Value < end) return Rune.IsUpper(rune) ? capital : other;
        }

        return Square;
    }
}
