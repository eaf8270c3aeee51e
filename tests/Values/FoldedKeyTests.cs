using System.Globalization;
using System.Text;
using CsCheck;
using StanceApi.Values;

namespace StanceApi.Tests.Values;

/// <summary>The key by which names and titles sort.</summary>
public sealed class FoldedKeyTests
{
    [Theory]
    [InlineData("Ärzte", "arzte")]
    [InlineData("ÉCOLE", "ecole")]
    [InlineData("ﬁnance", "finance")]
    [InlineData("Ⅻ", "xii")]
    [InlineData("Ｆｕｌｌ", "full")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("ΑΘΉΝΑ", "αθηνα")]
    [InlineData("خواجہ", "خواجہ")]
    [InlineData("", "")]
    public void A_key_has_no_marks_no_capitals_and_no_compatibility_forms(string text, string key) => Assert.Equal(key, FoldedKey.Of(text));

    [Fact]
    public void A_key_ends_after_120_units_and_never_inside_a_pair()
    {
        Assert.Equal(new string('a', 120), FoldedKey.Of(new string('A', 121)));
        Assert.Equal(new string('a', 119), FoldedKey.Of(new string('a', 119) + "😀"));
        Assert.Equal(string.Concat(Enumerable.Repeat("😀", 60)), FoldedKey.Of(string.Concat(Enumerable.Repeat("😀", 70))));
    }

    [Fact]
    public void Every_text_has_a_short_well_formed_key_without_marks() => Texts.Any.Sample(text =>
    {
        var key = FoldedKey.Of(text);
        return key.Length <= 120
            && !key.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar && !text.Contains('\uFFFD', StringComparison.Ordinal))
            && !key.EnumerateRunes().Any(rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark);
    });

    [Fact]
    public void Two_spellings_of_one_text_have_one_key() =>
        Texts.Any.Sample(text => FoldedKey.Of(text) == FoldedKey.Of(text.Normalize(NormalizationForm.FormD)));

    [Fact]
    public void A_text_with_a_noncharacter_has_a_key() => Assert.StartsWith("a", FoldedKey.Of("A\uFFFEb"), StringComparison.Ordinal);
}
