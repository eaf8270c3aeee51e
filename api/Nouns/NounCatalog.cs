namespace StanceApi.Nouns;

/// <summary>Every noun, by plural: what lets one noun's list show or guard another's records without knowing its types.</summary>
internal sealed class NounCatalog(IEnumerable<INoun> nouns)
{
    public IReadOnlyDictionary<string, INoun> ByPlural { get; } = nouns.ToDictionary(noun => noun.Plural);

    public INoun this[string plural] => ByPlural[plural];

    /// <summary>
    /// Selects (type, id) of every current record that refers to @Id of the noun, once each and without the record itself; null
    /// where no noun refers to this one.
    /// </summary>
    public string? Referrers(INoun noun)
    {
        string[] selects = [.. ByPlural.Values.SelectMany(other => Selects(other, noun.Plural))];
        return selects.Length == 0 ? null : $"""
            SELECT referrers.type, referrers.id
            FROM ({string.Join("\n      UNION\n      ", selects)}) AS referrers
            WHERE NOT (referrers.type = @Type AND referrers.id = @Id)
            """;
    }

    private static IEnumerable<string> Selects(INoun from, string to)
    {
        var columns = from.ReferenceColumns.Where(reference => reference.Target == to)
            .Select(reference => $"SELECT '{from.Singular}' AS type, id FROM {from.Plural} WHERE {reference.Column} = @Id");
        var links = from.Links.Where(link => link.Target == to)
            .Select(link => $"SELECT '{from.Singular}' AS type, owner AS id FROM {link.Name} WHERE target = @Id");
        return columns.Concat(links);
    }
}
