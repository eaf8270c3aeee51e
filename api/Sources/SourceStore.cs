using StanceApi.Citations;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Sources;

/// <summary>The row of a source. The columns of the table are its properties, in order.</summary>
internal sealed record SourceRow : INounRow
{
    public required string Id { get; init; }

    public required long Seq { get; init; }

    public required long Version { get; init; }

    public required string RecordedAt { get; init; }

    public required string Title { get; init; }

    /// <summary>The key by which titles sort.</summary>
    public required string TitleKey { get; init; }

    public required string Kind { get; init; }

    public required string? Publisher { get; init; }

    public required string? Url { get; init; }

    public required string? PublishedOn { get; init; }

    /// <summary>The first microsecond of <see cref="PublishedOn"/>.</summary>
    public required long? PublishedFrom { get; init; }

    /// <summary>The last microsecond of <see cref="PublishedOn"/>.</summary>
    public required long? PublishedUntil { get; init; }

    public required string? Language { get; init; }

    /// <summary>Null only until what was before is known.</summary>
    public required string? TextAccess { get; init; }

    public required string? TextSha256 { get; init; }
}

/// <summary>Sources in the store: their rows and how lists of them are asked for.</summary>
internal static class SourceStore
{
    public static Noun<SourceInput, SourceRow, Source> Noun() => new("source")
    {
        Description = "The document that reports positions and arguments.",
        Validator = new(() => new SourceValidator()),
        ToRow = ToRow,
        Restamp = (row, stamp) => row with { Seq = stamp.Seq, Version = stamp.Version, RecordedAt = stamp.RecordedAt },
        Complete = KeepTextAsync,
        ToRecord = ToRecord,
        Texts = source => [new SearchText("/title", source.Title, IsName: true), .. SearchText.Optional("/publisher", source.Publisher)],
        LongText = new LongText<SourceRow>(
            source => source.TextSha256,
            source => source.TextAccess == Words<TextAccess>.Of(TextAccess.Restricted),
            async (session, source) => source.TextSha256 is { } sha256 ? await SourceTexts.ReadAsync(session, sha256) : ""),
        References = _ => [],
        Filters =
        [
            Filter.Id("id", "id", "Only the sources of these ids."),
            Filter.Word<SourceKind>("kind", "kind", "Only sources of these kinds."),
            Filter.Word<TextAccess>("text_access", "text_access", "Only sources whose text is open, or restricted."),
            Filter.Text("publisher", "publisher", "Only sources of these publishers."),
            Filter.Text<LanguageRule>("language", "language", "Only sources in these languages (the tag exactly as it was sent)."),
        ],
        Ranges = [new DateRange("published_on", "published_from", AllowInstant: false)],
        Sorts = [Sort.ById, Sort.ByRecordedAt, new Sort("title", "title_key", IsNumber: false, IsUnique: false)],
    };

    private static SourceRow ToRow(SourceInput source, string id, Stamp stamp) => new()
    {
        Id = id,
        Seq = stamp.Seq,
        Version = stamp.Version,
        RecordedAt = stamp.RecordedAt,
        Title = source.Title,
        TitleKey = FoldedKey.Of(source.Title),
        Kind = Words<SourceKind>.Of(source.Kind),
        Publisher = source.Publisher,
        Url = source.Url,
        PublishedOn = source.PublishedOn,
        PublishedFrom = Dates.First(source.PublishedOn),
        PublishedUntil = Dates.Last(source.PublishedOn),
        Language = source.Language,
        TextAccess = Words<TextAccess>.Of(source.TextAccess),
        TextSha256 = null,
    };

    /// <summary>A source keeps its text, whatever else is written of it, and stays restricted until somebody says otherwise.</summary>
    private static Task<IReadOnlyList<(SourceRow Row, Problem? Problem)>> KeepTextAsync(WriteSession session, IReadOnlyList<(SourceRow Row, SourceRow? Before)> rows, IReadOnlySet<string> options) =>
        Task.FromResult<IReadOnlyList<(SourceRow, Problem?)>>([.. rows.Select(each => KeepText(each.Row, each.Before, session.Author))]);

    private static (SourceRow Row, Problem? Problem) KeepText(SourceRow row, SourceRow? before, Author author)
    {
        row = row with { TextSha256 = before?.TextSha256, TextAccess = row.TextAccess ?? before?.TextAccess ?? Words<TextAccess>.Of(TextAccess.Open) };
        return (row, RestrictedTexts.RefuseOpening(row, before, author));
    }

    private static Source ToRecord(SourceRow row) => new()
    {
        Id = row.Id,
        Version = row.Version,
        RecordedAt = row.RecordedAt,
        Title = row.Title,
        Kind = Words<SourceKind>.Parse(row.Kind),
        Publisher = row.Publisher,
        Url = row.Url,
        PublishedOn = row.PublishedOn,
        Language = row.Language,
        TextAccess = Words<TextAccess>.ParseOptional(row.TextAccess) ?? TextAccess.Open,
        TextSha256 = row.TextSha256,
    };
}
