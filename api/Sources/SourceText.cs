using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using StanceApi.Http;

namespace StanceApi.Sources;

/// <summary>A text as it was sent, byte for byte, with the hash of its bytes.</summary>
internal sealed record SourceText(string Text, string Sha256)
{
    public static readonly Format Format = new("text", "text/plain");

    /// <summary>Reads a body as a text: not empty, UTF-8, without a NUL. What else it has, a byte order mark included, stays.</summary>
    public static (SourceText? Text, Problem? Problem) Read(ReadOnlySpan<byte> body)
    {
        if (body.Length == 0) return (null, Refuse(Codes.EmptyBody, "Send the text."));
        if (!Utf8.IsValid(body)) return (null, Refuse(Codes.InvalidUtf8, $"Send the text as UTF-8; it is not from byte {ValidLength(body) + 1} on."));
        if (body.Contains((byte)0)) return (null, Refuse(Codes.InvalidText, "A text cannot hold a NUL."));
        return (new SourceText(Encoding.UTF8.GetString(body), Convert.ToHexStringLower(SHA256.HashData(body))), null);
    }

    private static Problem Refuse(string code, string detail) => Problem.Of(StatusCodes.Status400BadRequest, [JsonText.Error("", code, detail)]);

    private static int ValidLength(ReadOnlySpan<byte> body)
    {
        var length = 0;
        while (Rune.DecodeFromUtf8(body[length..], out _, out var consumed) == System.Buffers.OperationStatus.Done) length += consumed;
        return length;
    }
}
