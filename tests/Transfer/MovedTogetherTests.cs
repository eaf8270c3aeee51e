using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Transfer;

/// <summary>Records that keep a rule only together: a file that changes them all is judged by what it leads to.</summary>
public sealed class MovedTogetherTests(OwnStore store) : IClassFixture<OwnStore>
{
    private readonly HttpClient client = store.Host.Writer();

    public static TheoryData<bool> AsJob => [false, true];

    [Theory, MemberData(nameof(AsJob))]
    public async Task Arguments_that_relate_to_one_another_and_their_position_move_to_another_question(bool isJob)
    {
        var (world, file, position) = await MovedAsync();
        var answer = await ImportAsync("", file, isJob);

        Assert.Equal((4, 0), ((int)answer["updated"]! + (int)answer["created"]!, (int)answer["failed"]!));
        Assert.Equal(position, (await client.ReadAsync($"/v1/positions?argument_id={world.Argument}&question_id={(string)file[0]["data"]!["id"]!}")).Ids.Single());
    }

    [Fact]
    public async Task A_relation_that_ends_does_not_hold_an_argument_back_whichever_line_comes_first()
    {
        var world = await World.CreateAsync(client);
        var (question, related, changed) = (await world.AddAsync("questions", world.NewQuestion()), world.NewArgument(), world.NewArgument());
        related["relations"] = new JsonArray(new JsonObject { ["argument_id"] = world.Argument, ["type"] = "attacks" });
        var other = await world.AddAsync("arguments", related);
        var free = world.NewArgument();
        free["question_id"] = question;
        changed["claim"] = "The ferry is far too slow.";

        var answer = await client.ImportAsync("/arguments", Files.Lines(changed.With(world.Argument), free.With(other)));

        Assert.Equal(["1 updated", "2 updated"], answer.Verdicts());
    }

    [Theory, MemberData(nameof(AsJob))]
    public async Task An_actor_becomes_anonymous_together_with_its_position(bool isJob)
    {
        var world = await World.CreateAsync(client);
        var position = await world.AddAsync("positions", world.NewPosition());
        var (actor, unnamed) = (world.NewActor(), world.NewPosition());
        (actor["identity"], actor["source_id"], unnamed["attribution"]) = ("anonymous", world.Source, "background");

        var answer = await ImportAsync("", [Files.Mixed("actor", actor.With(world.Actor)), Files.Mixed("position", unnamed.With(position))], isJob);

        Assert.Equal((2, 0), ((int)answer["updated"]!, (int)answer["failed"]!));
    }

    [Theory, MemberData(nameof(AsJob))]
    public async Task What_the_file_leaves_behind_still_holds_an_argument_and_an_actor_back(bool isJob)
    {
        var (world, file, position) = await MovedAsync();
        var staying = world.NewPosition();
        staying["argument_ids"] = new JsonArray(world.Argument);
        var left = await world.AddAsync("positions", staying);
        var actor = world.NewActor();
        (actor["identity"], actor["source_id"]) = ("anonymous", world.Source);

        var answer = await ImportAsync("", [.. file, Files.Mixed("actor", actor.With(world.Actor))], isJob);

        Assert.Equal("lines_refused", (string?)answer["code"] ?? (string)answer["error"]!["code"]!);
        Assert.Equal(world.Question, (string)(await client.ReadAsync($"/v1/arguments/{world.Argument}")).Body!["question_id"]!);
        Assert.Equal(world.Question, (string)(await client.ReadAsync($"/v1/positions/{position}")).Body!["question_id"]!);
        Assert.Equal(world.Question, (string)(await client.ReadAsync($"/v1/positions/{left}")).Body!["question_id"]!);
    }

    [Fact]
    public async Task With_continue_each_kind_is_judged_when_it_is_written()
    {
        var (_, file, _) = await MovedAsync();

        var answer = await client.ImportAsync("?on_error=continue", Files.Lines(file));

        Assert.Contains("2 /data/question_id question_mismatch", answer.Verdicts());
    }

    /// <summary>A position with one of two related arguments, and a file that moves the three to a question of its own.</summary>
    private async Task<(World World, JsonObject[] File, string Position)> MovedAsync()
    {
        var world = await World.CreateAsync(client);
        var (question, related, advancing) = (Api.NewId("question"), world.NewArgument(), world.NewPosition());
        related["relations"] = new JsonArray(new JsonObject { ["argument_id"] = world.Argument, ["type"] = "supports" });
        advancing["argument_ids"] = new JsonArray(world.Argument);
        var (other, position) = (await world.AddAsync("arguments", related), await world.AddAsync("positions", advancing));
        var argument = world.NewArgument();
        foreach (var moved in new[] { argument, related, advancing }) moved["question_id"] = question;
        return (
            world,
            [
                Files.Mixed("question", world.NewQuestion().With(question)),
                Files.Mixed("argument", argument.With(world.Argument)),
                Files.Mixed("argument", related.With(other)),
                Files.Mixed("position", advancing.With(position)),
            ],
            position);
    }

    private async Task<JsonNode> ImportAsync(string path, IEnumerable<JsonObject> lines, bool isJob)
    {
        if (!isJob) return (await client.ImportAsync(path, Files.Lines(lines))).Body!;
        var accepted = await client.ImportAsync(path, Files.Lines(lines), headers: ("Prefer", "respond-async"));
        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        return await Jobs.EndAsync(client, accepted.Headers.Location!.ToString());
    }
}
