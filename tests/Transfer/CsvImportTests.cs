using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Transfer;

/// <summary>CSV: a header of member names, lists as JSON, empty fields as null.</summary>
public sealed class CsvImportTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    [Fact]
    public async Task Columns_come_in_any_order_and_fields_hold_quotes_commas_line_ends_and_lists()
    {
        var world = await World.CreateAsync(client);
        var (one, two) = (Api.NewId("actor"), Api.NewId("actor"));

        var answer = await client.ImportAsync(
            "/actors",
            $"\uFEFFkind,id,name,aliases,description,roles,version,recorded_at\r\nperson,{one},\"Khan, \"\"Sam\"\"\",\"[\"\"S. Khan\"\"]\",\"Line one\r\nline two\",\"[{{\"\"title\"\":\"\"Chair\"\",\"\"organization_id\"\":\"\"{world.Actor}\"\"}}]\",7,2020\r\n\r\ngroup,{two},Neighbours,,,,,\r\n",
            Files.Csv);

        Assert.Equal(["2 created", "5 created"], answer.Verdicts());
        var actor = (await client.ReadAsync($"/v1/actors/{one}")).Body!;
        Assert.Equal(("Khan, \"Sam\"", "Line one\r\nline two", 1), ((string)actor["name"]!, (string)actor["description"]!, (int)actor["version"]!));
        Assert.Equal("[\"S. Khan\"]", actor["aliases"]!.ToJsonString());
        Assert.Equal(world.Actor, (string)actor["roles"]![0]!["organization_id"]!);
        Assert.Null((await client.ReadAsync($"/v1/actors/{two}")).Body!["description"]);
    }

    [Fact]
    public async Task Positions_come_as_csv_too()
    {
        var world = await World.CreateAsync(client);
        var id = Api.NewId("position");
        var citations = new JsonArray(new JsonObject { ["source_id"] = world.Source }).ToJsonString().Replace("\"", "\"\"", StringComparison.Ordinal);

        var answer = await client.ImportAsync(
            "/positions",
            $"id,actor_id,question_id,stance,modality,capacity,attribution,stated_on,citations\n{id},{world.Actor},{world.Question},oppose,asserted,official,on_record,2025-03-14,\"{citations}\"\n",
            Files.Csv);

        Assert.Equal(["1 created"], [.. answer.Verdicts().Select(verdict => verdict.Replace("2 ", "1 ", StringComparison.Ordinal))]);
        Assert.Equal("oppose", (string)(await client.ReadAsync($"/v1/positions/{id}")).Body!["stance"]!);
    }

    [Theory]
    [InlineData("Ada,person\n", "unknown_member", "/lines/1/Ada")]
    [InlineData("id,kind\na,person\n", "missing_column", "/lines/1/name")]
    [InlineData("name,kind,name\na,person,b\n", "duplicate_member", "/lines/1/name")]
    [InlineData("name,kind\nAda,person\n\"Bob,person\nEve,person\n", "invalid_csv", "/lines/3")]
    [InlineData("name,kind\nAda,person\n\"Bob\"by,person\n", "invalid_csv", "/lines/3")]
    public async Task A_file_that_is_no_csv_of_the_noun_is_refused_as_a_whole(string file, string code, string pointer)
    {
        var answer = await client.ImportAsync("/actors?on_error=continue", file, Files.Csv);

        Assert.Equal((HttpStatusCode.BadRequest, code, pointer), (answer.Status, answer.Code, answer.Pointers.Single()));
    }

    [Fact]
    public async Task Every_column_that_is_missing_is_named()
    {
        var answer = await client.ImportAsync("/actors", "id\na\n", Files.Csv);

        Assert.Equal("The header lacks name, kind.", (string)answer.Body!["errors"]![0]!["detail"]!);
    }

    [Fact]
    public async Task Wrong_fields_are_named_by_line_and_column()
    {
        var answer = await client.ImportAsync("/actors?on_error=continue", "name,kind,aliases\nAda,person,\nBob,person\nEve,person,,\nFay,planet,\nGil,person,[oops\nHal,person,\"[1]\"\n", Files.Csv);

        Assert.Equal(
            ["2 created", "3  unequal_columns", "4  unequal_columns", "5 /kind unknown_value", "6 /aliases invalid_json", "7 /aliases/0 wrong_type"],
            answer.Verdicts());
    }
}
