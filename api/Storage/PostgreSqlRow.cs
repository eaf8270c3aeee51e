using Npgsql;

namespace StanceApi.Storage;

/// <summary>The row that a reader stands on.</summary>
internal sealed class PostgreSqlRow(NpgsqlDataReader rows) : RawRow
{
    private byte[] text = new byte[1_024];

    public override bool IsNull(int column) => rows.IsDBNull(column);

    public override long Number(int column) => rows.GetInt64(column);

    /// <summary>Valid until the next text is asked for.</summary>
    public override ReadOnlySpan<byte> Text(int column)
    {
        var length = (int)rows.GetBytes(column, 0, null, 0, 0);
        if (text.Length < length) text = new byte[length * 2];
        return text.AsSpan(0, (int)rows.GetBytes(column, 0, text, 0, length));
    }
}
