namespace StanceApi.Citations;

/// <summary>
/// The paragraphs of a text, in order: they are separated by empty lines, those with nothing but white space. A line ends at \n or
/// \r\n; what ends the last line of a paragraph is not part of it.
/// </summary>
internal static class Paragraphs
{
    public static List<Passage> Of(string text)
    {
        var found = new List<Passage>();
        var (start, end) = (-1, -1);
        foreach (var (line, isEmpty) in Lines(text))
        {
            if (!isEmpty) (start, end) = (start < 0 ? line.Start : start, line.End);
            if (!isEmpty || start < 0) continue;
            found.Add(new Passage(start, end));
            start = -1;
        }

        if (start >= 0) found.Add(new Passage(start, end));
        return found;
    }

    private static IEnumerable<(Passage Line, bool IsEmpty)> Lines(string text)
    {
        var (start, count, isEmpty) = (0, 0, true);
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (character == '\n')
            {
                var end = index > 0 && text[index - 1] == '\r' ? count - 1 : count;
                yield return (new Passage(start, end), isEmpty);
                (start, isEmpty) = (count + 1, true);
            }

            isEmpty &= char.IsWhiteSpace(character);
            if (!char.IsLowSurrogate(character)) count++;
        }

        yield return (new Passage(start, count), isEmpty);
    }
}
