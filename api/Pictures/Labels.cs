namespace StanceApi.Pictures;

/// <summary>A label: what it names, its words, what follows them whole, and the pixels there are for all of it.</summary>
internal readonly record struct Label(string Id, string Text, string Ending, double Room);

/// <summary>Labels of one picture, which tell apart what has the same name, or the same beginning of one that is cut.</summary>
internal static class Labels
{
    /// <summary>How many of the last letters of an id are shown: the first ones of generated ids are alike.</summary>
    private const int IdLetters = 12;

    /// <summary>The same labels; those that would look like another's end with their id.</summary>
    public static Label[] Distinct(IReadOnlyList<Label> labels, int size)
    {
        var shown = labels.Select(label => TextWidth.Cut(Svg.Clean(label.Text), label.Ending, size, label.Room)).ToArray();
        var owners = labels.Zip(shown, (label, text) => (label.Id, Text: text)).Distinct().CountBy(owner => owner.Text, StringComparer.Ordinal);
        var shared = owners.Where(text => text.Value > 1).Select(text => text.Key).ToHashSet(StringComparer.Ordinal);
        return [.. labels.Zip(shown, (label, text) => shared.Contains(text) ? label with { Ending = $" [{Short(label.Id)}]{label.Ending}" } : label)];
    }

    private static string Short(string id) => id.Length <= IdLetters ? id : $"…{id[^IdLetters..]}";
}
