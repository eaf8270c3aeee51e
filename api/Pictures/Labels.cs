namespace StanceApi.Pictures;

/// <summary>A label: the id of what it names, its words, what follows them whole, and the pixels there are for all of it.</summary>
internal readonly record struct Label(string Id, string Text, string Ending, double Room);

/// <summary>Labels of one picture, which tell apart what has the same name, or the same beginning of one that is cut.</summary>
internal static class Labels
{
    /// <summary>How many letters of an id are shown where they suffice.</summary>
    private const int IdLetters = 12;

    /// <summary>The same labels; those whose words look like those of another id's, whatever follows them, end with what tells their id from the others.</summary>
    public static Label[] Distinct(IReadOnlyList<Label> labels, int size)
    {
        var ending = labels.Select(label => label.Ending).MaxBy(each => TextWidth.Of(each, size)) ?? "";
        var shown = labels.Select(label => TextWidth.Cut(Svg.Clean(label.Text), ending, size, label.Room)).ToArray();
        var owners = labels.Zip(shown).ToLookup(each => each.Second, each => each.First.Id, StringComparer.Ordinal);
        return [.. labels.Zip(shown, (label, text) => owners[text].Distinct(StringComparer.Ordinal).ToArray() is { Length: > 1 } ids
            ? label with { Ending = $" [{Short(label.Id, ids)}]{label.Ending}" }
            : label)];
    }

    /// <summary>
    /// Of an id the last letters before the ending that all of the ids have, as many as tell them apart: the first ones of generated ids are
    /// alike, and the last ones of those that were made from names.
    /// </summary>
    private static string Short(string id, IReadOnlyList<string> ids)
    {
        if (id.Length <= IdLetters) return id;
        var common = Enumerable.Range(0, ids.Min(each => each.Length)).TakeWhile(place => ids.All(each => each[^(place + 1)] == ids[0][^(place + 1)])).Count();
        if (ids.Any(each => each.Length == common)) common = 0;
        var length = IdLetters;
        while (ids.Select(each => Last(each, common, length)).Distinct(StringComparer.Ordinal).Count() < ids.Count) length++;
        return Last(id, common, length);
    }

    private static string Last(string id, int common, int length)
    {
        var end = id.Length - common;
        var begin = Math.Max(0, end - length);
        return $"{(begin > 0 ? "…" : "")}{id[begin..end]}{(common > 0 ? "…" : "")}";
    }
}
