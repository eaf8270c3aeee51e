using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using StanceApi.Http;

namespace StanceApi.Transfer;

/// <summary>
/// Unpacks gzip and notices where it breaks off. The framework's stream takes the end of its input for the end of the data, so a part of
/// our own is put behind the input: it comes out whole only where everything before it did (RFC 1952, section 2.2: parts follow one another).
/// </summary>
internal sealed class GzipBody : ReadingStream
{
    private static readonly byte[] Seal = RandomNumberGenerator.GetBytes(16);
    private static readonly byte[] PackedSeal = Pack(Seal);

    private readonly Sealed input;
    private readonly GZipStream unpacked;

    /// <summary>What came out after all of the input had: the seal, and nothing else.</summary>
    private readonly List<byte> ending = [];

    public GzipBody(Stream packed)
    {
        input = new Sealed(packed);
        unpacked = new GZipStream(input, CompressionMode.Decompress);
    }

    /// <exception cref="InvalidDataException">The data are damaged, or break off.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        do
        {
            read = await unpacked.ReadAsync(buffer, cancellationToken);
            // More input is asked for when everything has come out that was in what came before.
            // It ends before its input does where what follows a part is none.
            if (!input.IsAtSeal) return read > 0 || buffer.IsEmpty ? read : throw new InvalidDataException("Behind a part stands what is none.");
            ending.AddRange(buffer.Span[..read]);
            if (!Seal.AsSpan().StartsWith(CollectionsMarshal.AsSpan(ending))) break;
        }
        while (read > 0);
        return ending.Count == Seal.Length && read == 0 ? 0 : throw new InvalidDataException("The data break off.");
    }

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
    private sealed class Sealed(Stream inner) : ReadingStream
    {
        private int sealedBytes = -1;

        /// <summary>Whether the input is over.</summary>
        public bool IsAtSeal => sealedBytes >= 0;

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
    }
}
