using Microsoft.Win32.SafeHandles;
using StanceApi.Storage;

namespace StanceApi.Commands;

/// <summary>
/// The file that a verb writes: it has its name, in the place of one that is there, when it is complete and not before. A symbolic link is
/// followed and stays. What is no regular file (a device, a named pipe) is not replaced: what is written goes straight into it.
/// </summary>
internal sealed class OutputFile : IAsyncDisposable
{
    /// <summary>
    /// Names of standard output. Where that is a file, the one written here would take its place, and what the verb says besides would go into
    /// the one that is gone.
    /// </summary>
    private static readonly string[] StandardOutputs = ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

    /// <summary>The path of the file while it is not complete, and the one it gets; null where it is written straight.</summary>
    private readonly (string Unfinished, string Target)? paths;

    private OutputFile(Stream stream, (string, string)? paths = null) => (Stream, this.paths) = (stream, paths);

    /// <summary>What takes the content.</summary>
    public Stream Stream { get; }

    /// <summary>Whether what is written is at its end at once.</summary>
    public bool IsStraight => paths is null;

    /// <summary>Begins a file; standard output where none is named. Whoever opens a named pipe waits for its reader.</summary>
    /// <exception cref="CommandException">A folder has the name, or the folder that it would be in is not there.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static OutputFile Open(string? path)
    {
        if (path is null || StandardOutputs.Contains(path)) return new OutputFile(StandardOutput());
        if (path.Length == 0 || Directory.Exists(path)) throw new CommandException(ExitCode.Usage, $"'{path}' is no file that can be written: name one.");
        // Others may write to a device too: no lock is taken.
        if (PosixFile.IsSpecial(path)) return new OutputFile(new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite));
        var target = PosixFile.FinalPath(path);
        // A name that others could foresee, they could make a link of.
        var unfinished = $"{target}.{Guid.NewGuid():N}.part";
        try
        {
            return new OutputFile(new FileStream(unfinished, OptionsOf(target)), (unfinished, target));
        }
        catch (DirectoryNotFoundException missing)
        {
            throw new CommandException(ExitCode.Store, $"'{path}' cannot be written: there is no folder {Path.GetDirectoryName(target)}.", missing);
        }
    }

    /// <summary>Has the disk write all of it, and gives it its name.</summary>
    /// <exception cref="IOException">There is no room, or a folder has the name.</exception>
    public async Task CompleteAsync()
    {
        await Stream.FlushAsync();
        if (paths is not { } file) return;
        ((FileStream)Stream).Flush(flushToDisk: true);
        await Stream.DisposeAsync();
        File.Move(file.Unfinished, file.Target, overwrite: true);
    }

    /// <summary>Leaves nothing of what is not complete.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Stream.DisposeAsync();
        }
        finally
        {
            if (paths is { } file) File.Delete(file.Unfinished);
        }
    }

    /// <summary>The console's own stream takes a pipe that nobody reads any more for one that took everything; of a file it knows where others left off.</summary>
    private static Stream StandardOutput()
    {
        const int Number = 1;
        if (OperatingSystem.IsWindows()) return Console.OpenStandardOutput();
        var straight = new FileStream(new SafeFileHandle(Number, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return straight.CanSeek ? Console.OpenStandardOutput() : straight;
    }

    /// <summary>Whoever could not read the file that is replaced shall not read this one.</summary>
    private static FileStreamOptions OptionsOf(string target)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows() && File.Exists(target)) options.UnixCreateMode = File.GetUnixFileMode(target);
        return options;
    }
}
