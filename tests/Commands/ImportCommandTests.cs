using System.Text.Json.Nodes;
using StanceApi.Commands;
using StanceApi.Tests.Engines;
using StanceApi.Tests.Transfer;
using StanceApi.Transfer;

namespace StanceApi.Tests.Commands;

/// <summary>Data in by the command line, on the store itself and through a service.</summary>
public sealed class ImportCommandTests : IAsyncLifetime
{
    private const string Actors = """
        {"id": "council", "name": "The council", "kind": "organization"}
        {"id": "mayor", "name": "The mayor"}

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("stance-test-").FullName;
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Refused_lines_are_told_and_kept_in_a_file_that_can_be_mended_and_imported()
    {
        var (file, refused) = (Write("actors.ndjson", Actors), Path.Combine(folder, "refused.ndjson"));

        var first = await CommandRun.OverAsync(database, "import", "actors", file, "--on-error", "continue", "--refused", refused);
        await File.WriteAllTextAsync(refused, (await File.ReadAllTextAsync(refused, Cancellation)).Replace("}", ", \"kind\": \"person\"}", StringComparison.Ordinal), Cancellation);
        var mended = await CommandRun.OverAsync(database, "import", "actors", refused);

        Assert.Equal((1, "processed 2, created 1, updated 0, restored 0, unchanged 0, failed 1, snapshot 1"), (first.ExitCode, first.Output.TrimEnd()));
        Assert.Contains("line 2: /kind required: ", first.Errors, StringComparison.Ordinal);
        Assert.Equal((0, "processed 1, created 1, updated 0, restored 0, unchanged 0, failed 0, snapshot 2"), (mended.ExitCode, mended.Output.TrimEnd()));
    }

    [Fact]
    public async Task Where_no_line_is_refused_the_file_for_refused_lines_keeps_none_of_an_earlier_import()
    {
        var refused = Write("refused.ndjson", "What an earlier import left.");
        var good = Write("good.ndjson", Actors[..Actors.IndexOf('\n', StringComparison.Ordinal)]);

        var run = await CommandRun.OverAsync(database, "import", "actors", good, "--refused", refused);

        Assert.Equal((0, ""), (run.ExitCode, await File.ReadAllTextAsync(refused, Cancellation)));
    }

    /// <summary>It is read to its end before it is sent, so that a pause is no end and a refusal of the whole is heard.</summary>
    [Fact]
    public async Task Standard_input_may_be_slow_and_too_large()
    {
        await using var host = await StanceHost.StartAsync(settings: ["--Imports:BodyBytes", "4096", "--Limits:SlowestBytesPerSecond", "100000"]);
        string Piped(string lines) => $"{lines} | dotnet '{Path.Combine(AppContext.BaseDirectory, "StanceApi.dll")}' import actors - --url {host.Address}";
        var line = "{\"name\": \"The mayor\", \"kind\": \"person\"}";

        var slow = await CommandRun.ShellAsync(Piped($"(echo '{line}'; sleep 7; echo '{line}')"), ("STANCE_KEY", StanceHost.AdministratorKey));
        var large = await CommandRun.ShellAsync(Piped($"yes '{line}' | head -n 20000"), ("STANCE_KEY", StanceHost.AdministratorKey));

        Assert.True((slow.ExitCode, large.ExitCode) == (0, 2), slow.Errors + large.Errors);
        Assert.Contains("created 2", slow.Output, StringComparison.Ordinal);
        Assert.Contains("body_too_large", large.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_is_missing_or_wrong_is_named_and_so_is_what_was_kept()
    {
        var headless = await CommandRun.OverAsync(database, "import", "actors", Write("headless.csv", "id,kind\na,person\n"), "--on-error", "continue");
        var wrong = await CommandRun.OverAsync(database, "import", "actors", Write("wrong.csv", "id,name,kind,roles\na,Ada,planet,[\n"));

        Assert.True((headless.ExitCode, wrong.ExitCode) == (2, 1), headless.Errors + wrong.Errors);
        Assert.Contains("missing_column: The header lacks name.", headless.Errors, StringComparison.Ordinal);
        Assert.Contains("line 2: /roles invalid_json: ", wrong.Errors, StringComparison.Ordinal);
        Assert.All([headless, wrong], run => Assert.Contains("nothing was kept.", run.Errors, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void What_was_kept_of_a_job_that_did_not_end_well_is_told_by_kind_and_line()
    {
        var plan = new ImportPlan { Type = null, Format = ImportFormat.Ndjson, Mode = ImportMode.Upsert, OnError = OnError.Continue, ValidateOnly = false, Options = new HashSet<string>() };
        var row = JobRow.Of("a-job", plan, 9_000, "somebody", now: 0) with { Kept = """[{"type":"source_text","through_line":7},{"type":"position","through_line":2001}]""" };

        Assert.Equal("Kept, the refused lines left aside: source_text through line 7, position through line 2001.", ImportRun.KeptOf(row.ToJob()));
    }

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("""[{"type":"position","through_line":2000}]""", 5_000)]
    public void What_a_job_was_about_to_do_when_its_process_ended_is_not_told_as_done(string kept, long created)
    {
        var plan = new ImportPlan { Type = null, Format = ImportFormat.Ndjson, Mode = ImportMode.Upsert, OnError = OnError.Continue, ValidateOnly = false, Options = new HashSet<string>() };
        var row = JobRow.Of("a-job", plan, 9_000, "somebody", now: 0) with { Kept = kept, Created = 5_000 };

        Assert.Equal(created, row.Interrupted().ToJob().Created);
    }

    [Fact]
    public async Task A_file_for_refused_lines_that_cannot_be_written_is_told_before_anything_is_sent()
    {
        var (file, unwritable) = (Write("actors.ndjson", Actors), Path.Combine(folder, "no-such-folder", "refused.ndjson"));

        var refused = await CommandRun.OverAsync(database, "import", "actors", file, "--on-error", "continue", "--refused", unwritable);
        var unneeded = await CommandRun.OverAsync(database, "import", "actors", Write("good.ndjson", Actors[..Actors.IndexOf('\n', StringComparison.Ordinal)]), "--refused", Path.Combine(folder, "unneeded.ndjson"));

        Assert.Equal((3, ""), (refused.ExitCode, refused.Output));
        Assert.Contains(unwritable, refused.Errors, StringComparison.Ordinal);
        Assert.Equal((0, "processed 1, created 1, updated 0, restored 0, unchanged 0, failed 0, snapshot 1"), (unneeded.ExitCode, unneeded.Output.TrimEnd()));
        Assert.Equal("", await File.ReadAllTextAsync(Path.Combine(folder, "unneeded.ndjson"), Cancellation));
    }

    [Fact]
    public async Task A_file_that_is_imported_is_not_lost_to_its_refused_lines()
    {
        var (file, link) = (Write("actors.ndjson", Actors), Path.Combine(folder, "link.ndjson"));
        File.CreateSymbolicLink(link, file);
        var votes = Write("votes.csv", "timestamp\n");

        var runs = await Task.WhenAll(
            CommandRun.OverAsync(database, "import", "actors", file, "--on-error", "continue", "--refused", file),
            CommandRun.OverAsync(database, "import", "actors", file, "--on-error", "continue", "--refused", link),
            CommandRun.OverAsync(database, "import", "actors", link, "--on-error", "continue", "--refused", file),
            CommandRun.OverAsync(database, "import", "dna", file, "--refused", file),
            CommandRun.OverAsync(database, "import", "polis", folder, "--refused", votes));

        Assert.All(runs, run => Assert.Equal((2, ""), (run.ExitCode, run.Output)));
        Assert.All(runs, run => Assert.Contains("name another file in --refused", run.Errors, StringComparison.Ordinal));
        Assert.Equal((Actors, "timestamp\n"), (await File.ReadAllTextAsync(file, Cancellation), await File.ReadAllTextAsync(votes, Cancellation)));
    }

    [Theory]
    [InlineData("actors.csv")]
    [InlineData("actors.csv.gz")]
    [InlineData("-", "--format", "csv")]
    public async Task Csv_without_its_noun_is_told_so_once(params string[] words)
    {
        var run = await CommandRun.OfAsync(["import", .. words], "id,name\n");

        Assert.Equal((2, $"A CSV file has records of one noun: name it before the file, as in: import actors {words[0]}"), (run.ExitCode, run.Errors.TrimEnd()));
    }

    [Fact]
    public async Task A_prefix_that_no_id_can_begin_with_is_told_once()
    {
        var run = await CommandRun.OfAsync(["import", "polis", folder, "--prefix", "Parks & roads"]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Single(run.Errors.Split(Environment.NewLine), line => line.StartsWith("--prefix is ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Everything_that_one_store_exports_another_imports_and_exports_alike()
    {
        await CommandRun.OverAsync(database, "seed");
        await using var other = await TestDatabase.CreateAsync();

        var exported = await CommandRun.OverAsync(database, "export");
        var imported = await CommandRun.OfAsync(["import", "-", "--ConnectionStrings:Stance", other.ConnectionString], exported.Output);
        var again = await CommandRun.OverAsync(other, "export");

        Assert.Equal((0, 0), (exported.ExitCode, imported.ExitCode));
        Assert.Contains("created 44,", imported.Output, StringComparison.Ordinal);
        Assert.Equal(Contents(exported.Output), Contents(again.Output));
    }

    [Fact]
    public async Task A_service_takes_what_is_sent_to_it_with_its_key_and_bad_files_are_told_apart()
    {
        await using var host = await StanceHost.OverAsync(database);
        var packed = Files.Packed(Actors);
        var truncated = Path.Combine(folder, "truncated.ndjson.gz");
        await File.WriteAllBytesAsync(truncated, packed[..^9], Cancellation);

        var runs = await Task.WhenAll(
            SendAsync(host, "import", "actors", Write("aborted.ndjson", Actors)),
            SendAsync(host, "import", "actors", truncated),
            SendAsync(host, "import", "actors", Write("headless.csv", "id,name\nx,y\n")),
            SendAsync(host, "import", Path.Combine(folder, "absent.ndjson")),
            SendAsync(host, "import", "dna", Write("notes.dna", new string('x', 5_000))),
            SendAsync(host, "import", "polis", folder));
        var whole = await SendAsync(host, "import", "actors", Write("whole.csv", "id,name,kind\ncouncil,The council,organization\n"));

        Assert.Equal([1, 2, 2, 2, 2, 2], runs.Select(run => run.ExitCode));
        string[] told = ["A line is refused", "gzip", "missing_column", "absent.ndjson cannot be read", "not a database", "comments.csv"];
        Assert.All(told.Zip(runs), pair => Assert.Contains(pair.First, pair.Second.Errors, StringComparison.Ordinal));
        Assert.Equal((0, "processed 1, created 1, updated 0, restored 0, unchanged 0, failed 0, snapshot 1"), (whole.ExitCode, whole.Output.TrimEnd()));
    }

    [Fact]
    public async Task Files_of_other_tools_give_the_figures_that_are_published_of_them_and_what_does_not_map_is_counted()
    {
        var dna = ReferenceData.PathOf("data/dna-sample/sample.dna");
        var polis = Path.GetDirectoryName(ReferenceData.PathOf("data/polis-london/votes.csv"))!;

        var statements = await CommandRun.OverAsync(database, "import", "dna", dna);
        var votes = await CommandRun.OverAsync(database, "import", "polis", polis);
        var stances = await CommandRun.OverAsync(database, "export", "stances", "--filter", "source_id=polis-london-conversation", "--output", Path.Combine(folder, "stances.ndjson"));

        Assert.Equal((0, 0), (statements.ExitCode, votes.ExitCode));
        Assert.All(
            ["source 7", "source_text 7", "question 6", "position 40", "does not map: statements without an organization or a concept 1"],
            line => Assert.Contains(line, statements.Output.Split(Environment.NewLine)));
        Assert.All(["question 39", "actor 26", "position 640"], line => Assert.Contains(line, votes.Output.Split(Environment.NewLine)));
        Assert.Equal((0, ""), (stances.ExitCode, stances.Errors));
        Assert.Contains(": 638 records", stances.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_refused_of_a_converted_file_is_named_by_its_record()
    {
        Write("comments.csv", "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n1,x,1,7,1,0,1,Parks\n2,x,2,7,0,0,1," + new string('x', 2_001) + "\n");
        Write("votes.csv", "timestamp,datetime,comment-id,voter-id,vote\n1658933760180,x,1,4,1\n");

        var run = await CommandRun.OverAsync(database, "import", "polis", folder, "--prefix", "parks");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("question parks-comment-2: /data/text ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_converted_file_has_no_name_while_it_is_sent()
    {
        string? name = null;
        using var file = ImportFile.Convert(
            mixed =>
            {
                name = ((FileStream)mixed).Name;
                return new ConversionReport(new Dictionary<ImportType, long>(), new Dictionary<string, long>());
            },
            out _);

        Assert.NotNull(name);
        Assert.False(File.Exists(name));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Task<CommandRun> SendAsync(StanceHost host, params string[] words) =>
        CommandRun.OfAsync([.. words, "--url", host.Address.ToString()], environment: ("STANCE_KEY", StanceHost.AdministratorKey));

    /// <summary>What lines say of their records, without when and by which version.</summary>
    private static string[] Contents(string file) => [.. file.Split('\n').SkipLast(2).Select(line =>
    {
        var data = JsonNode.Parse(line)!["data"]!.AsObject();
        data.Remove("recorded_at");
        return data.ToJsonString();
    })];

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
