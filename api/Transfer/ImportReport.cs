using StanceApi.Http;

namespace StanceApi.Transfer;

/// <summary>What an import that was answered at once did.</summary>
public sealed record ImportReport
{
    /// <summary>The feed position after it; with <c>validate_only</c> the one it was tried at.</summary>
    public required string Snapshot { get; init; }

    /// <summary>How many lines there were, the closing one and empty ones left aside.</summary>
    public required long Processed { get; init; }

    /// <summary>How many records were created.</summary>
    public required long Created { get; init; }

    /// <summary>How many records have a new version.</summary>
    public required long Updated { get; init; }

    /// <summary>How many retired records are back.</summary>
    public required long Restored { get; init; }

    /// <summary>How many lines had equal content.</summary>
    public required long Unchanged { get; init; }

    /// <summary>How many lines were refused.</summary>
    public required long Failed { get; init; }

    /// <summary>What became of each line, in the order of the file.</summary>
    public required IReadOnlyList<ImportedLine> Lines { get; init; }
}

/// <summary>What became of a line of an import.</summary>
public sealed record ImportedLine
{
    /// <summary>The number of the line in the file, from 1; of CSV the one that the record begins in, the header being 1.</summary>
    public required long Line { get; init; }

    /// <summary>What the line is; null where it cannot be told.</summary>
    public required ImportType? Type { get; init; }

    /// <summary>The record's id, of a text its source's; null where it cannot be told.</summary>
    public required string? Id { get; init; }

    /// <summary>What was done; null where the line was refused.</summary>
    public required ImportEffect? Effect { get; init; }

    /// <summary>What is wrong with it; pointers lead into the line's record.</summary>
    public required IReadOnlyList<ProblemError> Errors { get; init; }
}
