namespace StanceApi.Citations;

/// <summary>
/// A text made ready for checks: its code points counted, its paragraphs found, its plain form beside it with the way back. A mark at
/// every 1,024th character keeps that way short without a number for every character.
/// </summary>
internal sealed class PreparedText
{
    private const int Stride = 1_024;

    private readonly string text;
    private readonly string plain;
    private readonly List<Mark> marks;
    private readonly List<Passage> paragraphs;

    private PreparedText(string sha256, string text, string plain, int length, List<Mark> marks)
    {
        Sha256 = sha256;
        this.text = text;
        this.plain = plain;
        Length = length;
        this.marks = marks;
        paragraphs = Paragraphs.Of(text);
    }

    public string Sha256 { get; }

    /// <summary>How many Unicode code points the text has.</summary>
    public int Length { get; }

    public int ParagraphCount => paragraphs.Count;

    /// <summary>How many bytes this takes in memory, nearly.</summary>
    public long Bytes => sizeof(char) * ((long)text.Length + plain.Length) + 8L * (paragraphs.Count + marks.Count);

    /// <summary>The text in the form in which quotes are looked for.</summary>
    public ReadOnlySpan<char> Plain => plain;

    public static PreparedText Of(string text, string sha256)
    {
        var plain = new char[text.Length];
        var marks = new List<Mark>(text.Length / Stride + 1);
        var (codePoints, kept) = (0, 0);
        for (var index = 0; index < text.Length; index++)
        {
            if (index % Stride == 0) marks.Add(new Mark(codePoints, kept));
            if (PlainText.Keeps(text, index)) plain[kept++] = PlainText.Plain(text[index]);
            if (!char.IsLowSurrogate(text[index])) codePoints++;
        }

        return new PreparedText(sha256, text, plain.AsSpan(0, kept).SequenceEqual(text) ? text : new string(plain, 0, kept), codePoints, marks);
    }

    /// <summary>A paragraph, counted from 1; null where there is none of that number.</summary>
    public Passage? Paragraph(int number) => number <= paragraphs.Count ? paragraphs[number - 1] : null;

    /// <summary>The numbers of the first and the last paragraph that a passage touches; null where it touches none.</summary>
    public (int First, int Last)? ParagraphsOf(Passage passage)
    {
        var first = FirstWhere(paragraphs.Count, index => paragraphs[index].End > passage.Start);
        var after = FirstWhere(paragraphs.Count, index => paragraphs[index].Start >= passage.End);
        return first < after ? (first + 1, after) : null;
    }

    /// <summary>The text of a passage that lies inside.</summary>
    public string Slice(Passage passage) => text[CharacterAt(passage.Start)..CharacterAt(passage.End)];

    /// <summary>The index in the plain form of the first character that comes from the code point or a later one.</summary>
    public int PlainAt(int codePoint)
    {
        var character = CharacterAt(codePoint);
        if (character == text.Length) return plain.Length;
        var (index, kept) = (character / Stride * Stride, marks[character / Stride].Kept);
        for (; index < character; index++) kept += PlainText.Keeps(text, index) ? 1 : 0;
        return kept;
    }

    /// <summary>The passage that a part of the plain form comes from.</summary>
    public Passage PassageOf(int plainStart, int length) => new(CodePointsBefore(CharacterOf(plainStart)), CodePointsBefore(CharacterOf(plainStart + length - 1) + 1));

    /// <summary>The index of the character from which one of the plain form comes.</summary>
    private int CharacterOf(int plainIndex)
    {
        var mark = FirstWhere(marks.Count, each => marks[each].Kept > plainIndex) - 1;
        var (index, kept) = (mark * Stride, marks[mark].Kept);
        while (!PlainText.Keeps(text, index) || kept++ < plainIndex) index++;
        return index;
    }

    private int CodePointsBefore(int character)
    {
        var mark = Math.Min(character / Stride, marks.Count - 1);
        var count = marks[mark].CodePoints;
        for (var index = mark * Stride; index < character; index++) count += char.IsLowSurrogate(text[index]) ? 0 : 1;
        return count;
    }

    /// <summary>The index of the character that a code point begins with; the text's length for those past its end.</summary>
    private int CharacterAt(int codePoint)
    {
        if (codePoint >= Length) return text.Length;
        var mark = FirstWhere(marks.Count, each => marks[each].CodePoints > codePoint) - 1;
        var (index, count) = (mark * Stride, marks[mark].CodePoints);
        while (char.IsLowSurrogate(text[index]) || count++ < codePoint) index++;
        return index;
    }

    /// <summary>The first index for which something holds that holds for every later one too; the count where it holds for none.</summary>
    private static int FirstWhere(int count, Func<int, bool> holds)
    {
        var (low, high) = (0, count);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (holds(middle)) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    /// <summary>How many code points come before a character, and how many characters the plain form has of those before it.</summary>
    private readonly record struct Mark(int CodePoints, int Kept);
}
