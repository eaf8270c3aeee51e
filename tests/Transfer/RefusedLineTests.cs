using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Transfer;

/// <summary>Lines of an import that are refused, and what becomes of the others.</summary>
public sealed class RefusedLineTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    [Fact]
    public async Task One_refused_line_keeps_everything_out_and_every_error_names_its_line()
    {
        var world = await World.CreateAsync(client);
        var (good, unknown) = (Api.NewId("position"), world.NewPosition());
        unknown["actor_id"] = "nobody";
        unknown["argument_ids"] = new JsonArray("no-argument");

        var bad = await client.ImportAsync("/positions", Files.Lines(world.NewPosition().With(good)) + "{\"stance\":1}\n\nnot json\n");
        var missing = await client.ImportAsync("/positions", Files.Lines(world.NewPosition().With(good), unknown));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "lines_refused"), (bad.Status, bad.Code));
        Assert.Contains("/lines/2/stance", bad.Pointers);
        Assert.Equal("/lines/4", bad.Pointers[^1]);
        Assert.Equal(["/lines/2/actor_id", "/lines/2/argument_ids/0"], missing.Pointers);
        Assert.Equal(["reference_not_found", "reference_not_found"], missing.Body!["errors"]!.AsArray().Select(error => (string)error!["code"]!));
        Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync($"/v1/positions/{good}")).Status);
    }

    [Fact]
    public async Task Every_error_of_a_file_is_told_in_one_go_and_nothing_is_kept()
    {
        var world = await World.CreateAsync(client);
        var (chief, deputy, question, argument, held) = (Api.NewId("a"), Api.NewId("a"), Api.NewId("question"), Api.NewId("argument"), world.NewPosition());
        held["actor_id"] = deputy;
        var misled = world.NewPosition();
        misled["question_id"] = "no-question";

        var answer = await client.ImportAsync("", Files.Lines(
            Files.Mixed("position", held),
            Files.Mixed("position", misled),
            Files.Mixed("actor", Under(world.NewActor(), chief).With(deputy)),
            Files.Mixed("actor", Under(world.NewActor(), "nobody").With(chief)),
            Files.Mixed("question", world.NewQuestion().With(question)),
            Files.Mixed("question", new JsonObject { ["text"] = 5 }),
            Files.Mixed("argument", Related(world.NewArgument(), "no-argument").With(argument)),
            Files.Mixed("source_text", new JsonObject { ["source_id"] = "no-source", ["text"] = "A text." })));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "lines_refused"), (answer.Status, answer.Code));
        Assert.Equal(
            [
                "/lines/1/data/actor_id",
                "/lines/2/data/question_id",
                "/lines/3/data/roles/0/organization_id",
                "/lines/4/data/roles/0/organization_id",
                "/lines/6/data/text",
                "/lines/7/data/relations/0/argument_id",
                "/lines/8/data/source_id",
            ],
            answer.Pointers);
        Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync($"/v1/questions/{question}")).Status);
    }

    [Fact]
    public async Task With_continue_the_others_are_kept_and_what_refers_to_a_refused_line_is_refused_too()
    {
        var world = await World.CreateAsync(client);
        var (chief, deputy, clerk, loner, position) = (Api.NewId("a"), Api.NewId("a"), Api.NewId("a"), Api.NewId("a"), Api.NewId("position"));
        var held = world.NewPosition();
        held["actor_id"] = deputy;

        var answer = await client.ImportAsync("?on_error=continue", Files.Lines(
            Files.Mixed("position", held.With(position)),
            Files.Mixed("actor", Under(world.NewActor(), chief).With(deputy)),
            Files.Mixed("actor", Under(world.NewActor(), deputy).With(clerk)),
            Files.Mixed("actor", Under(world.NewActor(), "nobody").With(chief)),
            Files.Mixed("actor", Under(world.NewActor(), world.Actor).With(loner))));

        Assert.Equal(HttpStatusCode.MultiStatus, answer.Status);
        Assert.Equal(
            [
                "1 /data/actor_id reference_not_found",
                "2 /data/roles/0/organization_id reference_not_found",
                "3 /data/roles/0/organization_id reference_not_found",
                "4 /data/roles/0/organization_id reference_not_found",
                "5 created",
            ],
            answer.Verdicts());
        Assert.Equal((1, 4), ((int)answer.Body!["created"]!, (int)answer.Body["failed"]!));
        Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync($"/v1/actors/{clerk}")).Status);
        Assert.Equal([loner], (await client.ReadAsync($"/v1/actors?organization_id={world.Actor}")).Ids);
    }

    [Fact]
    public async Task A_refused_line_tells_the_id_that_it_has()
    {
        var mixed = await client.ImportAsync("?on_error=continue", """
            {"type": "actor", "data": {"name": "The mayor", "roles": [{"id": "a-role"}], "id": "mayor"}}
            {"type": "source_text", "data": {"source_id": "minutes", "text": 5}}
            {"type": "actor", "data": {"id": "clerk", "kind": "person"}, "more": 1}
            {"type": "actor", "data": {"id": "A b", "name": "The council", "kind": "organization"}}
            {"type": "actor", "data": {"id": 5}}
            {"type": "actor", "data": ["id"]}
            {"type": "planet", "data": {"id": "mars"}}
            {"type": "actor", "data": {"id": "broken",

            """);
        var csv = await client.ImportAsync("/actors?on_error=continue", "id,name,kind,aliases\nmayor,The mayor,person,[\nclerk,The clerk,planet,\nshort\n", Files.Csv);

        Assert.Equal(["mayor", "minutes", "clerk", null, null, null, null, null], Ids(mixed));
        Assert.Equal(["mayor", "clerk", null], Ids(csv));

        static IEnumerable<string?> Ids(Answer answer) => answer.Body!["lines"]!.AsArray().Select(line => (string?)line!["id"]);
    }

    [Fact]
    public async Task A_refused_line_without_an_id_tells_none_whoever_refuses_it()
    {
        var world = await World.CreateAsync(client);
        var (held, related) = (world.NewPosition(), Related(world.NewArgument(), "no-argument"));
        held["actor_id"] = "nobody";

        var answer = await client.ImportAsync("?on_error=continue", Files.Lines(Files.Mixed("position", held), Files.Mixed("argument", related), Files.Mixed("position", world.NewPosition())));

        Assert.Equal(["1 /data/actor_id reference_not_found", "2 /data/relations/0/argument_id reference_not_found", "3 created"], answer.Verdicts());
        Assert.Equal([true, true, false], answer.Body!["lines"]!.AsArray().Select(line => line!["id"] is null));
    }

    private static JsonObject Under(JsonObject actor, string organization)
    {
        actor["roles"] = new JsonArray(new JsonObject { ["title"] = "Member", ["organization_id"] = organization });
        return actor;
    }

    private static JsonObject Related(JsonObject argument, string other)
    {
        argument["relations"] = new JsonArray(new JsonObject { ["argument_id"] = other, ["type"] = "attacks" });
        return argument;
    }
}
