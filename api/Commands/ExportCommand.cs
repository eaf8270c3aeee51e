using System.CommandLine;
using System.IO.Compression;
using StanceApi.Http;
using StanceApi.Transfer;

namespace StanceApi.Commands;

/// <summary><c>export</c>: data out, in bulk, as <c>/v1/export</c> gives it, checked for being whole.</summary>
internal sealed class ExportCommand
{
    private const string About = "Write records, or all there is, to a file or to standard output.";

    private const string More = """
        Without a noun everything is written, the texts of sources included, as NDJSON that `import` takes. What was written is checked: NDJSON by its
        closing line (count and SHA-256), Parquet by its footer. A file is there only when it is whole; .gz at the end of its name packs it. A link is
        followed, and what is no file, a device or a named pipe, is written to as it comes.

        Examples:
          StanceApi export > everything.ndjson
          StanceApi export positions --format csv --filter question_id=bridge --output positions.csv.gz
          StanceApi export stances --format parquet --as-of 2025-06-30 --output stances.parquet --url http://localhost:5080
        """;

    private static readonly Format[] Formats = [ExportNdjson.Format, Format.Csv, ExportParquet.Format];

    private readonly Argument<string?> noun = new("noun") { Description = "What to write; everything where nothing is named.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> format = new("--format") { Description = "The format; everything is NDJSON alone.", DefaultValueFactory = _ => "ndjson" };
    private readonly Option<string[]> filters = new("--filter") { Description = "A filter of the noun's list; may be given more than once.", HelpName = "NAME=VALUE" };
    private readonly Option<string?> asOf = new("--as-of") { Description = "What had been said by then: a date or an instant.", HelpName = "DATE" };
    private readonly Option<string?> knownAt = new("--known-at") { Description = "What was recorded by then: a feed position or an instant.", HelpName = "POSITION" };
    private readonly Option<bool> formulaGuard = new("--formula-guard") { Description = "CSV for spreadsheets: no cell is taken for a formula." };
    private readonly Option<string?> output = new("--output", "-o") { Description = "The file to write; standard output where none is named.", HelpName = "FILE" };
    private readonly ServiceOptions service = new();

    private ExportCommand()
    {
        noun.AcceptOnlyFromAmong("questions", "actors", "sources", "arguments", "positions", "stances", "timelines");
        format.AcceptOnlyFromAmong([.. Formats.Select(each => each.Word)]);
        filters.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1) is { } wrong) result.AddError($"--filter is NAME=VALUE, not '{wrong.Value}'.");
        });
    }

    public static Command Create(string[] settings)
    {
        var export = new ExportCommand();
        var command = new Verb("export", About, More) { export.noun, export.format, export.filters, export.asOf, export.knownAt, export.formulaGuard, export.output };
        export.service.AddTo(command);
        command.SetAction((parsed, cancellation) => export.RunAsync(parsed, settings, cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, string[] settings, CancellationToken cancellation)
    {
        await using var client = await service.OpenAsync(parsed, settings, toWrite: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, PathOf(parsed));
        var asked = Formats.Single(each => each.Word == parsed.GetValue(format));
        using var response = await client.SendAsync(request, [asked.MediaType], cancellation);
        var check = WholeFile.Of(asked.Word);
        var file = parsed.GetValue(output);
        await using var written = OutputFile.Open(file);
        await WriteAsync(client, response, written.Stream, isPacked: file?.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) == true, check, cancellation);
        await written.CompleteAsync();
        await (written.IsStraight ? Console.Error : Console.Out).WriteLineAsync(file is null ? check.Summary : $"{file}: {check.Summary}");
        return ExitCode.Done;
    }

    private static async Task WriteAsync(ServiceClient client, HttpResponseMessage response, Stream file, bool isPacked, WholeFile check, CancellationToken cancellation)
    {
        if (!isPacked)
        {
            await CopyAsync(client, response, file, check, cancellation);
            return;
        }

        await using var packed = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
        await CopyAsync(client, response, packed, check, cancellation);
    }

    private static Task CopyAsync(ServiceClient client, HttpResponseMessage response, Stream output, WholeFile check, CancellationToken cancellation) => ProgressBar.RunAsync("export", null, async bar =>
    {
        const int BlockBytes = 128 * 1_024;
        var block = new byte[BlockBytes];
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        client.Stir();
        for (int length; (length = await ReadAsync(body, block, cancellation)) > 0; bar.Count(check.Bytes))
        {
            client.Stir();
            check.Add(block.AsSpan(0, length));
            await output.WriteAsync(block.AsMemory(0, length), cancellation);
        }

        await output.FlushAsync(cancellation);
        return check.Fault is { } fault ? throw new CommandException(ExitCode.Store, $"What came is not whole: {fault}") : 0;
    });

    private static async Task<int> ReadAsync(Stream body, byte[] block, CancellationToken cancellation)
    {
        try
        {
            return await body.ReadAsync(block, cancellation);
        }
        catch (Exception failure) when (failure is HttpRequestException or HttpIOException or InvalidDataException)
        {
            throw new CommandException(ExitCode.Store, $"The service broke off: {failure.Message} Nothing of it is whole; ask again.", failure);
        }
    }

    private string PathOf(ParseResult parsed)
    {
        var named = parsed.GetValue(noun);
        var parameters = new List<(string Name, string? Value)> { ("as_of", parsed.GetValue(asOf)), ("known_at", parsed.GetValue(knownAt)) };
        if (named is not null || parsed.GetValue(format) != "ndjson") parameters.Add(("format", parsed.GetValue(format)));
        if (parsed.GetValue(formulaGuard)) parameters.Add(("formula_guard", "true"));
        foreach (var filter in parsed.GetValue(filters) ?? []) parameters.Add((filter[..filter.IndexOf('=', StringComparison.Ordinal)], filter[(filter.IndexOf('=', StringComparison.Ordinal) + 1)..]));
        var query = string.Join('&', parameters.Where(each => each.Value is not null).Select(each => $"{Uri.EscapeDataString(each.Name)}={Uri.EscapeDataString(each.Value!)}"));
        return $"v1/export{(named is null ? "" : $"/{named}")}?{query}";
    }
}
