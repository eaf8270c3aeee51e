using StanceApi.Actors;
using StanceApi.Nouns;
using StanceApi.Positions;
using StanceApi.Values;

namespace StanceApi.Stances;

/// <summary>The filters that chose the positions of a derived answer; a list is empty where nothing was asked.</summary>
public sealed record StatementFilters
{
    /// <summary>Only positions attributed so.</summary>
    public required IReadOnlyList<Attribution> Attribution { get; init; }

    /// <summary>Only positions of these modalities.</summary>
    public required IReadOnlyList<Modality> Modality { get; init; }

    /// <summary>Only positions taken in these capacities.</summary>
    public required IReadOnlyList<Capacity> Capacity { get; init; }

    /// <summary>Only positions that these sources report.</summary>
    public required IReadOnlyList<string> SourceId { get; init; }

    /// <summary>Only positions dated in this range, as it was asked for.</summary>
    public required DateBounds StatedOn { get; init; }

    /// <summary>Only positions of actors of these kinds.</summary>
    public required IReadOnlyList<ActorKind> ActorKind { get; init; }

    /// <summary>Only positions on these questions.</summary>
    public required IReadOnlyList<string> QuestionId { get; init; }

    /// <summary>Only positions of these actors.</summary>
    public required IReadOnlyList<string> ActorId { get; init; }

    internal static StatementFilters Of(SelectionParameters parameters) => new()
    {
        Attribution = Chosen<Attribution>(parameters, "attribution"),
        Modality = Chosen<Modality>(parameters, "modality"),
        Capacity = Chosen<Capacity>(parameters, "capacity"),
        SourceId = parameters.Values("source_id"),
        StatedOn = new DateBounds(Bound(parameters, ">="), Bound(parameters, ">"), Bound(parameters, "<="), Bound(parameters, "<")),
        ActorKind = Chosen<ActorKind>(parameters, "actor_kind"),
        QuestionId = parameters.Values("question_id"),
        ActorId = parameters.Values("actor_id"),
    };

    private static IReadOnlyList<T> Chosen<T>(SelectionParameters parameters, string name)
        where T : struct, Enum => [.. parameters.Values(name).Select(word => Words<T>.Parse(word))];

    private static string? Bound(SelectionParameters parameters, string op) =>
        parameters.Bounds.Where(bound => bound.Operator == op).Select(bound => bound.Text).FirstOrDefault();
}

/// <summary>A range of dates as it was asked for; null where there is no such bound.</summary>
/// <param name="Gte">From its first instant on.</param>
/// <param name="Gt">After its last instant.</param>
/// <param name="Lte">Until its last instant.</param>
/// <param name="Lt">Before its first instant.</param>
public sealed record DateBounds(string? Gte, string? Gt, string? Lte, string? Lt);
