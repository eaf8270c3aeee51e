namespace StanceApi.Stances;

/// <summary>The step of the rule that decided a stance.</summary>
public enum DecidedBy
{
    /// <summary>Nothing stands against the statement, or all say the same.</summary>
    Unopposed,

    /// <summary>The others only mention the holder without a stance.</summary>
    Mention,

    /// <summary>It stands closer to the holder's own word on the record.</summary>
    Standing,

    /// <summary>It is a commitment (asserted, conditional, desired) and the others are signals.</summary>
    Commitment,

    /// <summary>It is the latest.</summary>
    Date,

    /// <summary>On the same instant its modality is the firmest.</summary>
    Modality,

    /// <summary>Level statements say different things: the weaker of one sign, ambivalent for several signs, the one without a number.</summary>
    Content,

    /// <summary>Every statement was left out.</summary>
    NothingLeft,
}

/// <summary>Why a stance changed.</summary>
public enum StanceCause
{
    /// <summary>Something was said.</summary>
    NewStatement,

    /// <summary>The requirements of a conditional statement were met.</summary>
    ConditionMet,

    /// <summary>A requirement failed.</summary>
    ConditionFailed,

    /// <summary>The record was corrected; only by feed position.</summary>
    Correction,

    /// <summary>A position was retired; only by feed position.</summary>
    Retirement,
}

/// <summary>Why a position was left out.</summary>
public enum DropReason
{
    /// <summary>A requirement of it has failed.</summary>
    RequirementFailed,
}

/// <summary>How well a stance is borne out.</summary>
public enum EvidenceVerdict
{
    /// <summary>By two sources, or by the holder's own word on the record.</summary>
    Sufficient,

    /// <summary>By less.</summary>
    Thin,
}
