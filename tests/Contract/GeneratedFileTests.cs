using Microsoft.Data.Sqlite;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Contract;

/// <summary>The generated files of the project are those that this code generates.</summary>
public sealed class GeneratedFileTests(EmptyStore store)
{
    private const string Definitions = """
        SELECT sql
        FROM sqlite_master
        WHERE sql IS NOT NULL
          AND name NOT LIKE 'sqlite_%'
          AND tbl_name <> 'migrations'
        ORDER BY tbl_name, type DESC, name
        """;

    [Fact]
    public async Task Openapi_yaml_is_what_the_service_serves()
    {
        using var client = store.Host.Reader();

        var served = await client.GetStringAsync("/openapi/v1.yaml", TestContext.Current.CancellationToken);

        GeneratedFile.AssertFresh("openapi.yaml", served);
    }

    /// <summary>As SQLite holds it, whatever engine the others run on.</summary>
    [Fact]
    public async Task Schema_sql_is_what_the_migrations_make()
    {
        await using var database = new SqliteDatabase();
        await using var host = await StanceHost.OverAsync(database);
        using var connection = new SqliteConnection($"{database.ConnectionString};Mode=ReadOnly;Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Definitions;
        using var reader = command.ExecuteReader();
        var text = "-- Generated from db/migrations, as SQLite holds it. Do not edit: STANCE_REGENERATE=1 dotnet test\n";
        while (reader.Read()) text += $"\n{reader.GetString(0)};\n";

        GeneratedFile.AssertFresh("db/schema.sql", text);
    }
}
