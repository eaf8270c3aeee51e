using SQLitePCL;

namespace StanceApi.Storage;

/// <summary>The row that a statement stands on: the driver would copy each text twice.</summary>
internal sealed class SqliteRow(sqlite3_stmt statement) : RawRow
{
    public override bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public override long Number(int column) => raw.sqlite3_column_int64(statement, column);

    public override ReadOnlySpan<byte> Text(int column) => raw.sqlite3_column_blob(statement, column);
}
