using System.Net;
using StanceApi.Commands;
using StanceApi.Tests.Access;
using StanceApi.Tests.Engines;
using StanceApi.Tests.Recovery;

namespace StanceApi.Tests.Backups;

/// <summary>Copies in a folder of the service's. Always on SQLite; what a server answers instead is skipped where there is none.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private const string Path = "/v1/backups";
    private const string AMonth = "2678400";
    private const string Made = "stance_backups_total{otel_scope_name=\"StanceApi\",outcome=\"made\"} 1";

    private readonly SqliteDatabase database = new();
    private readonly string folder = Directory.CreateTempSubdirectory("stance-backups-").FullName;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        await database.DisposeAsync();
    }

    [Fact]
    public async Task An_administrator_makes_one_now_and_finds_it_in_the_list()
    {
        await using var host = await StartAsync("--Seeds:OnEmpty", "true");
        using var client = host.Writer();

        var made = await MakeAsync(client);
        var list = await client.ReadAsync(Path);

        Assert.Equal((HttpStatusCode.Created, "44"), (made.Status, (string)made.Body!["snapshot"]!));
        Assert.Equal(made.Body.ToJsonString(), list.Body!["items"]![0]!.ToJsonString());
        Assert.Null(list.Body["failed_at"]);
        Assert.Equal((string)made.Body["name"]!, Files()[^1]);
        Assert.Equal((long)made.Body["bytes"]!, new FileInfo(System.IO.Path.Combine(folder, Files()[^1])).Length);
    }

    [Fact]
    public async Task The_first_one_is_made_by_itself_and_another_when_it_has_become_old()
    {
        await using var host = await StartAsync("--Backups:IntervalSeconds", "1");

        await UntilAsync(() => Files().Count(file => file.EndsWith("Z-0.db", StringComparison.Ordinal)) > 1);
    }

    [Theory]
    [InlineData("stance-20251345T000000.000Z-1.db")]
    [InlineData("stance-99991231T235959.999Z-1.db")]
    public async Task A_file_with_the_name_of_an_impossible_copy_is_none_and_stops_nothing(string name)
    {
        await File.WriteAllTextAsync(System.IO.Path.Combine(folder, name), "", TestContext.Current.CancellationToken);
        await using var host = await StartAsync("--Backups:IntervalSeconds", "1");
        using var client = host.Writer();

        var made = await MakeAsync(client);
        var list = await client.ReadAsync(Path);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (made.Status, list.Status));
        Assert.DoesNotContain(name, list.Body!.ToJsonString(), StringComparison.Ordinal);
        await UntilAsync(() => Files().Length > 3);
        Assert.Contains(name, Files());
    }

    [Fact]
    public async Task A_start_makes_none_while_the_newest_one_is_new_enough()
    {
        await (await StartedAsync()).DisposeAsync();
        await using var host = await StartAsync("--Backups:IntervalSeconds", AMonth);
        using var client = host.Writer();

        await MakeAsync(client);

        Assert.Equal(2, Files().Length);
    }

    [Fact]
    public async Task Of_several_the_newest_are_kept_and_other_files_are_left_alone()
    {
        string[] others = ["stance.txt", "stance-of-somebody.db", "other-20200101T000000.000Z-1.db", "stance-20200101T000000.000Z-1.db.bak"];
        foreach (var other in others) await File.WriteAllTextAsync(System.IO.Path.Combine(folder, other), "", TestContext.Current.CancellationToken);
        await using var host = await StartedAsync("--Backups:Keep", "2");
        using var client = host.Writer();

        var made = new List<string>();
        for (var count = 0; count < 3; count++) made.Add((string)(await MakeAsync(client)).Body!["name"]!);

        Assert.Equal(made.Skip(1).Concat(others).Order(StringComparer.Ordinal), Files());
    }

    [Fact]
    public async Task One_that_fails_is_told_and_takes_no_older_one_along()
    {
        // Figures are a process's: this has one of its own.
        using var service = await ServiceProcess.StartAsync(database, "--Backups:Folder", folder, "--Backups:IntervalSeconds", AMonth, "--Backups:Keep", "1");
        var client = service.Client;
        await MetricsAsync(client, Made);
        var before = Files();
        // What is copied cannot be whole any more, and whoever runs the tests may write anywhere.
        var moved = $"{folder}-moved";
        Directory.Move(folder, moved);

        var failed = await MakeAsync(client);
        var unlisted = await client.ReadAsync(Path);
        Directory.Move(moved, folder);
        var list = (await client.ReadAsync(Path)).Body!;
        var metrics = await MetricsAsync(client, "stance_backups_total{otel_scope_name=\"StanceApi\",outcome=\"failed\"} 1");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable"), (failed.Status, failed.Code));
        Assert.NotNull(failed.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unlisted.Status);
        Assert.All([failed, unlisted], answer => Assert.Contains("Backups:Folder", (string)answer.Body!["detail"]!, StringComparison.Ordinal));
        Assert.NotNull(list["failed_at"]);
        Assert.Equal(before, Files());
        Assert.Contains(Made, metrics, StringComparison.Ordinal);
        Assert.Matches("stance_backup_newest_seconds\\{[^}]*\\} [0-9]{10}", metrics);
        Assert.Equal(HttpStatusCode.Created, (await MakeAsync(client)).Status);
        Assert.Null((await client.ReadAsync(Path)).Body!["failed_at"]);
    }

    [Fact]
    public async Task What_a_process_left_that_died_while_it_copied_is_deleted_at_the_next_start()
    {
        string[] left = ["stance-20200101T000000.000Z.partial", "stance-20200101T000000.000Z.partial-journal"];
        foreach (var half in left) await File.WriteAllTextAsync(System.IO.Path.Combine(folder, half), "half", TestContext.Current.CancellationToken);

        await using var host = await StartedAsync();

        Assert.Empty(Files().Intersect(left));
    }

    [Fact]
    public async Task Only_administrators_see_and_make_them()
    {
        await using var host = await StartAsync("--Backups:IntervalSeconds", AMonth);
        using var administrator = host.Writer();
        using var writer = host.Client((await administrator.NewKeyAsync("write", "texts")).Secret);
        using var stranger = host.Reader();

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), ((await writer.ReadAsync(Path)).Status, (await writer.SendAsync(HttpMethod.Post, Path)).Status));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), ((await stranger.ReadAsync(Path)).Status, (await stranger.SendAsync(HttpMethod.Post, Path)).Status));
    }

    [Fact]
    public async Task Without_a_folder_there_are_none()
    {
        await using var host = await StanceHost.OverAsync(database);
        using var client = host.Writer();

        var (list, made) = (await client.ReadAsync(Path), await client.SendAsync(HttpMethod.Post, Path));

        Assert.Equal((HttpStatusCode.Conflict, "no_backup_folder"), (list.Status, list.Code));
        Assert.Equal((HttpStatusCode.Conflict, "no_backup_folder"), (made.Status, made.Code));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_keeps_the_service_from_starting()
    {
        var refused = await Record.ExceptionAsync(() => StanceHost.OverAsync(database, "--Backups:Folder", System.IO.Path.Combine(folder, "absent")));

        Assert.Equal(2, StartFailure.Of(refused!)!.ExitCode);
        Assert.Contains("create it", StartFailure.Of(refused!)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_on_a_server_says_what_backs_that_up()
    {
        Assert.SkipWhen(PostgreSqlCluster.MaySkip, PostgreSqlCluster.Missing ?? "");
        await using var server = await PostgreSqlDatabase.CreateAsync();
        await using var host = await StanceHost.OverAsync(server);
        using var client = host.Writer();

        var made = await client.SendAsync(HttpMethod.Post, Path);
        var refused = await Record.ExceptionAsync(() => StanceHost.OverAsync(server, "--Backups:Folder", folder));

        Assert.Equal((HttpStatusCode.Conflict, "not_sqlite"), (made.Status, made.Code));
        Assert.Contains("pg_dump", (string)made.Body!["detail"]!, StringComparison.Ordinal);
        Assert.Contains("pg_dump", StartFailure.Of(refused!)!.Message, StringComparison.Ordinal);
    }

    /// <summary>The names of the files in the folder, in order.</summary>
    private string[] Files() => [.. Directory.EnumerateFiles(folder).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private Task<StanceHost> StartAsync(params string[] settings) => StanceHost.OverAsync(database, ["--Backups:Folder", folder, .. settings]);

    /// <summary>A service that has made its first copy and none else for a month.</summary>
    private async Task<StanceHost> StartedAsync(params string[] settings)
    {
        var host = await StartAsync(["--Backups:IntervalSeconds", AMonth, .. settings]);
        await UntilAsync(HasFirst);
        return host;
    }

    /// <summary>The figures, as soon as they tell something: they are kept for a moment.</summary>
    private static async Task<string> MetricsAsync(HttpClient client, string told)
    {
        while (true)
        {
            var metrics = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
            if (metrics.Contains(told, StringComparison.Ordinal)) return metrics;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private bool HasFirst() => Files().Any(file => file.EndsWith("Z-0.db", StringComparison.Ordinal));

    /// <summary>Makes one as soon as none is being made.</summary>
    private static async Task<Answer> MakeAsync(HttpClient client)
    {
        while (true)
        {
            var made = await client.SendAsync(HttpMethod.Post, Path);
            if (made.Code != "busy") return made;
        }
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds()) await Task.Delay(20, TestContext.Current.CancellationToken);
    }
}
