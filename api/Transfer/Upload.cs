using System.Security.Cryptography;
using StanceApi.Http;

namespace StanceApi.Transfer;

/// <summary>The file of an import, received in full, unpacked and on disk.</summary>
/// <param name="Spool">Its bytes.</param>
/// <param name="Records">How many records it has, the header of CSV and a closing line included.</param>
/// <param name="Sha256">The hash of its bytes.</param>
internal sealed record Upload(Spool Spool, long Records, string Sha256)
{
    private const int BlockBytes = 65_536;

    private const string Packed = "The file is packed with gzip: send it with Content-Encoding: gzip, and packed once.";

    private static ReadOnlySpan<byte> GzipMark => [0x1F, 0x8B];

    /// <summary>Receives a body. Whatever goes wrong, nothing of it stays.</summary>
    /// <exception cref="BadHttpRequestException">The body is over the server's limit, or breaks off.</exception>
    public static async Task<(Upload? Upload, Problem? Problem)> ReceiveAsync(HttpRequest request, ImportRequest import, ImportOptions options)
    {
        var spool = CreateSpool(options);
        if (spool is null) return (null, NoSpace("The folder for temporary files cannot be written to."));
        try
        {
            await using var body = import.IsGzip ? new GzipBody(request.Body) : request.Body;
            var (upload, problem) = await CopyAsync(body, spool, import.Plan.Format, options, request.HttpContext.RequestAborted);
            if (upload is null) spool.Dispose();
            return (upload, problem);
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    /// <summary>503, where the disk for temporary files has no room.</summary>
    public static Problem NoSpace(string reason) =>
        new(StatusCodes.Status503ServiceUnavailable, Codes.StoreUnavailable, $"Nothing was kept. {reason}") { Headers = Problem.RetryAfter };

    internal static async Task<(Upload? Upload, Problem? Problem)> CopyAsync(Stream body, Spool spool, ImportFormat format, ImportOptions options, CancellationToken cancellation)
    {
        var scanner = new RecordScanner(format, options.LineBytes);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[BlockBytes];
        while (true)
        {
            var (length, broken) = await ReadAsync(body, block, scanner, cancellation);
            if (broken is not null) return (null, broken);
            if (length == 0) break;
            if (spool.Length == 0 && block.AsSpan(0, length).StartsWith(GzipMark)) return (null, FileProblems.Of(Codes.InvalidUtf8, 1, Packed));
            scanner.Scan(block.AsSpan(0, length));
            if (scanner.IsTooLong) return (null, LineTooLong(scanner.FirstLine, options.LineBytes));
            if (scanner.NotUtf8 is { } line) return (null, FileProblems.Of(Codes.InvalidUtf8, line, $"Line {line} is not UTF-8. Save the file as UTF-8."));
            if (spool.Length + length > options.BodyBytes) return (null, TooLarge(options.BodyBytes));
            hash.AppendData(block, 0, length);
            if (Append(spool, block.AsSpan(0, length)) is { } full) return (null, full);
        }

        scanner.End();
        if (scanner.NotUtf8 is { } last) return (null, FileProblems.Of(Codes.InvalidUtf8, last, $"Line {last} is not UTF-8. Save the file as UTF-8."));
        return scanner.Records == 0
            ? (null, FileProblems.Of(Codes.EmptyBody, null, "Send at least one line."))
            : (new Upload(spool, scanner.Records, Convert.ToHexStringLower(hash.GetHashAndReset())), null);
    }

    private static Spool? CreateSpool(ImportOptions options)
    {
        try
        {
            return Spool.Create(options.Folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Problem? Append(Spool spool, ReadOnlySpan<byte> block)
    {
        try
        {
            spool.Append(block);
            return null;
        }
        catch (IOException)
        {
            // The system's own words would name the file.
            return NoSpace("The file could not be put aside: the disk for temporary files is full, or fails.");
        }
    }

    private static async Task<(int Length, Problem? Problem)> ReadAsync(Stream body, byte[] block, RecordScanner scanner, CancellationToken cancellation)
    {
        try
        {
            // Two bytes at least, where there are as many: they tell what the file is.
            return (await body.ReadAtLeastAsync(block, GzipMark.Length, throwOnEndOfStream: false, cancellation), null);
        }
        catch (InvalidDataException)
        {
            return (0, FileProblems.Of(Codes.BrokenFile, scanner.Line, $"The gzip data is damaged, breaks off or is followed by something else in line {scanner.Line}. Pack the file again."));
        }
    }

    private static Problem LineTooLong(long line, int longest) => Problem.At(
        StatusCodes.Status413PayloadTooLarge, Codes.LineTooLong, $"Line {line} is over {longest} bytes. Is the file NDJSON or CSV, with a record in each line?", ErrorPlace.Body, FileProblems.Pointer(line));

    private static Problem TooLarge(long most) =>
        Problem.At(StatusCodes.Status413PayloadTooLarge, Codes.BodyTooLarge, $"An import has at most {most} bytes, unpacked too; send it in parts.", ErrorPlace.Body, "");
}
