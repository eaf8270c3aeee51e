using System.Net;
using Dapper;
using Npgsql;
using StanceApi.Commands;
using StanceApi.Storage;
using StanceApi.Tests.Commands;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Storage;

/// <summary>Servers, databases and roles that cannot be used. Always on PostgreSQL, skipped where there is none.</summary>
public sealed class ServerRefusalTests : OnServer
{
    [Fact]
    public async Task Tables_of_an_extension_are_no_other_program()
    {
        SkipWithoutServer();
        await using (var connection = new NpgsqlConnection(Database.ConnectionString))
            await connection.ExecuteAsync("CREATE TABLE spatial_ref_sys (srid INTEGER PRIMARY KEY); ALTER EXTENSION plpgsql ADD TABLE spatial_ref_sys");

        await using var host = await StanceHost.OverAsync(Database);

        using var client = host.Reader();
        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync("/v1/actors")).Status);
    }

    [Theory]
    [InlineData("Port", "1", "Start the server")]
    [InlineData("Host", "127.0.0.1:1,127.0.0.1:2", "127.0.0.1:2. Start the server")]
    [InlineData("Username", "nobody-there", "Username")]
    [InlineData("Password", "wrong-secret", "Username and Password")]
    [InlineData("Password", "", "Set Password")]
    [InlineData("Database", "nothing-there", "CREATE DATABASE")]
    [InlineData("Options", "-c nonsense=1", "Correct Options")]
    [InlineData("Options", "nonsense", "Correct Options")]
    [InlineData("Options", "-c statement_timeout=1", "Let statements take longer")]
    public async Task A_server_that_cannot_be_used_is_refused_with_a_word_on_what_to_do(string name, string value, string advice)
    {
        SkipWithoutServer();
        var settings = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { [name] = value };

        await RefusesAsync(settings.ConnectionString, advice);
    }

    [Fact]
    public async Task Of_several_servers_what_is_wrong_with_each_is_told()
    {
        SkipWithoutServer();
        var settings = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Password = "wrong-secret" };
        settings.Host = $"127.0.0.1:1,{settings.Host}:{settings.Port}";

        await RefusesAsync(settings.ConnectionString, "Start the server that ConnectionStrings__Stance names, or name the right one. Set the Username and Password");
    }

    [Theory]
    [InlineData("DROP SCHEMA public", "CREATE SCHEMA public")]
    [InlineData("UPDATE pg_database SET datallowconn = 1 = 0 WHERE datname = current_database()", "ALLOW_CONNECTIONS true")]
    public async Task A_database_that_takes_no_tables_or_no_connections_is_refused(string change, string advice)
    {
        SkipWithoutServer();
        await using (var connection = new NpgsqlConnection(Database.ConnectionString))
            await connection.ExecuteAsync(change);

        await RefusesAsync(Database.ConnectionString, advice);
    }

    /// <summary>What the first process holds while it does nothing is the next one's in the end, which has told meanwhile what it waits for.</summary>
    [Fact]
    public async Task A_process_that_stalls_while_it_migrates_is_not_waited_for_endlessly()
    {
        SkipWithoutServer();
        var told = new List<string>();
        await using var first = StorageFeature.EngineOf(Database.ConnectionString, new ServiceLimits());
        await using var second = StorageFeature.EngineOf(Database.ConnectionString, new ServiceLimits());
        await using var stalled = await first.OpenMigratorAsync(told.Add);

        await using var next = await second.OpenMigratorAsync(told.Add);

        Assert.Matches(@"\AWaiting for another process that migrates the database \(process \d+ of the server, for StanceApi at 127\.0\.0\.1\)\.\z", Assert.Single(told));
    }

    [Fact]
    public async Task Another_program_behind_the_port_is_told()
    {
        SkipWithoutServer();
        await using var host = await StanceHost.StartAsync();

        await RefusesAsync(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Port = host.Address.Port }.ConnectionString, "Another program answers there");
    }

    [Theory]
    [InlineData("", "CREATE on the schema public")]
    [InlineData("CONNECTION LIMIT 0", "lower Limits:Readers")]
    public async Task A_role_that_may_not_do_what_is_needed_is_refused(string options, string advice)
    {
        SkipWithoutServer();
        await using var connection = new NpgsqlConnection(Database.ConnectionString);
        var role = $"guest_{connection.Database}";
        await connection.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'a-secret' {options}");

        await RefusesAsync(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Username = role, Password = "a-secret" }.ConnectionString, advice);

        await connection.ExecuteAsync($"DROP ROLE {role}");
    }

    [Fact]
    public async Task A_role_that_may_only_read_is_refused_by_the_service_and_can_verify()
    {
        SkipWithoutServer();
        await (await StanceHost.OverAsync(Database, "--Seeds:OnEmpty", "true")).DisposeAsync();
        await using var connection = new NpgsqlConnection(Database.ConnectionString);
        var role = $"reader_{connection.Database}";
        await connection.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'a-secret'");
        var asRole = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Username = role, Password = "a-secret" }.ConnectionString;

        var closed = await CommandRun.OfAsync(["verify", "--ConnectionStrings:Stance", asRole]);
        await connection.ExecuteAsync($"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}");
        var open = await CommandRun.OfAsync(["verify", "--ConnectionStrings:Stance", asRole]);
        await RefusesAsync(asRole, "may not read and write these tables: actor");
        await RefusesAsync(asRole, "SELECT, INSERT, UPDATE and DELETE");

        Assert.Equal((3, true), (closed.ExitCode, closed.Errors.Contains("may not read these tables: actor", StringComparison.Ordinal)));
        Assert.True(open.ExitCode == 0, open.Errors);
        await connection.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
    }

    [Fact]
    public async Task A_database_of_another_encoding_is_refused()
    {
        SkipWithoutServer();
        await using var latin = await PostgreSqlDatabase.CreateAsync("ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0");

        await RefusesAsync(latin.ConnectionString, "ENCODING 'UTF8'");
    }

    private static async Task RefusesAsync(string connectionString, string advice)
    {
        var failure = await Record.ExceptionAsync(() => StanceHost.RunAsync("--ConnectionStrings:Stance", connectionString));

        var refused = StartFailure.Of(failure!)!;
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains(advice, refused.Message, StringComparison.Ordinal);
        if (new NpgsqlConnectionStringBuilder(connectionString).Password is { } password) Assert.DoesNotContain(password, failure!.ToString(), StringComparison.Ordinal);
    }
}
