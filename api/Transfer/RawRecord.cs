using StanceApi.Http;

namespace StanceApi.Transfer;

/// <summary>A record as it stands in the file.</summary>
internal sealed class RawRecord
{
    /// <summary>The line that it begins in, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>Its bytes as they were sent, without the end of the line.</summary>
    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>The same as JSON.</summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>Where both are on disk.</summary>
    public required (long Raw, long Json) Offset { get; init; }

    /// <summary>Why it is no record at all.</summary>
    public IReadOnlyList<ProblemError> Errors { get; init; } = [];
}

/// <summary>The records of a file in order, some at a time: whoever takes a batch is done with it before the next.</summary>
internal interface IRecordSource
{
    /// <summary>Where the bytes of the records are.</summary>
    Spool Content { get; }

    /// <summary>What goes before the records in a file of its own; null where nothing does.</summary>
    string? Header { get; }

    IEnumerable<IReadOnlyList<RawRecord>> Read();

    /// <summary>Why the file as a whole cannot be read; known when the records have been read.</summary>
    Problem? Problem { get; }
}
