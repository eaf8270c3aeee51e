using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Transfer;

/// <summary>CSV in its every sign.</summary>
public sealed class ExportCsvTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    [Fact]
    public async Task A_table_is_written_by_RFC_4180()
    {
        var id = await NewActorAsync("Comma, \"quote\" and\r\nline", new JsonArray("a \"b\"", "c,d"));

        var text = await client.GetStringAsync($"/v1/export/actors?format=csv&id={id}", TestContext.Current.CancellationToken);

        var recordedAt = (string)(await client.ReadAsync($"/v1/actors/{id}")).Body!["recorded_at"]!;
        Assert.Equal(
            "id,version,recorded_at,name,kind,identity,source_id,aliases,description,country,roles,identifiers\r\n"
            + $"{id},1,{recordedAt},\"Comma, \"\"quote\"\" and\r\nline\",person,identified,,\"[\"\"a \\\"\"b\\\"\"\"\",\"\"c,d\"\"]\",,,[],[]\r\n",
            text);
    }

    [Fact]
    public async Task A_record_has_a_line_as_long_as_it_needs_that_can_be_imported_again()
    {
        var id = await NewActorAsync("Known by many names", new JsonArray([.. Enumerable.Range(0, 200).Select(number => JsonValue.Create($"{new string('a', 95)}-{number:D3}"))]));

        var text = await client.GetStringAsync($"/v1/export/actors?format=csv&id={id}", TestContext.Current.CancellationToken);

        Assert.True(text.Length > 20_000);
        await using var other = await StanceHost.StartAsync();
        using var writer = other.Writer();
        Assert.Equal(HttpStatusCode.OK, (await writer.ImportAsync("/actors", text, Files.Csv)).Status);
        Assert.Equal(200, (await writer.ReadAsync($"/v1/actors/{id}")).Body!["aliases"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_table_of_nothing_has_its_header() =>
        Assert.Equal(
            "id,version,recorded_at,text,title,description,opened_on,decided_on,outcome,status,tags\r\n",
            await client.GetStringAsync("/v1/export/questions?format=csv&known_at=0", TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@sum", "'@sum")]
    [InlineData("\tTab", "'\tTab")]
    [InlineData("\rReturn", "'\rReturn")]
    [InlineData("\nFeed", "'\nFeed")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("＋1", "'＋1")]
    [InlineData("－1", "'－1")]
    [InlineData("＠sum", "'＠sum")]
    [InlineData("1=1", "1=1")]
    [InlineData("'quoted", "'quoted")]
    [InlineData(" =1", " =1")]
    [InlineData("#1", "#1")]
    public async Task A_guard_keeps_a_spreadsheet_from_computing_texts(string name, string guarded)
    {
        var id = await NewActorAsync(name, []);

        Assert.Equal(name, await NameAsync($"/v1/export/actors?format=csv&id={id}"));
        Assert.Equal(guarded, await NameAsync($"/v1/export/actors?format=csv&formula_guard=true&id={id}"));
        Assert.Equal(name, await NameAsync($"/v1/export/actors?format=csv&formula_guard=false&id={id}"));
    }

    private async Task<string?> NameAsync(string path) => Exported.Rows(await client.GetStringAsync(path, TestContext.Current.CancellationToken))[1][3];

    private async Task<string> NewActorAsync(string name, JsonArray aliases)
    {
        var id = Api.NewId("actor");
        var answer = await client.ReplaceAsync("actors", id, new JsonObject { ["name"] = name, ["kind"] = "person", ["aliases"] = aliases });
        Assert.True(answer.Status == System.Net.HttpStatusCode.Created, answer.Body?.ToJsonString());
        return id;
    }
}
