using System.Net;
using System.Net.Http.Headers;
using StanceApi.Transfer;

namespace StanceApi.Commands;

/// <summary>The file of an import as the body of a request, packed as it is.</summary>
internal sealed class ImportFile : IDisposable
{
    private const int BlockBytes = 128 * 1_024;

    private static ReadOnlySpan<byte> GzipMark => [0x1F, 0x8B];

    private readonly Stream stream;
    private readonly string mediaType;
    private readonly bool isGzip;

    /// <summary>What was read to look at the file's first bytes.</summary>
    private readonly byte[] beginning;

    private ImportFile(Stream stream, string mediaType)
    {
        (this.stream, this.mediaType) = (stream, mediaType);
        beginning = new byte[GzipMark.Length];
        beginning = beginning[..stream.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false)];
        isGzip = beginning.AsSpan().SequenceEqual(GzipMark);
    }

    /// <summary>Whether a file is CSV, by its name where no format is given.</summary>
    public static bool IsCsv(string path, string? format)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(path) : path;
        return format is null ? name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) : format == "csv";
    }

    /// <summary>Opens a file; <c>-</c> is standard input.</summary>
    /// <exception cref="CommandException">There is none that can be read.</exception>
    public static ImportFile Open(string path, bool isCsv)
    {
        try
        {
            var stream = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            return new ImportFile(stream, isCsv ? ImportRequest.Csv : ImportRequest.Ndjson);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"{path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>The mixed file that a conversion writes, which ends with this.</summary>
    /// <exception cref="CommandException">There is nothing that can be converted.</exception>
    public static ImportFile Convert(Func<Stream, ConversionReport> convert, out ConversionReport report)
    {
        var mixed = Spool.OpenFile(folder: null, BlockBytes);
        try
        {
            report = convert(mixed);
            mixed.Position = 0;
            return new ImportFile(mixed, ImportRequest.Ndjson);
        }
        catch (ConversionException failure)
        {
            mixed.Dispose();
            throw new CommandException(ExitCode.Usage, failure.Message, failure);
        }
    }

    /// <summary>The body, which tells its progress in bytes.</summary>
    /// <param name="told">Told how many bytes are sent, and of how many where that is known (else 0).</param>
    public HttpContent ToContent(Action<long, long> told) => new Content(this, told);

    public void Dispose() => stream.Dispose();

    private sealed class Content : HttpContent
    {
        private readonly ImportFile file;
        private readonly Action<long, long> told;

        public Content(ImportFile file, Action<long, long> told)
        {
            (this.file, this.told) = (file, told);
            Headers.ContentType = new MediaTypeHeaderValue(file.mediaType);
            if (file.isGzip) Headers.ContentEncoding.Add("gzip");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            var length = file.stream.CanSeek ? file.stream.Length : 0;
            var sent = (long)file.beginning.Length;
            await stream.WriteAsync(file.beginning, cancellationToken);
            var block = new byte[BlockBytes];
            for (int read; (read = await file.stream.ReadAsync(block, cancellationToken)) > 0; told(sent += read, length))
                await stream.WriteAsync(block.AsMemory(0, read), cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = file.stream.CanSeek ? file.stream.Length : 0;
            return file.stream.CanSeek;
        }
    }
}
