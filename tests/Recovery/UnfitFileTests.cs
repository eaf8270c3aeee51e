using Dapper;
using Microsoft.Data.Sqlite;
using StanceApi.Tests.Commands;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Recovery;

/// <summary>Files that no store can be made of: the process refuses to serve, says what to do, and leaves them as they are.</summary>
public sealed class UnfitFileTests : IAsyncLifetime
{
    private readonly SqliteDatabase database = new();

    private string Folder => Path.GetDirectoryName(database.File)!;

    /// <summary>A database that a service has stopped to use.</summary>
    public async ValueTask InitializeAsync()
    {
        await using (await StanceHost.OverAsync(database, "--Seeds:OnEmpty", "true"))
        {
        }

        using var connection = new SqliteConnection($"{database.ConnectionString};Pooling=false");
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Rubbish()
    {
        await File.WriteAllTextAsync(database.File, new string('x', 5_000), TestContext.Current.CancellationToken);

        await RefusesAsync("restore a backup");
    }

    [Fact]
    public async Task Half_a_database()
    {
        var whole = await File.ReadAllBytesAsync(database.File, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(database.File, whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);

        await RefusesAsync("restore a backup");
    }

    /// <summary>What the start reads of the store itself, after its schema was found to be right.</summary>
    [Fact]
    public async Task A_damaged_page()
    {
        const string Root = "SELECT (rootpage - 1) * (SELECT page_size FROM pragma_page_size) FROM sqlite_schema WHERE name = 'changes'";
        long page;
        using (var connection = new SqliteConnection($"{database.ConnectionString};Pooling=false")) page = connection.ExecuteScalar<long>(Root);
        await using (var file = File.OpenWrite(database.File))
        {
            file.Position = page;
            file.Write(new byte[100]);
        }

        await RefusesAsync("restore a backup");
    }

    [Fact]
    public async Task A_database_of_a_newer_version()
    {
        using (var connection = new SqliteConnection($"{database.ConnectionString};Pooling=false")) connection.Execute(database.MigrateFurther);

        await RefusesAsync("newer version");
    }

    [Fact]
    public async Task A_database_of_another_program()
    {
        File.Delete(database.File);
        using (var connection = new SqliteConnection($"{database.ConnectionString};Pooling=false")) connection.Execute("CREATE TABLE accounts (id INTEGER PRIMARY KEY)");

        await RefusesAsync("belongs to another program");
        Assert.Equal(["stance.db", "stance.db.lock"], Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("verify")]
    public async Task A_folder(string verb)
    {
        var run = await CommandRun.OfAsync([verb, "--ConnectionStrings:Stance", $"Data Source={Folder}"]);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("is a folder. Name a file in it", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Who may write is asked of Linux.");
        SetMode(database.File, UnixFileMode.UserRead);

        await RefusesAsync("writable", WithoutPrivileges);
    }

    [Fact]
    public async Task A_read_only_folder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Who may write is asked of Linux.");
        File.Delete($"{database.File}.lock");
        SetMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            await RefusesAsync("writable", WithoutPrivileges);
        }
        finally
        {
            SetMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task A_read_only_disk()
    {
        await using var disk = await SmallDisk.CreateAsync();
        File.Copy(database.File, Path.Combine(disk.Folder, "stance.db"));
        Assert.SkipUnless(await disk.TryFreezeAsync(), "The tests may not mount a file system.");

        var (code, errors) = await ServiceProcess.RefusedAsync(new SqliteDatabase(disk.Folder));

        Assert.Equal(3, code);
        Assert.Contains("make that possible", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_another_process_serves()
    {
        using var first = await ServiceProcess.StartAsync(database);

        await RefusesAsync("Stop it");

        Assert.Equal(System.Net.HttpStatusCode.Created, (await first.Client.CreateAsync("actors", new() { ["name"] = "Still served", ["kind"] = "person" })).Status);
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }

    /// <summary>Root may write anywhere, unless it gives that up.</summary>
    private static string[] WithoutPrivileges => Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-dac_override"] : [];

    private async Task RefusesAsync(string advice, params string[] through)
    {
        var before = await File.ReadAllBytesAsync(database.File, TestContext.Current.CancellationToken);

        var (code, errors) = await ServiceProcess.RefusedAsync(database, through);

        Assert.Equal(3, code);
        Assert.Contains(advice, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(database.File, TestContext.Current.CancellationToken));
    }
}
