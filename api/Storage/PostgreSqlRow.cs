using System.Data.Common;

namespace StanceApi.Storage;

/// <summary>The row that a reader stands on.</summary>
internal sealed class PostgreSqlRow(DbDataReader rows) : RawRow
{
    public override bool IsNull(int column) => rows.IsDBNull(column);

    public override long Number(int column) => rows.GetInt64(column);

    public override ReadOnlySpan<byte> Text(int column) => rows.GetFieldValue<byte[]>(column);
}
