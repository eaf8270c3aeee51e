namespace StanceApi.Transfer;

/// <summary>What a line of an import can be, in the order in which an import writes them: nothing refers to what comes later.</summary>
public enum ImportType
{
    /// <summary>A source.</summary>
    Source,

    /// <summary>The text of a source.</summary>
    SourceText,

    /// <summary>A question.</summary>
    Question,

    /// <summary>An actor.</summary>
    Actor,

    /// <summary>An argument.</summary>
    Argument,

    /// <summary>A position.</summary>
    Position,
}

/// <summary>What becomes of records that are there already.</summary>
public enum ImportMode
{
    /// <summary>They get the new content, and retired ones are restored.</summary>
    Upsert,

    /// <summary>They are refused.</summary>
    Insert,
}

/// <summary>What becomes of the rest where a line is refused.</summary>
public enum OnError
{
    /// <summary>Nothing is kept.</summary>
    Abort,

    /// <summary>The other lines are kept.</summary>
    Continue,
}

/// <summary>What an import did with a line.</summary>
public enum ImportEffect
{
    /// <summary>There is a new record.</summary>
    Created,

    /// <summary>The record has a new version.</summary>
    Updated,

    /// <summary>The record was retired and is back.</summary>
    Restored,

    /// <summary>The content was equal: no version, no feed entry.</summary>
    Unchanged,
}

/// <summary>The form of an import's file.</summary>
public enum ImportFormat
{
    /// <summary>A JSON object in each line.</summary>
    Ndjson,

    /// <summary>CSV (RFC 4180) with a header.</summary>
    Csv,
}
