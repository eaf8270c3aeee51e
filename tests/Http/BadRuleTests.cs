using System.Globalization;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Http;

/// <summary>Bodies that can be read and break a rule of the domain, and records that are not there, or are in use.</summary>
public sealed class BadRuleTests(BadInputStore store) : IClassFixture<BadInputStore>
{
    private const string WithId = "PUT PATCH";

    private static readonly BadRequestTable Broken = new(noun => [.. OwnRows(noun), .. SpanRows(noun), .. IdRows()]);
    private static readonly BadRequestTable References = new(noun => ReferencesOf(noun).SelectMany(ReferenceRows));
    private static readonly BadRequestTable States = new(StateRows);

    public static TheoryData<string, string> BrokenCases => Broken.Cases;

    public static TheoryData<string, string> ReferenceCases => References.Cases;

    public static TheoryData<string, string> StateCases => States.Cases;

    [Theory, MemberData(nameof(BrokenCases))]
    public Task A_body_that_breaks_a_rule_is_refused(string noun, string description) => store.RefusesAsync(noun, Broken[noun, description]);

    [Theory, MemberData(nameof(ReferenceCases))]
    public Task A_reference_to_what_is_not_there_is_refused(string noun, string description) => store.RefusesAsync(noun, References[noun, description]);

    [Theory, MemberData(nameof(StateCases))]
    public Task A_record_that_is_missing_retired_changed_or_in_use_is_told_so(string noun, string description) => store.RefusesAsync(noun, States[noun, description]);

    private static IEnumerable<BadRequest> OwnRows(string noun) => noun switch
    {
        "questions" =>
        [
            Rule("decided before it was opened", "reversed_range", "/decided_on", (body, _) => body["decided_on"] = "2023-12"),
            Twice("/tags"),
        ],
        "actors" =>
        [
            Rule("anonymous without a source", "anonymous_without_source", "/source_id", (body, _) => body["source_id"] = null),
            Rule("a role that ends before it begins", "reversed_range", "/roles/0/until", (body, _) => body["roles"]![0]!["until"] = "2019"),
            BadRequest.OfBody("a role in the actor itself", 422, "self_reference", "/roles/0/organization_id", scene =>
                scene.Full.With("/roles/0/organization_id", Quoted(scene, scene.Noun)), "PATCH"),
            Twice("/aliases"),
            Twice("/identifiers"),
            new BadRequest("anonymous with its own word on the record", 422, "anonymous_on_record", "/identity", scene =>
                [scene.Write("PATCH", Json(new() { ["identity"] = "anonymous", ["source_id"] = scene.World.Source }), at: $"/v1/actors/{scene.Store.OnRecord}")]),
            new BadRequest("anonymous with a report on the record", 422, "anonymous_on_record", "/identity", scene =>
                [scene.Write("PATCH", Json(new() { ["identity"] = "anonymous", ["source_id"] = scene.World.Source }), at: $"/v1/actors/{scene.Store.OnRecordReporter}")]),
        ],
        "positions" => PositionRows(),
        "arguments" =>
        [
            BadRequest.OfBody("a relation to itself", 422, "self_reference", "/relations/0/argument_id", scene =>
                scene.Full.With("/relations/0/argument_id", Quoted(scene, scene.Noun)), "PATCH"),
            BadRequest.OfBody("a relation to an argument of another question", 422, "question_mismatch", "/relations/0/argument_id", scene =>
                scene.Full.With("/relations/0/argument_id", $"\"{scene.Store.OtherArgument}\"")),
            Twice("/relations"),
            new BadRequest("moved to another question while others refer to it", 422, "question_mismatch", "/question_id", scene =>
                [scene.Write("PATCH", Json(new() { ["question_id"] = scene.Store.OtherQuestion }), at: $"/v1/arguments/{scene.World.Argument}")]),
        ],
        _ => [],
    };

