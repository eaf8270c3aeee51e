using StanceApi.Citations;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Positions;

/// <summary>The row of a position. The columns of the table are its properties, in order.</summary>
internal sealed record PositionRow : ICitingRow
{
    public required string Id { get; init; }

    public required long Seq { get; init; }

    public required long Version { get; init; }

    public required string RecordedAt { get; init; }

    public required string ActorId { get; init; }

    public required string QuestionId { get; init; }

    /// <summary>The one source that every citation is of.</summary>
    public required string SourceId { get; init; }

    public required string Stance { get; init; }

    public required string Modality { get; init; }

    public required string Capacity { get; init; }

    public required string Attribution { get; init; }

    public required string? AnonymityReason { get; init; }

    public required string ReportedBy { get; init; }

    public required string? SpokenBy { get; init; }

    public required string? Quotation { get; init; }

    public required string? Summary { get; init; }

    public required string Conditions { get; init; }

    public required string StatedOn { get; init; }

    /// <summary>The first microsecond of <see cref="StatedOn"/>.</summary>
    public required long StatedFrom { get; init; }

    /// <summary>The last microsecond of <see cref="StatedOn"/>.</summary>
    public required long StatedUntil { get; init; }

    public required string Citations { get; init; }

    public required string ArgumentIds { get; init; }

    public static PositionRow Of(PositionInput position, string id, Stamp stamp)
    {
        var statedOn = PartialDate.Parse(position.StatedOn);
        return new PositionRow
        {
            Id = id,
            Seq = stamp.Seq,
            Version = stamp.Version,
            RecordedAt = stamp.RecordedAt,
            ActorId = position.ActorId,
            QuestionId = position.QuestionId,
            SourceId = position.Citations[0].SourceId,
            Stance = Words<Stance>.Of(position.Stance),
            Modality = Words<Modality>.Of(position.Modality),
            Capacity = Words<Capacity>.Of(position.Capacity),
            Attribution = Words<Attribution>.Of(position.Attribution),
            AnonymityReason = position.AnonymityReason,
            ReportedBy = JsonColumn.Write(position.ReportedBy),
            SpokenBy = position.SpokenBy,
            Quotation = Words<Quotation>.Of(position.Quotation),
            Summary = position.Summary,
            Conditions = JsonColumn.Write(position.Conditions?.Select(condition => condition.ToCondition())),
            StatedOn = statedOn.Text,
            StatedFrom = statedOn.First,
            StatedUntil = statedOn.Last,
            Citations = JsonColumn.Write(position.Citations.Select(citation => citation.ToCitation())),
            ArgumentIds = JsonColumn.Write(position.ArgumentIds),
        };
    }

    public Position ToPosition() => new()
    {
        Id = Id,
        Version = Version,
        RecordedAt = RecordedAt,
        ActorId = ActorId,
        QuestionId = QuestionId,
        Stance = Words<Stance>.Parse(Stance),
        Modality = Words<Modality>.Parse(Modality),
        Capacity = Words<Capacity>.Parse(Capacity),
        Attribution = Words<Attribution>.Parse(Attribution),
        AnonymityReason = AnonymityReason,
        ReportedBy = JsonColumn.Read<string>(ReportedBy),
        SpokenBy = SpokenBy,
        Quotation = Words<Quotation>.ParseOptional(Quotation),
        Summary = Summary,
        Conditions = JsonColumn.Read<Condition>(Conditions),
        StatedOn = StatedOn,
        Citations = JsonColumn.Read<Citation>(Citations),
        ArgumentIds = JsonColumn.Read<string>(ArgumentIds),
    };
}
