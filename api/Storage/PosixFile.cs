using System.Runtime.InteropServices;
using System.Text;

namespace StanceApi.Storage;

/// <summary>What .NET does not ask the operating system by itself. Where the system is another, nothing is asked.</summary>
internal static class PosixFile
{
    private const int ReadOnly = 0;
    private const int CurrentFolder = -100;
    private const uint AskForType = 1;
    private const uint AskForNames = 4;
    private const uint AskForNumber = 0x100;
    private const int StatusBytes = 256;
    private const int NamesOffset = 16;
    private const int ModeOffset = 28;
    private const int NumberOffset = 32;
    private const int DeviceOffset = 136;
    private const int TypeBits = 0xF000;
    private const int FolderType = 0x4000;
    private const int RegularType = 0x8000;

    private const int FileLimitSignal = 25;

    private static PosixSignalRegistration? fileLimit;

    /// <summary>
    /// Makes a write beyond the largest size that the system lets this process's files have (<c>ulimit -f</c>) fail as on a full disk, instead of
    /// ending the process.
    /// </summary>
    public static void OutliveFileLimit()
    {
        if (!OperatingSystem.IsWindows()) fileLimit ??= PosixSignalRegistration.Create((PosixSignal)FileLimitSignal, context => context.Cancel = true);
    }

    /// <summary>How many names (hard links) a file has; null where there is no such file, or the system is not Linux.</summary>
    public static long? CountNames(string path) => StatusOf(path, AskForNames) is { } status ? BitConverter.ToUInt32(status, NamesOffset) : null;

    /// <summary>What tells a file from any other that may come to have its name; null where there is none, or the system is not Linux.</summary>
    public static (ulong Number, ulong Device)? IdentityOf(string path) =>
        StatusOf(path, AskForNumber) is { } status ? (BitConverter.ToUInt64(status, NumberOffset), BitConverter.ToUInt64(status, DeviceOffset)) : null;

    /// <summary>Whether a path leads, through any symbolic link, to a device, a named pipe or a socket; false where nothing is there, or the system is not Linux.</summary>
    public static bool IsSpecial(string path) =>
        StatusOf(path, AskForType) is { } status && (BitConverter.ToUInt16(status, ModeOffset) & TypeBits) is not (RegularType or FolderType);

    /// <summary>The full path of a file, behind any symbolic link, which may lead to where nothing is yet.</summary>
    /// <exception cref="IOException">Links lead to each other.</exception>
    public static string FinalPath(string path)
    {
        var full = Path.GetFullPath(path);
        return new FileInfo(full) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : full;
    }

    /// <summary>Makes what was renamed in a folder outlast a power cut.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        var folder = Open(Terminated(path), ReadOnly);
        if (folder < 0) throw Failure(path);
        try
        {
            if (Flush(folder) != 0) throw Failure(path);
        }
        finally
        {
            _ = Close(folder);
        }
    }

    private static byte[]? StatusOf(string path, uint asked)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var status = new byte[StatusBytes];
        return ReadStatus(CurrentFolder, Terminated(path), flags: 0, asked, status) == 0 ? status : null;
    }

    private static IOException Failure(string path) => new($"The folder {path} could not be written to the disk: {Marshal.GetLastPInvokeErrorMessage()}.");

    private static byte[] Terminated(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int ReadStatus(int folder, byte[] path, int flags, uint mask, byte[] status);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Flush(int file);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int file);
}
