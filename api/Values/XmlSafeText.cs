using System.Text;
using System.Xml;

namespace StanceApi.Values;

/// <summary>Texts in XML, which cannot hold every character that JSON can.</summary>
internal static class XmlSafeText
{
    /// <summary>The text, with U+FFFD for what XML has no way to write.</summary>
    public static string Of(string text)
    {
        if (text.EnumerateRunes().All(IsAllowed)) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) clean.Append(IsAllowed(rune) ? rune.ToString() : "\uFFFD");
        return clean.ToString();
    }

    private static bool IsAllowed(Rune rune) => !rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value);
}
