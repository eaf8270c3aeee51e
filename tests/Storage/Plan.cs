namespace StanceApi.Tests.Storage;

/// <summary>What matters of how an engine runs a statement.</summary>
/// <param name="Sorts">What is sorted though it is as large as a table.</param>
/// <param name="Wholes">The tables that are read from end to end, in no order.</param>
/// <param name="Searches">The conditions by which rows are found in an index.</param>
internal sealed record Plan(IReadOnlyList<string> Sorts, IReadOnlyList<string> Wholes, IReadOnlyList<string> Searches);
