using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace StanceApi.Tests.Fuzzing;

/// <summary>What is sent to break things.</summary>
internal static class Hostile
{
    private static readonly Gen<string> Words = Gen.OneOf(
        "", " ", "\u0000", "a\u0000b", "\ud800", "\udfff\ud800", "\uffff\ufffe", "\u202egpj", "a\u0300\u0301\u0302", "\ufdfa", "ß", "İ", "ﬀ", "\u200d", "\ufeff", "👩‍👩‍👧‍👦", "💥\udc00",
        "'", "''", "\"", "'; DROP TABLE positions; --", "1 OR 1=1", "%", "_", "%%", "\\", "$1", "@Id", ":id", "/*", "*/", "--", ";", "$$", "E'\\x00'", "x'00'", "::text", "{0}", "%s%n", "${jndi:x}",
        "NEAR(a b)", "a NEAR/2 b", "a AND", "OR", "NOT", "-a", "--a", "a*", "*", "**", "\"a", "a\"", "\"\"", "\"a b\"*", "(a", "a)", "^a", "name:a", "{a b}:c", "a:*", "!a", "a & b", "a | b", "<->", "a+b", "+",
        "../../etc/passwd", "..%2f", "<script>alert(1)</script>", "=1+1", "\r\nX-A: b", "null", "true", "undefined", "NaN", "Infinity", "-Infinity", "[]", "{}", "0x10", "1e5", "١٢٣", "²");

    private static readonly Gen<string> Numbers = Gen.OneOf(
        "0", "-1", "-0", "1", "1.0", "0.5", "00", "+1", "1e1", "1e400", "-1e400", "1E-400", "2147483647", "2147483648", "-2147483649", "4294967296", "9223372036854775807", "9223372036854775808",
        "-9223372036854775809", "18446744073709551616", "99999999999999999999999999", "0.1e-20", "1.7976931348623157e308");

    private static readonly Gen<string> Times = Gen.OneOf(
        "0000", "0001", "9999", "10000", "2025-00", "2025-13", "2025-02-30", "2024-02-29", "2025-02-29", "2025-1-1", "2025-10-28T24:00:00Z", "2025-10-28T23:59:60Z", "2025-10-28T00:00:00", "2025-10-28t00:00:00z",
        "2025-10-28T00:00:00+00:00", "2025-10-28T00:00:00.1234567Z", "2025-10-28T00:00:00.Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.9999999Z", "2025-10-28 00:00:00Z", "2025/10", "2025-10/2025-11", "2025~", "XXXX", "-2025", "Y17000");

    private static readonly Gen<string> Long = Gen.Select(Gen.OneOf("a", "é", "💥", "a ", "\"", "'", "-a ", "a* ", "(", "é̀"), Gen.OneOf(100, 501, 2_001, 5_000)).Select((piece, count) => string.Concat(Enumerable.Repeat(piece, count / piece.Length)));

    /// <summary>A text that is strange somehow; it may have lone surrogates.</summary>
    public static readonly Gen<string> Text = Gen.Frequency((6, Words), (2, Numbers), (2, Times), (1, Long), (2, Gen.String));

    /// <summary>A text of a query or a path, escaped, or escaped wrongly.</summary>
    public static readonly Gen<string> Escaped = Gen.Frequency(
        (6, Text.Select(text => Escape(text))),
        (1, Gen.Byte.Array[0, 12].Select(bytes => string.Concat(bytes.Select(each => $"%{each:X2}")))),
        (1, Gen.OneOf("%", "%G0", "%u0041", "%ED%A0%80", "%C0%80", "%F0%9F", "%00", "%2F", "%5C", "..", ".", "%2e%2e", "a%2F..%2Fb", "a+b", "%26a=b", "*", ";", ",", ",,", "a,", "!", "~")));

    private static readonly Gen<string> Leaf = Gen.Frequency(
        (4, Text.Select(text => Quoted(text))),
        (2, Numbers.Where(IsNumber)),
        (1, Gen.OneOf("null", "true", "false", "{}", "[]", "[null]", "\"\\u0000\"", "\"\\ud800\"", "\"\\uDC00\\uD800\"", "\"\\x\"", "nul", "-", "01", "\"open", "'a'")));

    /// <summary>A value of JSON, as it is written.</summary>
    public static readonly Gen<string> Value = Gen.Recursive<string>((depth, self) => depth >= 3
        ? Leaf
        : Gen.Frequency(
            (6, Leaf),
            (1, self.Array[0, 3].Select(items => $"[{string.Join(',', items)}]")),
            (1, Gen.Select(Leaf, self).Array[0, 3].Select(members => $"{{{string.Join(',', members.Select(member => $"{Name(member.Item1)}:{member.Item2}"))}}}"))));

    /// <summary>A body that has nothing to do with what is asked for.</summary>
    public static readonly Gen<byte[]> Body = Gen.Frequency(
        (3, Value.Select(Encoding.UTF8.GetBytes)),
        (2, Gen.Byte.Array[0, 300]),
        (1, Gen.Int[1, 20_000].Select(depth => Encoding.UTF8.GetBytes(new string('[', depth)))),
        (1, Gen.Int[1, 300].Select(depth => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth)))),
        (1, Gen.OneOf("", " ", "\n", "{", "}", "{}", "[]", "null", "\"\"", "{}{}", "{}\n{}", "\ufeff{}", "{\"id\":\"a\",\"id\":\"b\"}", "// a\n{}", "{'a':1}", "{a:1}", "{\"a\":1,}", "\u0000", "id\n", "id,id\na,b\n", "\"").Select(Encoding.UTF8.GetBytes)));

    /// <summary>A value of a header: visible ASCII, spaces, and letters beyond.</summary>
    public static readonly Gen<string> Header = Gen.Frequency(
        (1, Gen.Char[' ', '~'].Array[0, 40].Select(letters => string.Concat(letters))),
        (4, Gen.OneOf("", "*", "*/*", "*/*;q=0", "\"1\"", "W/\"1\"", "\"", "\"\"", "\"1\", \"2\"", "W/", "1", ",", ";", "bytes=0-", "bytes=5-1", "application/json", "application/json;q=0.5;charset=x", "text/*;q=2", "text/csv, */*;q=0.1",
            "Bearer", "Bearer .", "Bearer a.b.c", "Basic YTpi", "null", "GET", "gzip, deflate, br", "identity;q=0", "-1", "0", "99999999999999999999", "é", "a\tb", "Thu, 01 Jan 1970 00:00:00 GMT", "x=y; z", "()<>@", "100-continue")),
        (1, Gen.Int[1, 9_000].Select(length => new string('a', length))));

    public static string Escape(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(each => char.IsAsciiLetterOrDigit((char)each) ? $"{(char)each}" : $"%{each:X2}"));

    private static string Name(string leaf) => leaf.StartsWith('"') ? leaf : $"\"{leaf.Length}\"";

    /// <summary>The text as JSON; lone surrogates stay, escaped.</summary>
    private static string Quoted(string text) =>
        $"\"{string.Concat(text.Select(letter => letter is '"' or '\\' ? $"\\{letter}" : letter < ' ' || char.IsSurrogate(letter) ? $"\\u{(int)letter:x4}" : $"{letter}"))}\"";

    private static bool IsNumber(string text)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement.ValueKind == JsonValueKind.Number;
        }
        catch (JsonException)
        {
            return double.TryParse(text, CultureInfo.InvariantCulture, out _) && text[0] == '0';
        }
    }
}
