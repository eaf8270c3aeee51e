using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using StanceApi.Transfer;

namespace StanceApi.Commands;

/// <summary>Looks at a file while it passes, whether it is whole.</summary>
internal class WholeFile
{
    /// <summary>How many bytes have passed.</summary>
    public long Bytes { get; private set; }

    /// <summary>Why what has passed is not whole; null where it is.</summary>
    public virtual string? Fault => null;

    /// <summary>What it came to, for people.</summary>
    public virtual string Summary => string.Create(CultureInfo.InvariantCulture, $"{Bytes} bytes");

    /// <summary>What looks at a format. The end of CSV is the end of the answer, which HTTP itself guards.</summary>
    public static WholeFile Of(string format) => format switch { "ndjson" => new WholeNdjson(), "parquet" => new WholeParquet(), _ => new WholeFile() };

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Bytes += bytes.Length;
        Look(bytes);
    }

    protected virtual void Look(ReadOnlySpan<byte> bytes)
    {
    }

    /// <summary>The closing line tells count and hash of all lines before it.</summary>
    private sealed class WholeNdjson : WholeFile
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        /// <summary>The last line so far, whole or not.</summary>
        private readonly ArrayBufferWriter<byte> last = new();

        private long lines;

        public override string? Fault => !EndLine.Is(last.WrittenSpan)
            ? "the closing line is missing."
            : EndLine.Check(last.WrittenMemory, lines + 1, lines, Convert.ToHexStringLower(hash.GetCurrentHash()))?.Detail;

        public override string Summary => string.Create(CultureInfo.InvariantCulture, $"{lines} records, {base.Summary}");

        protected override void Look(ReadOnlySpan<byte> bytes)
        {
            last.Write(bytes);
            var held = last.WrittenSpan;
            var end = held[..^1].LastIndexOf((byte)'\n') + 1;
            if (end == 0) return;
            hash.AppendData(held[..end]);
            lines += held[..end].Count((byte)'\n');
            var rest = held[end..].ToArray();
            last.ResetWrittenCount();
            last.Write(rest);
        }
    }

    /// <summary>The file ends with the mark that it begins with, behind its footer.</summary>
    private sealed class WholeParquet : WholeFile
    {
        private byte[] tail = [];

        private static ReadOnlySpan<byte> Mark => "PAR1"u8;

        public override string? Fault => tail.AsSpan().SequenceEqual(Mark) ? null : "the footer is missing.";

        protected override void Look(ReadOnlySpan<byte> bytes)
        {
            byte[] held = [.. tail, .. bytes];
            tail = held[Math.Max(0, held.Length - Mark.Length)..];
        }
    }
}
