using System.Text;
using CsCheck;

namespace StanceApi.Tests.Values;

/// <summary>Generated texts of every script: any code point that a text may hold.</summary>
internal static class Texts
{
    private static readonly Gen<Rune> Character = Gen.OneOf(
        Gen.Int[0x20, 0x7E],
        Gen.Int[1, 0x2FF],
        Gen.Int[0x300, 0x36F],
        Gen.Int[0x600, 0x6FF],
        Gen.Int[0x2000, 0x206F],
        Gen.Int[0x370, 0xD7FF],
        Gen.Int[0xE000, 0xFFFD],
        Gen.Int[0x1F300, 0x1FAFF],
        Gen.Int[0x10000, 0x10FFFF]).Select(code => new Rune(code));

    /// <summary>Any text, the empty one and mere spaces included.</summary>
    public static readonly Gen<string> Any = Character.Array[0, 40].Select(string.Concat);

    /// <summary>Any text that says something.</summary>
    public static readonly Gen<string> Some = Any.Where(text => !string.IsNullOrWhiteSpace(text));
}
