using System.Text;

namespace StanceApi.Transfer;

/// <summary>
/// Counts the records of a file as it arrives, block by block, in constant memory: of NDJSON the lines that hold anything, of CSV the
/// lines that end outside quotes, as whoever reads them finds them: a quote opens at the beginning of a field and is a letter elsewhere (RFC 4180), and a
/// carriage return alone ends a line. A record over the limit is known before it is over.
/// </summary>
internal sealed class RecordScanner(ImportFormat format, long longest)
{
    private readonly Decoder decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetDecoder();
    private char[] decoded = [];
    private bool isQuoted;
    private bool isFieldStart = true;

    /// <summary>Whether a quote has just closed: one more is a quote inside the field.</summary>
    private bool hasClosed;

    /// <summary>Whether a carriage return has just been read: what comes next says whether it ends the record.</summary>
    private bool isAfterReturn;

    private bool hasText;
    private long length;

    /// <summary>How many records have ended.</summary>
    public long Records { get; private set; }

    /// <summary>The line that the scanner is in, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>The line in which the record began that the scanner is in.</summary>
    public long FirstLine { get; private set; } = 1;

    /// <summary>Whether a record is over the limit: the one that began in <see cref="FirstLine"/>.</summary>
    public bool IsTooLong => length > longest;

    /// <summary>The first line that is not UTF-8, null where all are so far.</summary>
    public long? NotUtf8 { get; private set; }

    /// <summary>Looks at the next bytes, up to a record that is too long.</summary>
    public void Scan(ReadOnlySpan<byte> block)
    {
        while (!block.IsEmpty && !IsTooLong)
        {
            var end = block.IndexOf((byte)'\n');
            var line = end < 0 ? block : block[..end];
            ScanPart(line);
            if (end < 0) return;
            EndLine();
            block = block[(end + 1)..];
        }
    }

    /// <summary>The end of the file ends the last line.</summary>
    public void End()
    {
        isQuoted = isAfterReturn = false;
        if (hasText) EndLine();
    }

    private void ScanPart(ReadOnlySpan<byte> part)
    {
        length += part.Length;
        if (format == ImportFormat.Csv)
        {
            CheckUtf8(part, isEnd: false);
            ScanFields(part);
        }
        else hasText |= HasText(part);
    }

    private void ScanFields(ReadOnlySpan<byte> part)
    {
        while (!part.IsEmpty)
        {
            var at = part.IndexOfAny((byte)'"', (byte)',', (byte)'\r');
            if (isAfterReturn) EndAtReturn(part);
            if (at != 0) (isFieldStart, hasClosed) = (false, false);
            hasText = hasText || HasText(at < 0 ? part : part[..(at + 1)]);
            if (at < 0) return;
            Step(part[at]);
            part = part[(at + 1)..];
        }
    }

    private void Step(byte letter)
    {
        switch (letter)
        {
            case (byte)'"' when isQuoted:
                (isQuoted, hasClosed) = (false, true);
                break;
            case (byte)'"':
                (isQuoted, isFieldStart, hasClosed) = (isFieldStart || hasClosed, false, false);
                break;
            case (byte)',' when !isQuoted:
                (isFieldStart, hasClosed) = (true, false);
                break;
            case (byte)'\r' when !isQuoted:
                isAfterReturn = true;
                break;
        }
    }

    /// <summary>A record ended before this, if anything was in it: what is left of the part is of the next one.</summary>
    private void EndAtReturn(ReadOnlySpan<byte> rest)
    {
        EndRecord(rest.Length);
        isAfterReturn = false;
    }

    private void EndRecord(int rest)
    {
        if (hasText) Records++;
        (length, hasText, FirstLine) = (rest, false, Line);
        (isFieldStart, hasClosed) = (true, false);
    }

    private static bool HasText(ReadOnlySpan<byte> part) => part.ContainsAnyExcept(" \t\r"u8);

    /// <summary>A character may lie across two blocks; none lies across two lines.</summary>
    private void CheckUtf8(ReadOnlySpan<byte> part, bool isEnd)
    {
        if (NotUtf8 is not null) return;
        if (decoded.Length < part.Length + 4) decoded = new char[part.Length + 4];
        try
        {
            decoder.GetChars(part, decoded, flush: isEnd);
        }
        catch (DecoderFallbackException)
        {
            NotUtf8 = Line;
        }
    }

    private void EndLine()
    {
        if (format == ImportFormat.Csv) CheckUtf8([], isEnd: true);
        Line++;
        length++;
        isAfterReturn = false;
        if (!isQuoted) EndRecord(0);
    }
}
