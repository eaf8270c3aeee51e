using System.Text.Json;
using System.Text.Json.Nodes;
using StanceApi.Http;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Nouns;

/// <summary>A version as it is stored, for whoever looks whether it is as the service would have stored it.</summary>
/// <param name="Id">The record's id.</param>
/// <param name="Seq">The feed position at which the version was recorded.</param>
/// <param name="Version">The version.</param>
/// <param name="Record">The record; null where the row cannot be read as one.</param>
/// <param name="Faults">What is wrong with it, in a few words each.</param>
internal sealed record StoredVersion(string Id, long Seq, long Version, JsonObject? Record, IReadOnlyList<string> Faults)
{
    public static StoredVersion Of<TInput, TRow, TRecord>(Noun<TInput, TRow, TRecord> noun, TRow row)
        where TInput : class, INounInput
        where TRow : class, INounRow
        where TRecord : class
    {
        try
        {
            var record = noun.ToJson(row);
            return new StoredVersion(row.Id, row.Seq, row.Version, record, [.. FaultsOf(noun, row, record)]);
        }
        catch (DamagedColumnException damage)
        {
            return new StoredVersion(row.Id, row.Seq, row.Version, null, [$"cannot be read: {damage.Message}"]);
        }
    }

    private static IEnumerable<string> FaultsOf<TInput, TRow, TRecord>(Noun<TInput, TRow, TRecord> noun, TRow row, JsonObject record)
        where TInput : class, INounInput
        where TRow : class, INounRow
        where TRecord : class
    {
        var (input, problem) = noun.Read(JsonSerializer.SerializeToElement(record, Json.Options));
        if (input is null) return problem!.Errors.Select(error => $"is not what the service takes: {error.Pointer} {error.Code}: {error.Detail}");
        var written = noun.ToRow(input, row.Id, new Stamp(row.Seq, row.Version, row.RecordedAt));
        return noun.DerivedColumns.Where(column => Table.Text(row, column) != Table.Text(written, column)).Select(column => $"has another {column} than the service gives it");
    }
}
