using StanceApi.Http;
using StanceApi.Values;

namespace StanceApi.Nouns;

/// <summary>The time of the world that a read asks about: what had certainly been said by a date or an instant.</summary>
/// <param name="Text">What was asked, as it was written.</param>
/// <param name="Last">The last microsecond of it.</param>
internal sealed record AsOf(string Text, long Last)
{
    public const string Parameter = "as_of";

    /// <summary>Reads the parameter; null where it is absent or refused.</summary>
    public static AsOf? Read(QueryParameters query)
    {
        if (query.Value(Parameter) is not { } text) return null;
        if (PartialDate.TryParse(text, out var date)) return new AsOf(text, date.Last);
        query.Refuse(Parameter, Codes.InvalidDate, $"'{text}' is no date. Write YYYY, YYYY-MM, YYYY-MM-DD or an instant such as 2025-10-27T18:30:00Z.");
        return null;
    }
}
