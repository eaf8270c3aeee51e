using System.Diagnostics;
using System.Globalization;

namespace StanceApi.Tests.Recovery;

/// <summary>
/// A folder with room for a few megabytes: a file system in memory where the tests may mount one, else a folder for whose files the system limits the
/// service's size.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const string Megabytes = "4";
    private const string MoreMegabytes = "64";
    private const string LimitedBytes = "1500000";

    private SmallDisk(string folder, bool isMounted)
    {
        Folder = folder;
        IsMounted = isMounted;
    }

    /// <summary>Whether it is a file system of its own.</summary>
    public bool IsMounted { get; }

    public string Folder { get; }

    /// <summary>Makes one, of another size or another user's where that is said.</summary>
    public static async Task<SmallDisk> CreateAsync(string megabytes = Megabytes, string owner = "root")
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Small file systems and limits of a process's files are made on Linux.");
        var folder = Directory.CreateTempSubdirectory("stance-small-").FullName;
        return new SmallDisk(folder, await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,uid={owner}", "tmpfs", folder));
    }

    /// <summary>Limits a service whose files lie here.</summary>
    public async Task LimitAsync(ServiceProcess service)
    {
        if (!IsMounted) Assert.True(await SetLimitAsync(service, LimitedBytes));
    }

    /// <summary>Gives it room.</summary>
    public async Task GrowAsync(ServiceProcess service) => Assert.True(IsMounted ? await GrowAsync() : await SetLimitAsync(service, "unlimited"));

    /// <summary>The same of a file system; false where that is not possible.</summary>
    public Task<bool> GrowAsync() => RunAsync("mount", "-o", $"remount,size={MoreMegabytes}m", Folder);

    /// <summary>Makes everything on it unwritable, even for whoever may write anywhere; false where tests may not do that.</summary>
    public async Task<bool> TryFreezeAsync() => IsMounted && await RunAsync("mount", "-o", "remount,ro", Folder);

    public async ValueTask DisposeAsync()
    {
        if (IsMounted) await RunAsync("umount", Folder);
        Directory.Delete(Folder, recursive: true);
    }

    private static Task<bool> SetLimitAsync(ServiceProcess service, string bytes) =>
        RunAsync("prlimit", "--pid", service.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:unlimited");

    private static async Task<bool> RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
