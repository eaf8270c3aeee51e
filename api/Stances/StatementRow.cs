using StanceApi.Positions;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Stances;

/// <summary>What the rule needs of a position's row and its source's.</summary>
internal record StatementRow
{
    private const string None = "[]";

    public required string Id { get; init; }

    public required string QuestionId { get; init; }

    public required string ActorId { get; init; }

    public required string Capacity { get; init; }

    public required string SourceId { get; init; }

    public required string Stance { get; init; }

    public required string Modality { get; init; }

    public required string Attribution { get; init; }

    public required string ReportedBy { get; init; }

    public required string Conditions { get; init; }

    public required string StatedOn { get; init; }

    public required long StatedFrom { get; init; }

    public required long StatedUntil { get; init; }

    /// <summary>The last microsecond of its source's date of publication, null where there is none.</summary>
    public required long? PublishedUntil { get; init; }

    /// <summary>The reasons given in it; only where they were asked for.</summary>
    public string ArgumentIds { get; init; } = None;

    public StanceKey Key => new(QuestionId, ActorId, Words<Capacity>.Parse(Capacity));

    public Statement ToStatement() => new()
    {
        PositionId = Id,
        SourceId = SourceId,
        Stance = Words<Stance>.Parse(Stance),
        Modality = Words<Modality>.Parse(Modality),
        Attribution = Words<Attribution>.Parse(Attribution),
        IsReported = ReportedBy != None,
        Conditions = Conditions == None ? [] : JsonColumn.Read<Condition>(Conditions),
        ArgumentIds = ArgumentIds == None ? [] : JsonColumn.Read<string>(ArgumentIds),
        StatedOn = StatedOn,
        From = StatedFrom,
        SaidBy = Math.Min(StatedUntil, PublishedUntil ?? long.MaxValue),
    };
}
