using System.Buffers.Binary;
using System.Security.Cryptography;
using StanceApi.Storage;

namespace StanceApi.Copying;

/// <summary>What a table holds, told so that two tables can be compared wherever they lie.</summary>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Sha256">
/// The SHA-256 of its rows in the order of their keys, in lower-case hexadecimal. Each column, in the order of names: 0 for null; 1 and the
/// eight bytes of a number, the highest first; 2, the length in four bytes and the UTF-8 of a text.
/// </param>
internal sealed record TableDigest(long Rows, string Sha256)
{
    /// <exception cref="StoreException">The store is away.</exception>
    public static async Task<TableDigest> ComputeAsync(Session session, StoredTable table)
    {
        (int Place, bool IsNumber)[] columns = [.. table.Columns.Index().OrderBy(column => column.Item.Name, StringComparer.Ordinal).Select(column => (column.Index, column.Item.IsNumber))];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var count = 0L;
        await foreach (var row in session.RowsAsync(table.Rows(isContinued: false)))
        {
            foreach (var (place, isNumber) in columns) Append(hash, row, place, isNumber);
            count++;
        }

        return new TableDigest(count, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static void Append(IncrementalHash hash, RawRow row, int place, bool isNumber)
    {
        Span<byte> head = stackalloc byte[1 + sizeof(long)];
        if (row.IsNull(place))
        {
            hash.AppendData([0]);
        }
        else if (isNumber)
        {
            head[0] = 1;
            BinaryPrimitives.WriteInt64BigEndian(head[1..], row.Number(place));
            hash.AppendData(head);
        }
        else
        {
            var text = row.Text(place);
            head[0] = 2;
            BinaryPrimitives.WriteInt32BigEndian(head[1..], text.Length);
            hash.AppendData(head[..(1 + sizeof(int))]);
            hash.AppendData(text);
        }
    }
}
