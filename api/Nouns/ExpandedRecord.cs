using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>A record that is no noun's and has expansions all the same, for the documentation.</summary>
internal sealed record ExpandedRecord(Type Type, IReadOnlyList<Expansion> Expansions);
