using System.IO.Compression;
using System.Security.Cryptography;

namespace StanceApi.Transfer;

/// <summary>
/// Unpacks gzip and notices where it breaks off. The framework's stream takes the end of its input for the end of the data, so a part of
/// our own is put behind the input: it comes out whole only where everything before it did (RFC 1952, section 2.2: parts follow one another).
/// </summary>
internal sealed class GzipBody(Stream packed) : Stream
{
    private static readonly byte[] Seal = RandomNumberGenerator.GetBytes(16);
    private static readonly byte[] PackedSeal = Pack(Seal);

    private readonly GZipStream unpacked = new(new Sealed(packed), CompressionMode.Decompress);
    private byte[] held = [];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">The data are damaged, or break off.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            held.CopyTo(buffer);
            var read = await unpacked.ReadAsync(buffer[held.Length..], cancellationToken);
            if (read == 0) return held.AsSpan().SequenceEqual(Seal) ? 0 : throw new InvalidDataException("The data break off.");
            var length = held.Length + read;
            // The last bytes may be the seal: they are held back until more come.
            var certain = Math.Max(0, length - Seal.Length);
            held = buffer[certain..length].ToArray();
            if (certain > 0) return certain;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) unpacked.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.NoCompression)) gzip.Write(bytes);
        return buffer.ToArray();
    }

    /// <summary>A stream with the packed seal behind it.</summary>
    private sealed class Sealed(Stream inner) : Stream
    {
        private int sealedBytes = -1;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (sealedBytes < 0)
            {
                var read = await inner.ReadAsync(buffer, cancellationToken);
                if (read > 0) return read;
                sealedBytes = 0;
            }

            var part = PackedSeal.AsMemory(sealedBytes, Math.Min(buffer.Length, PackedSeal.Length - sealedBytes));
            part.CopyTo(buffer);
            sealedBytes += part.Length;
            return part.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
