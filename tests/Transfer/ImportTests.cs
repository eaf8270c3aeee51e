using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Transfer;

/// <summary>Imports that are answered at once.</summary>
public sealed class ImportTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    public static TheoryData<string> Nouns => [.. World.Nouns];

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_file_of_one_noun_creates_its_records_and_the_same_file_again_changes_nothing(string noun)
    {
        var world = await World.CreateAsync(client);
        var (one, two) = (Api.NewId(noun), Api.NewId(noun));
        var file = Files.Lines(world.New(noun).With(one), world.New(noun).With(two));

        var first = await client.ImportAsync($"/{noun}", file);
        var again = await client.ImportAsync($"/{noun}", file);

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal(["1 created", "2 created"], first.Verdicts());
        Assert.Equal(["1 unchanged", "2 unchanged"], again.Verdicts());
        Assert.Equal((2, 2, 0), ((int)again.Body!["processed"]!, (int)again.Body["unchanged"]!, (int)again.Body["failed"]!));
        Assert.Equal(1, (int)(await client.ReadAsync($"/v1/{noun}/{two}")).Body!["version"]!);
    }

    [Fact]
    public async Task What_was_read_can_be_sent_back()
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync("positions", world.NewPosition());
        var record = (await client.ReadAsync($"/v1/positions/{id}")).Body!.AsObject();

        var same = await client.ImportAsync("/positions", Files.Lines(record));
        record["summary"] = "Changed.";
        var changed = await client.ImportAsync("/positions", Files.Lines(record));

        Assert.Equal(["1 unchanged"], same.Verdicts());
        Assert.Equal(["1 updated"], changed.Verdicts());
        var now = (await client.ReadAsync($"/v1/positions/{id}")).Body!;
        Assert.Equal((2, "Changed."), ((int)now["version"]!, (string)now["summary"]!));
    }

    [Fact]
    public async Task Lines_of_a_mixed_file_refer_to_later_ones_and_to_one_another()
    {
        var world = new World(client, Api.NewId("source"), Api.NewId("question"), Api.NewId("actor"), Api.NewId("argument"));
        var (position, chief, counter) = (Api.NewId("position"), Api.NewId("chief"), Api.NewId("argument"));
        var advancing = world.NewPosition();
        advancing["argument_ids"] = new JsonArray(world.Argument);
        var member = world.NewActor();
        member["roles"] = new JsonArray(new JsonObject { ["title"] = "Member", ["organization_id"] = world.Actor });
        var council = world.NewActor();
        council["roles"] = new JsonArray(new JsonObject { ["title"] = "Led by", ["organization_id"] = chief });

        var answer = await client.ImportAsync("", Files.Lines(
            Files.Mixed("position", advancing.With(position)),
            Files.Mixed("argument", Related(world.NewArgument(), counter).With(world.Argument)),
            Files.Mixed("argument", Related(world.NewArgument(), world.Argument).With(counter)),
            Files.Mixed("actor", member.With(chief)),
            Files.Mixed("actor", council.With(world.Actor)),
            Files.Mixed("question", world.NewQuestion().With(world.Question)),
            Files.Mixed("source", world.NewSource().With(world.Source))));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(7, (int)answer.Body!["created"]!);
        Assert.Equal([position], (await client.ReadAsync($"/v1/positions?argument_id={world.Argument}")).Ids);
        Assert.Equal([world.Argument], (await client.ReadAsync($"/v1/arguments?argument_id={counter}")).Ids);
        Assert.Equal([chief], (await client.ReadAsync($"/v1/actors?organization_id={world.Actor}")).Ids);
    }

    [Fact]
    public async Task Insert_refuses_what_is_or_was_there_and_upsert_restores_it()
    {
        var world = await World.CreateAsync(client);
        var (there, retired, fresh) = (await world.AddAsync("actors", world.NewActor()), await world.AddAsync("actors", world.NewActor()), Api.NewId("actor"));
        await client.RetireAsync("actors", retired);
        var file = Files.Lines(world.NewActor().With(there), world.NewActor().With(retired), world.NewActor().With(fresh));

        var insert = await client.ImportAsync("/actors?mode=insert&on_error=continue", file);
        var upsert = await client.ImportAsync("/actors", file);

        Assert.Equal(["1 /id already_exists", "2 /id already_exists", "3 created"], insert.Verdicts());
        Assert.Equal(["1 unchanged", "2 restored", "3 unchanged"], upsert.Verdicts());
        Assert.Equal(3, (int)(await client.ReadAsync($"/v1/actors/{retired}")).Body!["version"]!);
    }

    [Fact]
    public async Task Validating_tells_everything_and_keeps_nothing()
    {
        var world = await World.CreateAsync(client);
        var id = Api.NewId("question");
        var before = await client.HeadAsync();

        var fine = await client.ImportAsync("/questions?validate_only=true", Files.Lines(world.NewQuestion().With(id)));
        var refused = await client.ImportAsync("/questions?validate_only=true&on_error=continue", Files.Lines(world.NewQuestion().With(id), new JsonObject()));

        Assert.Equal((HttpStatusCode.OK, "1 created"), (fine.Status, fine.Verdicts().Single()));
        Assert.Equal((HttpStatusCode.MultiStatus, 2), (refused.Status, refused.Verdicts().Length));
        Assert.Equal("2 /text required", refused.Verdicts()[1]);
        Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync($"/v1/questions/{id}")).Status);
        Assert.DoesNotContain((await client.ReadAsync($"/v1/changes?after={before}")).Body!["items"]!.AsArray(), entry => (string)entry!["id"]! == id);
    }

    [Fact]
    public async Task Validating_tells_the_head_of_the_feed_as_it_is()
    {
        await using var host = await StanceHost.StartAsync();
        using var writer = host.Writer();

        var kept = await writer.ImportAsync("/questions", "{\"text\":\"Should it be built?\"}");
        var fine = await writer.ImportAsync("/questions?validate_only=true", "{\"text\":\"Should it stay?\"}");

        Assert.Equal(("1", "1", 1), ((string)kept.Body!["snapshot"]!, (string)fine.Body!["snapshot"]!, (int)fine.Body["created"]!));
    }

    [Fact]
    public async Task A_record_stands_once_in_a_file()
    {
        var world = await World.CreateAsync(client);
        var id = Api.NewId("actor");

        var answer = await client.ImportAsync("/actors?on_error=continue", Files.Lines(world.NewActor().With(id), world.NewActor(), world.NewActor().With(id)));

        Assert.Equal(["1 created", "2 created", "3 /id duplicate_item"], answer.Verdicts());
        Assert.Contains("Line 1", (string)answer.Body!["lines"]![2]!["errors"]![0]!["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_of_sources_are_stored_before_citations_are_checked()
    {
        var world = new World(client, Api.NewId("source"), Api.NewId("question"), Api.NewId("actor"), Api.NewId("argument"));
        var (id, position) = (Api.NewId("position"), world.NewPosition());
        position["citations"]![0]!["locator"]!["paragraph"] = 2;
        position["citations"]![0]!["quote"] = new JsonObject { ["exact"] = "too slow" };
        var text = Files.Mixed("source_text", new JsonObject { ["source_id"] = world.Source, ["text"] = "The ferry.\n\nIt is too slow." });
        var file = Files.Lines(
            Files.Mixed("position", position.With(id)),
            text,
            Files.Mixed("actor", world.NewActor().With(world.Actor)),
            Files.Mixed("question", world.NewQuestion().With(world.Question)),
            Files.Mixed("source", world.NewSource().With(world.Source)));
        var forged = text.DeepClone().AsObject();
        forged["data"]!["text_sha256"] = new string('0', 64);
        var misquoted = position.DeepClone().AsObject();
        misquoted["citations"]![0]!["quote"]!["exact"] = "too fast";

        var first = await client.ImportAsync("", file);
        var again = await client.ImportAsync("", file);
        var wrong = await client.ImportAsync("?on_error=continue", Files.Lines(
            forged, Files.Mixed("source_text", new JsonObject { ["source_id"] = "no-source", ["text"] = "A text." }), Files.Mixed("position", misquoted)));
        var allowed = await client.ImportAsync("?allow_unverified=true", Files.Lines(Files.Mixed("position", misquoted)));

        Assert.Equal(5, (int)first.Body!["created"]!);
        Assert.Equal("verified", (string)(await client.ReadAsync($"/v1/positions/{id}")).Body!["citations"]![0]!["check"]!);
        Assert.Equal(5, (int)again.Body!["unchanged"]!);
        Assert.Equal(
            ["1 /data/text_sha256 wrong_digest", "2 /data/source_id reference_not_found", "3 /data/citations/0/quote/exact quote_not_found"], wrong.Verdicts());
        Assert.Equal(["1 created"], allowed.Verdicts());
    }

    [Fact]
    public async Task The_same_request_again_takes_effect_once()
    {
        var world = await World.CreateAsync(client);
        var key = Api.NewId("key");
        var file = Files.Lines(world.NewActor());

        var first = await client.ImportAsync("/actors", file, headers: ("Idempotency-Key", key));
        var again = await client.ImportAsync("/actors", file, headers: ("Idempotency-Key", key));
        var other = await client.ImportAsync("/actors", file + file, headers: ("Idempotency-Key", key));

        Assert.True(JsonNode.DeepEquals(first.Body, again.Body));
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"), (other.Status, other.Code));
    }

    [Fact]
    public async Task Only_writers_import()
    {
        using var reader = store.Host.Reader();

        Assert.Equal(HttpStatusCode.Unauthorized, (await reader.ImportAsync("/actors", "{}")).Status);
    }

    private static JsonObject Related(JsonObject argument, string other)
    {
        argument["relations"] = new JsonArray(new JsonObject { ["argument_id"] = other, ["type"] = "attacks" });
        return argument;
    }
}
