using System.Globalization;
using System.Text;
using StanceApi.Http;
using StanceApi.Values;

namespace StanceApi.Pictures;

/// <summary>A picture of 1000 pixels' width that a report can embed: it has its own fonts and colours and refers to nothing.</summary>
internal sealed class Svg
{
    public const int Width = 1000;

    public static readonly Format Format = new("svg", "image/svg+xml");

    private const int LetterWidth = 7;

    private readonly StringBuilder body = new();

    /// <summary>Begins a picture with its title and what it was made from.</summary>
    public Svg(string title, string note)
    {
        Text(24, 34, title, "start", size: 18, most: 100);
        Text(24, 56, note, "start", size: 12, most: 150, colour: "#555555");
    }

    public static IResult Answer(string picture) => TypedResults.Text(picture, Format.MediaType, Encoding.UTF8);

    /// <summary>What a picture is made from, in a line.</summary>
    public static string Note(string? asOf, string snapshot) => $"As of {asOf ?? "all dates"}, at feed position {snapshot}.";

    public void Line(double x1, double y1, double x2, double y2, string colour, double width, bool isDashed = false, string? hint = null)
    {
        body.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" stroke=\"{colour}\" stroke-width=\"{width:0.##}\"");
        Close("line", isDashed, hint);
    }

    public void Circle(double x, double y, double radius, string fill, bool isDashed = false, string? hint = null)
    {
        body.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\" fill=\"{fill}\" stroke=\"#222222\"");
        Close("circle", isDashed, hint);
    }

    public void Box(double x, double y, double width, double height, string fill, bool isDashed = false, string? hint = null)
    {
        body.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"{fill}\" stroke=\"#222222\"");
        Close("rect", isDashed, hint);
    }

    /// <summary>Writes a text, cut where it is longer than there is room for; the whole of it is its hint then.</summary>
    public void Text(double x, double y, string text, string anchor, int size = 13, int most = 30, string colour = "#111111", double turn = 0)
    {
        var clean = XmlSafeText.Of(text);
        var shown = clean.EnumerateRunes().Count() <= most ? clean : string.Concat(clean.EnumerateRunes().Take(most - 1)).TrimEnd() + "…";
        body.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"{anchor}\" font-size=\"{size}\" fill=\"{colour}\"");
        if (turn != 0) body.Append(CultureInfo.InvariantCulture, $" transform=\"rotate({turn:0.##} {x:0.##} {y:0.##})\"");
        body.Append('>').Append(Escape(shown));
        if (shown != clean) body.Append("<title>").Append(Escape(clean)).Append("</title>");
        body.Append("</text>\n");
    }

    /// <summary>Boxes of colours with what they stand for, side by side.</summary>
    public void Legend(double x, double y, params IEnumerable<(string Colour, string Text)> entries)
    {
        foreach (var (colour, text) in entries)
        {
            Box(x, y - 10, 12, 12, colour);
            Text(x + 18, y, text, "start", size: 12, most: 40);
            x += 18 + (LetterWidth * text.Length) + 18;
        }
    }

    public string Close(double height, string title) => string.Create(
        CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height:0}\" viewBox=\"0 0 {Width} {height:0}\" role=\"img\" font-family=\"Helvetica, Arial, sans-serif\">\n<title>{Escape(XmlSafeText.Of(title))}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{body}</svg>\n");

    private void Close(string element, bool isDashed, string? hint)
    {
        if (isDashed) body.Append(" stroke-dasharray=\"4 3\"");
        if (hint is null) body.Append("/>\n");
        else body.Append("><title>").Append(Escape(XmlSafeText.Of(hint))).Append("</title></").Append(element).Append(">\n");
    }

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
