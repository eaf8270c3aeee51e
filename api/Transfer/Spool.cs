using Microsoft.Win32.SafeHandles;

namespace StanceApi.Transfer;

/// <summary>A temporary file without a name: whatever ends this process, the system takes its space back.</summary>
internal sealed class Spool : IDisposable
{
    private readonly FileStream file;

    private Spool(FileStream file) => this.file = file;

    /// <summary>How many bytes it holds.</summary>
    public long Length { get; private set; }

    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable.</exception>
    public static Spool Create(string? folder) => new(OpenFile(folder, bufferSize: 0));

    /// <summary>Such a file to be written and read as a stream.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable.</exception>
    public static FileStream OpenFile(string? folder, int bufferSize)
    {
        var path = Path.Combine(folder ?? Path.GetTempPath(), $"stance-{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, BufferSize = bufferSize, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        // Elsewhere the system deletes at any death by itself; here a file lives without its name as long as it is open.
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return file;
    }

    /// <summary>Adds bytes at the end; returns where they begin.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public long Append(ReadOnlySpan<byte> bytes)
    {
        var begin = Length;
        RandomAccess.Write(Handle, bytes, begin);
        Length += bytes.Length;
        return begin;
    }

    /// <summary>Reads bytes into a buffer until it is full or the end is reached; returns how many.</summary>
    public int Read(Span<byte> buffer, long offset)
    {
        var read = 0;
        while (read < buffer.Length && RandomAccess.Read(Handle, buffer[read..], offset + read) is var more and > 0) read += more;
        return read;
    }

    /// <summary>The bytes of a passage.</summary>
    public byte[] Read(long offset, int length)
    {
        var bytes = new byte[length];
        Read(bytes, offset);
        return bytes;
    }

    /// <summary>Reads it all as a stream.</summary>
    public Stream OpenRead()
    {
        file.Position = 0;
        return file;
    }

    public void Dispose() => file.Dispose();

    private SafeFileHandle Handle => file.SafeFileHandle;
}
