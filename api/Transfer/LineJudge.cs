using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Values;

namespace StanceApi.Transfer;

/// <summary>What a line is by itself, whatever the store holds.</summary>
/// <param name="Record">The line.</param>
/// <param name="Type">What it is, null where that cannot be told.</param>
/// <param name="Id">The record's id, null where it has none that can be told.</param>
/// <param name="Data">Where its record lies in its JSON.</param>
/// <param name="Errors">What is wrong with it.</param>
internal readonly record struct JudgedLine(RawRecord Record, ImportType? Type, string? Id, Range Data, IReadOnlyList<ProblemError> Errors);

/// <summary>Judges lines by themselves, by the same rules as a PUT of each record.</summary>
internal sealed class LineJudge(NounCatalog catalog, ImportType? type, long longestText)
{
    /// <summary>The noun of a type; the plural of a text's is its source's.</summary>
    public static string Plural(ImportType type) => type == ImportType.SourceText ? "sources" : $"{Words<ImportType>.Of(type)}s";

    /// <summary>Judges lines, as many at once as there are processors.</summary>
    public JudgedLine[] Judge(IReadOnlyList<RawRecord> records)
    {
        var judged = new JudgedLine[records.Count];
        Parallel.For(0, records.Count, index => judged[index] = Judge(records[index]));
        return judged;
    }

    private JudgedLine Judge(RawRecord record)
    {
        if (record.Errors.Count > 0) return Refused(record, type, .., record.Errors);
        if (type is { } known) return Judge(record, known, .., "");
        var (own, data, errors) = MixedLine.Read(record.Json.Span);
        return errors.Count > 0 ? Refused(record, own, data, errors) : Judge(record, own!.Value, data, ErrorPlaces.Data);
    }

    private JudgedLine Judge(RawRecord record, ImportType own, Range data, string place)
    {
        var body = record.Json[data];
        var (id, problem) = own == ImportType.SourceText ? SourceTextLine.Check(body, longestText) : catalog[Plural(own)].Check(body);
        return problem is null ? new JudgedLine(record, own, id, data, []) : Refused(record, own, data, ErrorPlaces.Below(place, problem.Errors));
    }

    private static JudgedLine Refused(RawRecord record, ImportType? own, Range data, IReadOnlyList<ProblemError> errors) =>
        new(record, own, own is { } known ? LineId.Of(record.Json.Span[data], known) : null, data, errors);
}

/// <summary>Where in a line an error is.</summary>
internal static class ErrorPlaces
{
    /// <summary>The place of the record in a line of a mixed file.</summary>
    public const string Data = "/data";

    /// <summary>The same errors below another place; all are in the body.</summary>
    public static IReadOnlyList<ProblemError> Below(string place, IReadOnlyList<ProblemError> errors) =>
        [.. errors.Select(error => error with { In = ErrorPlace.Body, Pointer = place + error.Pointer })];
}
