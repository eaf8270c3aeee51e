using System.CommandLine;
using StanceApi.Storage;
using StanceApi.Transfer;
using StanceApi.Values;

namespace StanceApi.Commands;

/// <summary><c>import</c>: data in, in bulk, as <c>/v1/import</c> takes it, and files of other tools.</summary>
internal sealed class ImportCommand
{
    private const string About = "Read records from a file, or from standard input, and write each as a PUT of it would.";

    private const string More = """
        FILE is NDJSON or CSV (by its name, or --format), packed with gzip or not; - is standard input. With a noun each line is a record of it; without one
        each line names its own type: {"type": "actor", "data": {...}}. The same file twice changes nothing where its records have ids. Writes the
        counts; what is refused is told line by line on standard error, and is exit code 1. Of an import that did not come to its end is told what was kept.

        Examples:
          StanceApi import everything.ndjson.gz
          StanceApi import positions positions.csv --on-error continue --refused refused.csv
          StanceApi export | StanceApi import - --url http://localhost:8080 --key "$KEY"
          StanceApi import dna hearings.dna --validate-only
        """;

    private static readonly string[] Nouns = ["questions", "actors", "sources", "positions", "arguments"];

    private readonly string[] settings;
    private readonly ServiceOptions service = new();
    private readonly Option<string> mode = new("--mode") { Description = "What becomes of records that are there: upsert gives them the new content, insert refuses them.", DefaultValueFactory = _ => "upsert", Recursive = true };
    private readonly Option<string> onError = new("--on-error") { Description = "abort keeps nothing where a line is refused, continue keeps the others.", DefaultValueFactory = _ => "abort", Recursive = true };
    private readonly Option<bool> validateOnly = new("--validate-only") { Description = "Run every check and keep nothing.", Recursive = true };
    private readonly Option<bool> allowUnverified = new("--allow-unverified") { Description = "Keep new citations that the stored text does not bear out, instead of refusing them.", Recursive = true };
    private readonly Option<string?> refused = new("--refused") { Description = "A file for the refused lines, to be mended and imported again; empty where there are none.", HelpName = "FILE", Recursive = true };

    private ImportCommand(string[] settings)
    {
        this.settings = settings;
        mode.AcceptOnlyFromAmong("upsert", "insert");
        onError.AcceptOnlyFromAmong("abort", "continue");
    }

    public static Command Create(string[] settings)
    {
        var import = new ImportCommand(settings);
        var (words, format) = (WordsArgument(), FormatOption());
        var command = new Verb("import", About, More) { words, format, import.mode, import.onError, import.validateOnly, import.allowUnverified, import.refused };
        import.service.AddTo(command);
        command.Subcommands.Add(import.Converting(
            "dna",
            new Argument<string>("file") { Description = "The file (.dna, version 3)." },
            "Read a file of Discourse Network Analyzer.",
            "Documents become sources with their texts, organisations and persons actors, concepts questions, statements positions. What does not map is counted.",
            DnaConversion.Convert));
        command.Subcommands.Add(import.Converting(
            "polis",
            new Argument<string>("folder") { Description = "The folder of the exported files (comments.csv, votes.csv)." },
            "Read the exported files of a Polis conversation.",
            "Comments become questions, participants actors without names, votes positions; pass is undecided. What does not map is counted.",
            PolisConversion.Convert));
        command.SetAction(async (parsed, cancellation) =>
        {
            var given = parsed.GetValue(words)!;
            var (noun, isCsv) = (given.Length == 2 ? given[0] : null, ImportFile.IsCsv(given[^1], parsed.GetValue(format)));
            if (noun is null && isCsv) throw new CommandException(ExitCode.Usage, $"A CSV file has records of one noun: name it before the file, as in: import actors {given[^1]}");
            import.KeepInput(parsed, given[^1]);
            return await import.RunAsync(parsed, noun, await ImportFile.OpenAsync(given[^1], isCsv, cancellation), cancellation);
        });
        return command;
    }

    private static Argument<string[]> WordsArgument()
    {
        var words = new Argument<string[]>("file") { Description = $"The file, behind the noun ({string.Join(", ", Nouns)}) that its lines are, if they are of one.", HelpName = "[noun] FILE", Arity = new ArgumentArity(1, 2) };
        words.Validators.Add(result =>
        {
            if (result.Tokens.Count == 2 && !Nouns.Contains(result.Tokens[0].Value)) result.AddError($"'{result.Tokens[0].Value}' is no noun: {string.Join(", ", Nouns)}.");
        });
        return words;
    }

    private static Option<string?> FormatOption()
    {
        var format = new Option<string?>("--format") { Description = "The format of a file of one noun, where its name does not tell." };
        format.AcceptOnlyFromAmong("ndjson", "csv");
        return format;
    }

    private Verb Converting(string name, Argument<string> path, string about, string more, Func<string, Stream, string?, ConversionReport> convert)
    {
        var prefix = PrefixOption();
        var command = new Verb(name, about, more) { path, prefix };
        command.SetAction(async (parsed, cancellation) =>
        {
            KeepInput(parsed, parsed.GetValue(path)!);
            var file = ImportFile.Convert(mixed => convert(parsed.GetValue(path)!, mixed, parsed.GetValue(prefix)), out var report);
            foreach (var (type, lines) in report.Lines) await Console.Out.WriteLineAsync($"{Words<ImportType>.Of(type)} {lines}");
            foreach (var (what, count) in report.Unmapped) await Console.Out.WriteLineAsync($"does not map: {what} {count}");
            return await RunAsync(parsed, null, file, cancellation);
        });
        return command;
    }

    private static Option<string?> PrefixOption()
    {
        const int Longest = 64;
        var prefix = new Option<string?>("--prefix") { Description = "What the ids begin with; the name of the file where nothing is said.", HelpName = "PREFIX" };
        prefix.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var given }] && (given.Length > Longest || !Id.IsValid(given)))
                result.AddError($"--prefix is 1 to {Longest} characters of a-z, 0-9, '.', '_' and '-', and begins with a letter or a digit; '{given}' is not.");
        });
        return prefix;
    }

    /// <summary>The refused lines would take the place of what they come from.</summary>
    private void KeepInput(ParseResult parsed, string input)
    {
        if (input == "-" || parsed.GetValue(refused) is not { Length: > 0 } file) return;
        var inputs = Directory.Exists(input) ? Directory.EnumerateFiles(input, "*.csv") : [input];
        if (inputs.Select(PosixFile.FinalPath).Contains(PosixFile.FinalPath(file), StringComparer.Ordinal))
            throw new CommandException(ExitCode.Usage, $"{file} is imported, and would be lost to the lines of it that are refused: name another file in --refused.");
    }

    private async Task<int> RunAsync(ParseResult parsed, string? noun, ImportFile file, CancellationToken cancellation)
    {
        using (file)
        {
            await using var client = await service.OpenAsync(parsed, settings, toWrite: true);
            return await new ImportRun(client, parsed.GetValue(refused)).RunAsync($"v1/import{(noun is null ? "" : $"/{noun}")}?{QueryOf(parsed)}", file, cancellation);
        }
    }

    private string QueryOf(ParseResult parsed)
    {
        var query = $"mode={parsed.GetValue(mode)}&on_error={parsed.GetValue(onError)}";
        if (parsed.GetValue(validateOnly)) query += "&validate_only=true";
        return parsed.GetValue(allowUnverified) ? $"{query}&{ImportRequest.AllowUnverified}=true" : query;
    }
}