    private static IEnumerable<BadRequest> PositionRows()
    {
        yield return Rule("off the record", "off_the_record", "/attribution", (body, _) => body["attribution"] = "off_the_record");
        yield return Rule("conditional without a condition", "conditional_without_requirement", "/conditions", (body, _) => body["conditions"] = new JsonArray());
        yield return Rule("conditional with a preference only", "conditional_without_requirement", "/conditions", (body, _) => body["conditions"]![0]!["strength"] = "preference");
        foreach (var modality in new[] { "asserted", "desired", "predicted", "inferred", "hypothetical" })
            yield return Rule($"{modality} with a requirement", "requirement_without_conditional", "/modality", (body, _) => body["modality"] = modality);
        yield return Rule("two conditions of one id", "duplicate_item", "/conditions/1", (body, _) => body["conditions"]!.AsArray().Add(FullBody.Condition(strength: "preference")));
        yield return Rule("a condition's date without its status", "status_on_without_status", "/conditions/0/status", (body, _) => body["conditions"]![0]!["status"] = null);
        yield return Rule("citations of two sources", "several_sources", "/citations/1/source_id", (body, scene) =>
            body["citations"]!.AsArray().Add(new JsonObject { ["source_id"] = scene.Store.OtherSource }));
        yield return Rule("no citation", "too_few", "/citations", (body, _) => body["citations"] = new JsonArray());
        yield return Rule("an argument of another question", "question_mismatch", "/argument_ids/1", (body, scene) => body["argument_ids"]!.AsArray().Add(scene.Store.OtherArgument));
        yield return Rule("reported by its own holder", "self_reference", "/reported_by/0", (body, scene) => body["reported_by"]![0] = scene.World.Actor);
        yield return Twice("/reported_by");
        yield return Twice("/argument_ids");
        yield return Rule("an anonymous actor's own word on the record", "anonymous_on_record", "/attribution", (body, scene) =>
        {
            body["actor_id"] = scene.Store.Existing["actors"];
            body["reported_by"] = new JsonArray();
        });
        yield return Rule("an anonymous reporter's word on the record", "anonymous_on_record", "/attribution", (body, scene) =>
        {
            body["attribution"] = "on_record";
            body["reported_by"]!.AsArray().Insert(0, scene.Store.Existing["actors"]);
        });
        yield return Rule("said after tomorrow", "stated_on_in_future", "/stated_on", (body, _) => body["stated_on"] = AfterTomorrow("yyyy-MM-dd"));
        yield return Rule("said at an instant after tomorrow", "stated_on_in_future", "/stated_on", (body, _) => body["stated_on"] = AfterTomorrow("yyyy-MM-dd'T'HH:mm:ss'Z'"));
        yield return Rule("said in the last year there is", "stated_on_in_future", "/stated_on", (body, _) => body["stated_on"] = "9999");
    }

    private static IEnumerable<BadRequest> SpanRows(string noun) => noun is not ("positions" or "arguments") ? [] :
    [
        Rule("a span that ends where it begins", "reversed_range", "/citations/0/span/end", (body, _) => body["citations"]![0]!["span"]!["start"] = 18),
        Rule("a span that ends before it begins", "reversed_range", "/citations/0/span/end", (body, _) => body["citations"]![0]!["span"]!["start"] = 19),
    ];

    private static IEnumerable<BadRequest> IdRows() =>
    [
        BadRequest.OfBody("another id than the path's", 422, "id_mismatch", "/id", scene => scene.Full.With("/id", "\"another\""), WithId),
        BadRequest.OfBody("an id that is taken", 409, "already_exists", "/id", scene => scene.Full.With("/id", Quoted(scene, scene.Noun)), "POST"),
        BadRequest.OfBody("an id that was retired", 409, "already_exists", "/id", scene => scene.Full.With("/id", $"\"{scene.Store.Retired[scene.Noun]}\""), "POST"),
    ];

    /// <summary>Every member that holds another record's id: those with the rule of ids but the record's and the conditions' own.</summary>
    private static IEnumerable<Member> ReferencesOf(string noun) => Member.Of(FullBody.Input(noun))
        .Where(member => member.IsText && member.Rule?.Code == "invalid_id" && member.Pointer is not ("/id" or "/conditions/0/id"));

