using System.Data.Common;

namespace StanceApi.Storage;

/// <summary>
/// The table that a database has as long as a copy into it is not finished: how far it has come in each table. Whoever serves or changes
/// stores refuses a database that has it. It is no migration, since a store that is whole does not have it.
/// </summary>
internal static class UnfinishedCopy
{
    public const string Table = "unfinished_copy";

    /// <summary>
    /// A row for each table: how many rows are there, the key of the last one (JSON), what tells the source from any other, and the head of
    /// its feed when the copy began.
    /// </summary>
    public static string Create(Engine engine) => $"""
        CREATE TABLE {Table} (
          name {engine.DdlWords["${text}"]} NOT NULL PRIMARY KEY,
          copied {engine.DdlWords["${int64}"]} NOT NULL,
          last_key {engine.DdlWords["${text}"]},
          source {engine.DdlWords["${text}"]} NOT NULL,
          head {engine.DdlWords["${int64}"]} NOT NULL
        ){engine.DdlWords["${strict}"]}
        """;

    public static string Drop => $"DROP TABLE {Table}";

    /// <exception cref="UnfitStoreException">A copy into the database is not finished.</exception>
    public static void Refuse(Engine engine, DbConnection connection)
    {
        if (engine.HasTable(connection, Table))
            throw new UnfitStoreException("A copy into this database was not finished, so it is no store yet. Run the same copy again, which goes on where it stopped, or name another database in ConnectionStrings__Stance.");
    }
}
