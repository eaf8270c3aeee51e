using StanceApi.Http;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Nouns;

/// <summary>The documentation of the parameters that reads have in common, for endpoints that are not a noun's.</summary>
internal static class ReadParameters
{
    public static readonly ParameterMetadata Limit = new("limit", "How many items a page has at most.", Range: (1, ListParameters.LargestLimit, ListParameters.DefaultLimit));

    public static readonly ParameterMetadata Cursor = new("cursor", "Where the page begins: `next` of the page before, unchanged, with the same filters and times.", Pattern: "^[A-Za-z0-9_-]+$");

    public static readonly ParameterMetadata Count = new("count", "Adds `total`, how many items the whole list has.") { IsFlag = true };

    public static readonly ParameterMetadata KnownAt = new(
        Nouns.KnownAt.Parameter,
        "Answers what was recorded by then: a feed position, or an instant, which means the last entry not later than it.",
        Pattern: @"^(\d+|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z)$");

    public static readonly ParameterMetadata AsOf = new(
        Nouns.AsOf.Parameter,
        "Answers what had certainly been said by the last instant of this date: the last instant of `stated_on`, or of the source's `published_on` where that is earlier, is not after it.",
        Pattern: PartialDate.InstantPattern);

    public static readonly ParameterMetadata IfNoneMatch = new("If-None-Match", "ETags that the client holds: 304 where one is current.", IsHeader: true);

    public static ParameterMetadata Of(Filter filter) => filter.IsSearch ? new(filter.Name, filter.Description) : filter.Words is { } words
        ? new(filter.Name, Repeated(filter.Description), Words: words)
        : new(filter.Name, Repeated(filter.Description), Pattern: filter.IsId ? Id.Pattern : filter.Rule?.Pattern) { IsList = true };

    public static IEnumerable<ParameterMetadata> Of(DateRange range) => SelectionParameters.BoundNames(range)
        .Select(bound => new ParameterMetadata(bound.Name, bound.Description, Pattern: range.AllowInstant ? PartialDate.InstantPattern : PartialDate.DatePattern));

    public static ParameterMetadata Fields(Type record, IReadOnlyList<string> members) =>
        new("fields", "Only these members, separated by commas or repeated; all where nothing is said. The others are absent then, whatever the schema of the answer says.") { AnyOf = ($"{record.Name}Field", members) };

    public static ParameterMetadata Expand(Type record, IEnumerable<Expansion> expansions) =>
        new("expand", "Puts these records beside the ids that name them; separated by commas or repeated.") { AnyOf = ($"{record.Name}Expansion", [.. expansions.Select(expansion => expansion.Name)]) };

    private static string Repeated(string description) => $"{description} Repeat the parameter for any of several.";
}
