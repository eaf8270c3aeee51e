using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Tests.Citations;

namespace StanceApi.Tests.Transfer;

/// <summary>Texts in a mixed file: what keeps a source from getting another one.</summary>
public sealed class SourceTextImportTests(OwnStore store) : IClassFixture<OwnStore>
{
    private const string Stored = "The text that is there.";

    private readonly HttpClient client = store.Host.Writer();

    [Fact]
    public async Task Insert_stores_the_first_text_of_a_source_and_never_replaces_one()
    {
        var (with, without) = (await SourceAsync(), (await World.CreateAsync(client)).Source);

        var answer = await client.ImportAsync("?mode=insert&on_error=continue", Files.Lines(Text(with, "Another one."), Text(without, "The first one.")));
        var equal = await client.ImportAsync("?mode=insert", Files.Lines(Text(with, Stored)));
        var aborted = await client.ImportAsync("?mode=insert", Files.Lines(Text(with, "Another one.")));

        Assert.Equal(["1 /data/source_id already_exists", "2 created"], answer.Verdicts());
        Assert.Equal(["1 unchanged"], equal.Verdicts());
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "lines_refused"), (aborted.Status, aborted.Code));
        Assert.Equal([Stored, "The first one."], [await TextOfAsync(with), await TextOfAsync(without)]);
    }

    [Fact]
    public async Task The_text_of_a_source_whose_line_is_refused_is_refused_too()
    {
        var (there, bare, unready) = (await SourceAsync(), (await World.CreateAsync(client)).Source, await SourceAsync());
        var planet = new JsonObject { ["id"] = unready, ["title"] = "A title", ["kind"] = "planet" };

        var insert = await client.ImportAsync("?mode=insert&on_error=continue", Files.Lines(Text(there, "Another one."), Source(there), Source(bare), Text(bare, "The first one.")));
        var upsert = await client.ImportAsync("?on_error=continue", Files.Lines(Files.Mixed("source", planet), Text(unready, "Another one.")));
        var twice = await client.ImportAsync("?on_error=continue", Files.Lines(Source(bare), Source(bare), Text(bare, "The first one.")));

        Assert.Equal(["1 /data/source_id already_exists", "2 /data/id already_exists", "3 /data/id already_exists", "4 /data/source_id lines_refused"], insert.Verdicts());
        Assert.Equal(["1 /data/kind unknown_value", "2 /data/source_id lines_refused"], upsert.Verdicts());
        Assert.Equal(["2 /data/id duplicate_item", "3 created"], twice.Verdicts()[1..]);
        Assert.Equal([Stored, Stored, "The first one."], [await TextOfAsync(there), await TextOfAsync(unready), await TextOfAsync(bare)]);
    }

    [Theory]
    [InlineData("abort", "failed")]
    [InlineData("continue", "succeeded")]
    public async Task A_job_replaces_no_text_either(string onError, string state)
    {
        var source = await SourceAsync();

        var accepted = await client.ImportAsync($"?mode=insert&on_error={onError}", Files.Lines(Source(source), Text(source, "Another one.")), headers: ("Prefer", "respond-async"));
        var job = await Jobs.EndAsync(client, accepted.Headers.Location!.ToString());

        Assert.Equal((state, 2, 2), ((string)job["state"]!, (int)job["failed"]!, (int)job["processed"]!));
        Assert.Equal(Stored, await TextOfAsync(source));
    }

    private static JsonObject Text(string source, string text) => Files.Mixed("source_text", new JsonObject { ["source_id"] = source, ["text"] = text });

    private static JsonObject Source(string id) => Files.Mixed("source", new JsonObject { ["id"] = id, ["title"] = "A title", ["kind"] = "document" });

    private async Task<string> SourceAsync()
    {
        var source = (await World.CreateAsync(client)).Source;
        await client.PutTextAsync(source, Stored);
        return source;
    }

    private Task<string> TextOfAsync(string source) => client.GetStringAsync(new Uri($"/v1/sources/{source}/text", UriKind.Relative), TestContext.Current.CancellationToken);
}
