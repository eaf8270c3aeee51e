namespace StanceApi.Commands;

/// <summary>What a script can tell from how a command ended.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Done, but lines were refused or something was found that is not as it should be.</summary>
    public const int Findings = 1;

    /// <summary>A word, an option, a setting, a key or a file that was given is wrong: nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>The store, the service or the disk cannot be used.</summary>
    public const int Store = 3;
}

/// <summary>A command cannot go on, in words that say what to do.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="cause">What it comes from; null where the command itself found it.</param>
internal sealed class CommandException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>Whether the same may be answered when it is asked again.</summary>
    public bool IsPassing { get; init; } = exitCode == Commands.ExitCode.Store;

    /// <summary>After how long what failed may be asked for again; null where nobody has said so.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
