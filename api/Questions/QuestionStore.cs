using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Questions;

/// <summary>The row of a question. The columns of the table are its properties, in order.</summary>
internal sealed record QuestionRow : INounRow
{
    public required string Id { get; init; }

    public required long Seq { get; init; }

    public required long Version { get; init; }

    public required string RecordedAt { get; init; }

    public required string Text { get; init; }

    public required string? Title { get; init; }

    /// <summary>The key by which questions sort: of the title, or of the text where there is none.</summary>
    public required string TitleKey { get; init; }

    public required string? Description { get; init; }

    public required string? OpenedOn { get; init; }

    /// <summary>The first microsecond of <see cref="OpenedOn"/>.</summary>
    public required long? OpenedFrom { get; init; }

    public required string? DecidedOn { get; init; }

    /// <summary>The first microsecond of <see cref="DecidedOn"/>.</summary>
    public required long? DecidedFrom { get; init; }

    public required string? Outcome { get; init; }

    public required string Status { get; init; }

    public required string Tags { get; init; }
}

/// <summary>Questions in the store: their rows and how lists of them are asked for.</summary>
internal static class QuestionStore
{
    public static Noun<QuestionInput, QuestionRow, Question> Noun() => new("question")
    {
        Description = "A decision put as one yes/no question, so that support and oppose mean something.",
        Validator = new(() => new QuestionValidator()),
        ToRow = ToRow,
        Restamp = (row, stamp) => row with { Seq = stamp.Seq, Version = stamp.Version, RecordedAt = stamp.RecordedAt },
        ToRecord = ToRecord,
        Texts = question =>
        [
            .. question.Title is { } title ? [new SearchText("/title", title, IsName: true)] : Array.Empty<SearchText>(),
            new SearchText("/text", question.Text, IsName: true),
            .. SearchText.Optional("/description", question.Description),
            .. SearchText.List("/tags", JsonColumn.Read<string>(question.Tags)),
        ],
        References = _ => [],
        Filters =
        [
            Filter.Id("id", "id", "Only the questions of these ids."),
            Filter.Word<QuestionStatus>("status", "status", "Only questions of these statuses."),
        ],
        Ranges = [new DateRange("opened_on", "opened_from", AllowInstant: false), new DateRange("decided_on", "decided_from", AllowInstant: false)],
        Sorts = [Sort.ById, Sort.ByRecordedAt, new Sort("title", "title_key", IsNumber: false, IsUnique: false)],
    };

    private static QuestionRow ToRow(QuestionInput question, string id, Stamp stamp) => new()
    {
        Id = id,
        Seq = stamp.Seq,
        Version = stamp.Version,
        RecordedAt = stamp.RecordedAt,
        Text = question.Text,
        Title = question.Title,
        TitleKey = FoldedKey.Of(question.Title ?? question.Text),
        Description = question.Description,
        OpenedOn = question.OpenedOn,
        OpenedFrom = Dates.First(question.OpenedOn),
        DecidedOn = question.DecidedOn,
        DecidedFrom = Dates.First(question.DecidedOn),
        Outcome = question.Outcome,
        Status = Words<QuestionStatus>.Of(question.Status ?? QuestionStatus.Open),
        Tags = JsonColumn.Write(question.Tags),
    };

    private static Question ToRecord(QuestionRow row) => new()
    {
        Id = row.Id,
        Version = row.Version,
        RecordedAt = row.RecordedAt,
        Text = row.Text,
        Title = row.Title,
        Description = row.Description,
        OpenedOn = row.OpenedOn,
        DecidedOn = row.DecidedOn,
        Outcome = row.Outcome,
        Status = Words<QuestionStatus>.Parse(row.Status),
        Tags = JsonColumn.Read<string>(row.Tags),
    };
}
