using StanceApi.Values;

namespace StanceApi.Positions;

/// <summary>Where a statement stands on its question. The first five have a number; the others never count as 0.</summary>
public enum Stance
{
    /// <summary>+2: for it, strongly.</summary>
    StronglySupport,

    /// <summary>+1: for it.</summary>
    Support,

    /// <summary>0: neither for nor against.</summary>
    Neutral,

    /// <summary>-1: against it.</summary>
    Oppose,

    /// <summary>-2: against it, strongly.</summary>
    StronglyOppose,

    /// <summary>No number: says both.</summary>
    Ambivalent,

    /// <summary>No number: says that it is not decided.</summary>
    Undecided,

    /// <summary>No number: declines to say.</summary>
    Withheld,

    /// <summary>No number: mentioned without a stance.</summary>
    NoPosition,
}

/// <summary>How committed a statement is.</summary>
public enum Modality
{
    /// <summary>Said plainly.</summary>
    Asserted,

    /// <summary>Said under at least one requirement.</summary>
    Conditional,

    /// <summary>Wished for.</summary>
    Desired,

    /// <summary>Expected.</summary>
    Predicted,

    /// <summary>Concluded from signs.</summary>
    Inferred,

    /// <summary>Imagined: what somebody may think.</summary>
    Hypothetical,
}

/// <summary>In which capacity the holder speaks.</summary>
public enum Capacity
{
    /// <summary>For the office.</summary>
    Official,

    /// <summary>For the party.</summary>
    Party,

    /// <summary>For oneself only.</summary>
    Personal,

    /// <summary>As someone who knows the field.</summary>
    Expert,

    /// <summary>Not told.</summary>
    Unspecified,
}

/// <summary>How a statement is attributed, in the news agencies' terms.</summary>
[RefusedWord("off_the_record", "off_the_record", "What was said off the record is not to be published, so it is not kept here. If it may be used without a name, it is background or deep_background.")]
public enum Attribution
{
    /// <summary>By name.</summary>
    OnRecord,

    /// <summary>In a document.</summary>
    Document,

    /// <summary>By description, without the name.</summary>
    Background,

    /// <summary>Without naming or describing anyone.</summary>
    DeepBackground,

    /// <summary>The source's own voice.</summary>
    Narrator,
}

/// <summary>How the source gives the words.</summary>
public enum Quotation
{
    /// <summary>As a quotation.</summary>
    Direct,

    /// <summary>Partly as a quotation.</summary>
    Partial,

    /// <summary>In its own words.</summary>
    Indirect,
}

/// <summary>How much a condition weighs.</summary>
public enum ConditionStrength
{
    /// <summary>Without it the stance does not hold.</summary>
    Requirement,

    /// <summary>Wished for; the stance holds without it.</summary>
    Preference,
}

/// <summary>What became of a condition.</summary>
public enum ConditionStatus
{
    /// <summary>Not settled yet.</summary>
    Open,

    /// <summary>It came true.</summary>
    Met,

    /// <summary>It can no longer come true.</summary>
    Failed,

    /// <summary>Nobody knows; counts as open.</summary>
    Unknown,
}