    private static IEnumerable<BadRequest> ReferenceRows(Member member)
    {
        var target = member.Pointer.Split('/') switch
        {
            [.., "source_id"] => "sources",
            [.., "question_id"] => "questions",
            [.., "argument_id"] or [.., "argument_ids", "0"] => "arguments",
            _ => "actors",
        };
        yield return BadRequest.OfBody($"{member.Pointer} is missing", 409, "reference_not_found", member.Pointer, scene => scene.Full.With(member.Pointer, "\"nobody-made-this\""));
        yield return BadRequest.OfBody($"{member.Pointer} was retired", 409, "reference_retired", member.Pointer, scene => scene.Full.With(member.Pointer, $"\"{scene.Store.Retired[target]}\""));
    }

    private static IEnumerable<BadRequest> StateRows(string noun)
    {
        yield return State("a record that never was", 404, "not_found", scene => Each(scene, scene.List + "/nobody-made-this"));
        yield return State("a record that was retired", 410, "retired", scene => Each(scene, scene.Retired));
        yield return State("a stale ETag", 412, "precondition_failed", scene => Conditional(scene, "If-Match", "\"7\"")) with { Header = "ETag" };
        yield return State("a weak ETag", 412, "precondition_failed", scene => Conditional(scene, "If-Match", "W/\"1\"")) with { Header = "ETag" };
        yield return State("a record that is there already", 412, "precondition_failed", scene => Conditional(scene, "If-None-Match", "*").Take(1)) with { Header = "ETag" };
        yield return State("an ETag of what is not there", 412, "precondition_failed", scene => [With(scene.ValidWrite("PUT"), "If-Match", "*"), With(scene.ValidWrite("PUT"), "If-Match", "\"1\"")]);
        if (noun != "positions") yield return State("a record that others refer to", 409, "still_referenced", scene => [scene.Request("DELETE", $"{scene.List}/{scene.Store.InUse(scene.Noun)}")]);
    }

    /// <summary>The requests that need a record to be there.</summary>
    private static IEnumerable<HttpRequestMessage> Each(Scene scene, string path) =>
        [scene.Request("GET", path), scene.Request("DELETE", path), scene.Write("PATCH", "{}"u8.ToArray(), at: path)];

    /// <summary>PUT, PATCH and DELETE of the existing record under a condition.</summary>
    private static IEnumerable<HttpRequestMessage> Conditional(Scene scene, string header, string value) => new[] { "PUT", "PATCH", "DELETE" }.Select(verb =>
        With(verb == "DELETE" ? scene.Request(verb, scene.Existing) : scene.Write(verb, Json(scene.Full.Body), at: scene.Existing), header, value));

    private static HttpRequestMessage With(HttpRequestMessage request, string header, string value)
    {
        Assert.True(request.Headers.TryAddWithoutValidation(header, value));
        return request;
    }

    private static BadRequest State(string description, int status, string code, Func<Scene, IEnumerable<HttpRequestMessage>> requests) => new(description, status, code, null, requests);

    private static BadRequest Rule(string description, string code, string pointer, Action<JsonObject, Scene> breaking) => BadRequest.OfBody(description, 422, code, pointer, scene =>
    {
        var body = scene.Full.Body;
        breaking(body, scene);
        return body.ToJsonString();
    });

    private static BadRequest Twice(string list) => BadRequest.OfBody($"{list} has an item twice", 422, "duplicate_item", $"{list}/1", scene =>
    {
        var item = scene.Full.At($"{list}/0").ToJsonString();
        return scene.Full.With(list, $"[{item},{item}]");
    });

    private static byte[] Json(JsonObject body) => System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());

    private static string Quoted(Scene scene, string noun) => $"\"{scene.Store.Existing[noun]}\"";

    private static string AfterTomorrow(string format) => DateTimeOffset.UtcNow.UtcDateTime.Date.AddDays(2).ToString(format, CultureInfo.InvariantCulture);
}
