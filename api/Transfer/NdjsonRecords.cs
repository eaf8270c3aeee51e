using System.Security.Cryptography;
using StanceApi.Http;

namespace StanceApi.Transfer;

/// <summary>The lines of an NDJSON file, and whether its closing line, where it has one, fits.</summary>
internal sealed class NdjsonRecords(Spool spool) : IRecordSource
{
    private const int BlockBytes = 1_048_576;
    private const int BatchRecords = 2_000;
    private const byte LineEnd = (byte)'\n';

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private long records;
    private long line;

    public Spool Content => spool;

    public string? Header => null;

    public Problem? Problem { get; private set; }

    public IEnumerable<IReadOnlyList<RawRecord>> Read()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[BlockBytes];
        var offset = 0L;
        var hasEnd = false;
        while (offset < spool.Length && Problem is null)
        {
            var length = spool.Read(block, offset);
            var whole = offset + length == spool.Length ? length : block.AsSpan(0, length).LastIndexOf(LineEnd) + 1;
            if (whole == 0)
            {
                // A line longer than the block: the upload has seen to it that it is not too long.
                Array.Resize(ref block, block.Length * 2);
                continue;
            }

            for (var begin = 0; begin < whole;)
            {
                var batch = new List<RawRecord>();
                begin += Split(block.AsMemory(begin, whole - begin), offset + begin, batch, hash, ref hasEnd);
                if (batch.Count > 0) yield return batch;
            }

            offset += whole;
        }
    }

    /// <summary>Splits the beginning of a block into so many records at most: lines of a few bytes would be very many. Returns how far it came.</summary>
    private int Split(ReadOnlyMemory<byte> block, long offset, List<RawRecord> batch, IncrementalHash hash, ref bool hasEnd)
    {
        var begin = 0;
        while (begin < block.Length && batch.Count < BatchRecords)
        {
            var end = block.Span[begin..].IndexOf(LineEnd);
            var next = end < 0 ? block.Length : begin + end + 1;
            var text = Trim(block[begin..next], isFirst: line == 0);
            line++;
            if (!text.IsEmpty)
            {
                if (hasEnd) Problem ??= FileProblems.Of(Codes.BrokenFile, line, "There are lines after the closing one.");
                else if (EndLine.Is(text.Span)) (hasEnd, Problem) = (true, EndLine.Check(text, line, records, Convert.ToHexStringLower(hash.GetCurrentHash())));
                else batch.Add(RecordOf(text, offset + Offset(block, text)));
            }

            if (!hasEnd) hash.AppendData(block.Span[begin..next]);
            begin = next;
        }

        return begin;
    }

    private RawRecord RecordOf(ReadOnlyMemory<byte> text, long offset)
    {
        records++;
        return new RawRecord { Line = line, Raw = text, Json = text, Offset = (offset, offset) };
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> text, bool isFirst)
    {
        if (isFirst && text.Span.StartsWith(ByteOrderMark)) text = text[ByteOrderMark.Length..];
        return text.Trim(" \t\r\n"u8);
    }

    private static int Offset(ReadOnlyMemory<byte> block, ReadOnlyMemory<byte> part)
    {
        block.Span.Overlaps(part.Span, out var offset);
        return offset;
    }
}
