using System.Globalization;
using System.Text;

namespace StanceApi.Values;

/// <summary>
/// The key by which people's names and titles sort alike on both engines: compatibility-decomposed, without combining marks,
/// lower case, at most 120 UTF-16 units. Ties are broken by id.
/// </summary>
internal static class FoldedKey
{
    private const int MaxLength = 120;

    public static string Of(string text)
    {
        var key = new StringBuilder(Math.Min(text.Length, MaxLength));
        // The normalizer throws on U+FFFE; it has no place in an order anyway.
        foreach (var rune in text.Replace("\uFFFE", "", StringComparison.Ordinal).Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark) continue;
            var lower = Rune.ToLowerInvariant(rune);
            if (key.Length + lower.Utf16SequenceLength > MaxLength) break;
            key.Append(lower.ToString());
        }

        return key.ToString();
    }
}
