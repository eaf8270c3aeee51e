using System.Globalization;

namespace StanceApi.Pictures;

/// <summary>How wide a text is drawn, rather too wide than too narrow, since a viewer may have another font; and as much of it as has room.</summary>
internal static class TextWidth
{
    /// <summary>Fonts are drawn in whole pixels here and there, and letters become a little wider then.</summary>
    private const double Reserve = 1.03;

    /// <summary>The width in pixels at a font size in pixels.</summary>
    public static double Of(string text, int size) => size * Reserve * text.EnumerateRunes().Sum(LetterWidths.Of);

    /// <summary>As much of a text as has room, in pixels, with an ellipsis where it is cut and its ending left whole.</summary>
    public static string Cut(string text, string ending, int size, double room) =>
        Of(text + ending, size) <= room ? text + ending : text[..Fitting(text, size, room - Of("…" + ending, size))].TrimEnd() + "…" + ending;

    /// <summary>A text in as many lines as there may be, the last one with all that is left; lines end between words where there are any.</summary>
    public static IReadOnlyList<string> Lines(string text, int size, double room, int most)
    {
        var lines = new List<string>();
        while (lines.Count < most - 1 && Of(text, size) > room)
        {
            var end = LineEnd(text, Fitting(text, size, room));
            if (end == 0) break;
            lines.Add(text[..end].TrimEnd());
            text = text[end..].TrimStart();
        }

        return [.. lines, text];
    }

    /// <summary>Where the last word ends that fits; a word that takes more than half of the line is broken.</summary>
    private static int LineEnd(string text, int fitting)
    {
        var space = text.LastIndexOf(' ', Math.Min(fitting, text.Length - 1));
        return space > fitting / 2 ? space : fitting;
    }

    /// <summary>How many chars fit, letters never parted from their marks.</summary>
    private static int Fitting(string text, int size, double room)
    {
        var end = 0;
        while (end < text.Length)
        {
            var length = StringInfo.GetNextTextElementLength(text, end);
            room -= Of(text.Substring(end, length), size);
            if (room < 0) break;
            end += length;
        }

        return end;
    }
}
