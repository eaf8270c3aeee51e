using CsCheck;
using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Tests.Values;

namespace StanceApi.Tests.Nouns;

/// <summary>Cursors: opaque, read back as written, bound to their list, and refused when changed.</summary>
public sealed class CursorTests
{
    private static readonly Gen<Cursor> Any = Gen.Select(Gen.Long[0, long.MaxValue], Texts.Any, Gen.Char["abc019"].Array[1, 20].Select(letters => new string(letters))).Select((seq, key, id) => new Cursor(seq, new After(key, id)));

    [Fact]
    public void A_cursor_is_read_back_as_it_was_written() => Gen.Select(Any, Texts.Any).Sample((cursor, binding) =>
        Cursor.TryRead(cursor.Write(binding), binding, out var read) && read == cursor);

    [Fact]
    public void A_cursor_has_only_characters_that_need_no_escape() => Gen.Select(Any, Texts.Any).Sample((cursor, binding) =>
        cursor.Write(binding).All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'));

    [Fact]
    public void A_cursor_of_another_list_is_refused() => Gen.Select(Any, Texts.Any, Texts.Any).Where((_, one, other) => one != other).Sample((cursor, one, other) =>
        !Cursor.TryRead(cursor.Write(one), other, out _));

    [Fact]
    public void A_cursor_with_any_character_changed_is_refused() => Gen.Select(Any, Gen.Int[0, int.MaxValue], Gen.Char["abcXYZ019-_"]).Sample((cursor, place, character) =>
    {
        var written = cursor.Write("list").ToCharArray();
        var index = place % written.Length;
        if (written[index] == character) return true;
        written[index] = character;
        return !Cursor.TryRead(new string(written), "list", out _);
    });

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("no cursor")]
    [InlineData("AAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("====")]
    public void What_is_no_cursor_is_refused(string text) => Assert.False(Cursor.TryRead(text, "list", out _));
}
