using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace StanceApi.Tests.Engines;

/// <summary>A file in a folder of its own.</summary>
internal sealed class SqliteDatabase : TestDatabase
{
    private readonly string folder;

    /// <summary>A file in a new folder, or in one that is there.</summary>
    public SqliteDatabase(string? folder = null) => this.folder = folder ?? Directory.CreateTempSubdirectory("stance-test-").FullName;

    public string File => Path.Combine(folder, "stance.db");

    public override string ConnectionString => $"Data Source={File}";

    public override string MigrateFurther => """
        INSERT INTO migrations (type, version, description, name, checksum, installed_by, success)
        VALUES (0, '999', 'later', 'V999__later.sql', '', '', 1);
        PRAGMA user_version = 7;
        """;

    public override string IgnoreReferences => "PRAGMA foreign_keys = OFF";

    public override string Columns => """
        SELECT name, CASE WHEN "notnull" = 1 AND dflt_value IS NULL THEN 1 ELSE 0 END AS is_required
        FROM pragma_table_info(@table)
        ORDER BY cid
        """;

    public override Refusal? RefusalOf(DbException failure) => ((SqliteException)failure).SqliteExtendedErrorCode switch
    {
        787 => Refusal.ForeignKey,
        275 => Refusal.Check,
        1_299 => Refusal.NotNull,
        1_555 => Refusal.PrimaryKey,
        2_067 => Refusal.Unique,
        3_091 => Refusal.DataType,
        _ => null,
    };

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
