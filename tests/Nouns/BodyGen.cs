using System.Text.Json.Nodes;
using CsCheck;
using StanceApi.Tests.Values;
using StanceApi.Values;

namespace StanceApi.Tests.Nouns;

/// <summary>Generated bodies: valid ones of every noun, with texts of every script and any choice of optional members.</summary>
internal static class BodyGen
{
    private const string Sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly Gen<JsonNode?> Text = Texts.Some.Select(text => (JsonNode?)JsonValue.Create(text));

    private static readonly Gen<JsonNode?> Country = Any([.. Countries.Assigned]);

    private static readonly Gen<JsonNode?> Language = Any("en", "ur", "zh-Hant-TW", "de-1996", "sr-Latn-RS");

    private static readonly Gen<JsonNode?> Url = Any("http://example.org", "https://example.org/ä?q=1&r=%20#f", "https://user@example.org:8443/a/b");

    private static readonly Gen<JsonNode?> Date = Any("1969", "1999-12", "2024-02-29", "2025", "2025-01-01");

    private static readonly Gen<JsonNode?> DateOrInstant = Gen.OneOf(Date, Any("2025-01-01T00:00:00Z", "2024-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.5Z"));

    /// <summary>A valid body of a noun in a world, without an id.</summary>
    public static Gen<JsonObject> Of(World world, string noun) => noun switch
    {
        "questions" => Question(),
        "sources" => Source(),
        "actors" => Actor(world),
        "arguments" => Argument(world),
        _ => Position(world),
    };

    private static Gen<JsonObject> Question() => Object(
        ("text", Text),
        ("title", Optional(Text)),
        ("description", Optional(Text)),
        ("opened_on", Optional(Any("1950", "1968-01"))),
        ("decided_on", Optional(Date)),
        ("outcome", Optional(Text)),
        ("status", Optional(Any("open", "decided", "withdrawn"))),
        ("tags", Optional(DistinctTexts())));

    private static Gen<JsonObject> Source() => Object(
        ("title", Text),
        ("kind", Any("news_article", "press_release", "social_post", "other")),
        ("publisher", Optional(Text)),
        ("url", Optional(Url)),
        ("published_on", Optional(Date)),
        ("language", Optional(Language)),
        ("text_access", Optional(Any("open", "restricted"))));

    private static Gen<JsonObject> Actor(World world) => Object(
        ("name", Text),
        ("kind", Any("person", "organization", "government", "coalition", "group", "public")),
        ("identity", Optional(Any("identified", "anonymous"))),
        ("source_id", Any(world.Source)),
        ("aliases", Optional(DistinctTexts())),
        ("description", Optional(Text)),
        ("country", Optional(Country)),
        ("roles", Optional(List(Object(("title", Text), ("organization_id", Optional(Any(world.Actor))), ("from", Optional(Any("1950"))), ("until", Optional(Date)))))),
        ("identifiers", Optional(List(Object(("scheme", Text), ("value", Text))))));

    private static Gen<JsonObject> Argument(World world) => Object(
        ("question_id", Any(world.Question)),
        ("category", Any("moral", "operational", "diplomatic", "risk")),
        ("direction", Any("pro", "con")),
        ("claim", Text),
        ("frame", Optional(Any("economic", "external_regulation_and_reputation", "other"))),
        ("citations", Optional(List(Citation(world)))),
        ("relations", Optional(List(Object(("argument_id", Any(world.Argument)), ("type", Any("supports", "attacks", "undercuts", "qualifies")))))));

    private static Gen<JsonObject> Position(World world) => Object(
        ("actor_id", Any(world.Actor)),
        ("question_id", Any(world.Question)),
        ("stance", Any("strongly_support", "neutral", "oppose", "ambivalent", "withheld", "no_position")),
        ("modality", Any("asserted", "desired", "predicted", "inferred", "hypothetical")),
        ("capacity", Any("official", "party", "personal", "expert", "unspecified")),
        ("attribution", Any("on_record", "document", "background", "deep_background", "narrator")),
        ("anonymity_reason", Optional(Text)),
        ("spoken_by", Optional(Any(world.Actor))),
        ("quotation", Optional(Any("direct", "partial", "indirect"))),
        ("summary", Optional(Text)),
        ("conditions", Optional(List(Object(("id", Any("c1", "c2", "c3")), ("text", Text), ("strength", Any("preference")), ("status", Any("open", "met", "unknown")), ("status_on", Optional(Date)))))),
        ("stated_on", DateOrInstant),
        ("citations", List(Citation(world), atLeast: 1)),
        ("argument_ids", Optional(Any(world.Argument).Select(id => (JsonNode?)new JsonArray(id)))));

    private static Gen<JsonObject> Citation(World world) => Object(
        ("source_id", Any(world.Source)),
        ("locator", Optional(Gen.Int[1, 1_000_000].Select(paragraph => (JsonNode?)new JsonObject { ["paragraph"] = paragraph }))),
        ("quote", Optional(Object(("exact", Text), ("prefix", Optional(Text)), ("suffix", Optional(Text))).Select(quote => (JsonNode?)quote))),
        ("span", Optional(Gen.Int[0, int.MaxValue - 1].Select(start => (JsonNode?)new JsonObject { ["start"] = start, ["end"] = start + 1, ["text_sha256"] = Sha256 }))));

    /// <summary>An object of members; what an optional one has nothing for is left out or null, by chance.</summary>
    private static Gen<JsonObject> Object(params (string Name, Gen<JsonNode?> Value)[] members) => members.Aggregate(
        Gen.Const(0).Select(_ => new JsonObject()),
        (body, member) => Gen.Select(body, member.Value, Gen.Bool).Select((so, value, leaveOut) =>
        {
            var more = so.DeepClone().AsObject();
            if (value is not null || !leaveOut) more[member.Name] = value?.DeepClone();
            return more;
        }));

    private static Gen<JsonNode?> Optional(Gen<JsonNode?> value) => Gen.Bool.SelectMany(isThere => isThere ? value : Gen.Const((JsonNode?)null));

    private static Gen<JsonNode?> Any(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => (JsonNode?)JsonValue.Create(values[index]));

    private static Gen<JsonNode?> DistinctTexts() => Texts.Some.Array[0, 4].Select(texts => (JsonNode?)new JsonArray([.. texts.Distinct().Select(text => JsonValue.Create(text))]));

    /// <summary>A list of items that differ, in their ids where they have one.</summary>
    private static Gen<JsonNode?> List(Gen<JsonObject> item, int atLeast = 0) => item.Array[atLeast, 3].Select(items =>
        (JsonNode?)new JsonArray([.. items.DistinctBy(each => (string?)each["id"] ?? each.ToJsonString()).Select(each => each.DeepClone())]));
}
