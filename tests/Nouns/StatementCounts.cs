namespace StanceApi.Tests.Nouns;

/// <summary>Tests that count what the whole process does: they run alone.</summary>
[CollectionDefinition(nameof(StatementCounts), DisableParallelization = true)]
public sealed class StatementCounts;
