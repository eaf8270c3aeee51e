using System.Net;
using System.Net.Http.Headers;
using StanceApi.Transfer;

namespace StanceApi.Commands;

/// <summary>The file of an import as the body of a request, packed as it is.</summary>
internal sealed class ImportFile : IDisposable
{
    private const int BlockBytes = 128 * 1_024;

    private static ReadOnlySpan<byte> GzipMark => [0x1F, 0x8B];

    private readonly FileStream stream;
    private readonly string mediaType;
    private readonly bool isGzip;
    private readonly long length;

    private ImportFile(FileStream stream, string mediaType, bool isConverted = false)
    {
        (this.stream, this.mediaType, IsConverted, length) = (stream, mediaType, isConverted, stream.Length);
        stream.Position = 0;
        var beginning = new byte[GzipMark.Length];
        isGzip = stream.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false) == beginning.Length && beginning.AsSpan().SequenceEqual(GzipMark);
        stream.Position = 0;
    }

    /// <summary>Whether its lines are none that anybody has: they were made from other files.</summary>
    public bool IsConverted { get; }

    /// <summary>Whether a file is CSV, by its name where no format is given.</summary>
    public static bool IsCsv(string path, string? format)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(path) : path;
        return format is null ? name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) : format == "csv";
    }

    /// <summary>
    /// Opens a file; <c>-</c> is standard input. That, and what is no regular file, is read to its end first: whoever writes it may pause for longer than a
    /// service waits for a body, and what is wrong with the request can be told before it is sent.
    /// </summary>
    /// <exception cref="CommandException">There is none that can be read.</exception>
    /// <exception cref="IOException">There is no room for what is read first.</exception>
    public static async Task<ImportFile> OpenAsync(string path, bool isCsv, CancellationToken cancellation)
    {
        if (Directory.Exists(path)) throw new CommandException(ExitCode.Usage, $"{path} is a folder: name a file in it.");
        Stream stream;
        try
        {
            stream = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"{path} cannot be read: {failure.Message}", failure);
        }

        return new ImportFile(stream is FileStream { CanSeek: true } file ? file : await KeepAsync(stream, cancellation), isCsv ? ImportRequest.Csv : ImportRequest.Ndjson);
    }

    /// <summary>Reads what comes from elsewhere, in whatever time it takes.</summary>
    private static async Task<FileStream> KeepAsync(Stream stream, CancellationToken cancellation)
    {
        var kept = Spool.OpenFile(folder: null, BlockBytes);
        try
        {
            // A stream of the console waits for its bytes on whoever reads it, told to stop or not.
            await Task.Run(() => stream.CopyToAsync(kept, cancellation), cancellation).WaitAsync(cancellation);
            return kept;
        }
        catch
        {
            await kept.DisposeAsync();
            throw;
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
            return new ImportFile(mixed, ImportRequest.Ndjson, isConverted: true);
        }
        catch (ConversionException failure)
        {
            mixed.Dispose();
            throw new CommandException(ExitCode.Usage, failure.Message, failure);
        }
    }

    /// <summary>The body, which tells its progress in bytes.</summary>
    /// <param name="told">Told how many bytes are sent, and of how many.</param>
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
            var block = new byte[BlockBytes];
            var sent = 0L;
            for (int read; (read = await file.stream.ReadAsync(block, cancellationToken)) > 0; told(sent += read, file.length))
            {
                if (sent + read > file.length) throw Changed();
                await stream.WriteAsync(block.AsMemory(0, read), cancellationToken);
            }

            if (sent < file.length) throw Changed();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = file.length;
            return true;
        }

        private static CommandException Changed() => new(ExitCode.Usage, "The file was written to while it was sent, and nothing of it was taken. Import it when it is whole.");
    }
}
