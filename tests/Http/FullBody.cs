using System.Text.Json.Nodes;
using StanceApi.Actors;
using StanceApi.Arguments;
using StanceApi.Positions;
using StanceApi.Questions;
using StanceApi.Sources;

namespace StanceApi.Tests.Http;

/// <summary>Valid bodies that have every member but the id, so that each can be made bad in its place.</summary>
internal static class FullBody
{
    public static Type Input(string noun) => noun switch
    {
        "questions" => typeof(QuestionInput),
        "actors" => typeof(ActorInput),
        "sources" => typeof(SourceInput),
        "positions" => typeof(PositionInput),
        _ => typeof(ArgumentInput),
    };

    public static JsonObject Of(string noun, BadInputStore store) => noun switch
    {
        "questions" => Question(),
        "actors" => Actor(store.World),
        "sources" => Source(),
        "positions" => Position(store.World, store.Reporter),
        _ => Argument(store.World),
    };

    public static JsonObject Condition(string id = "quorum", string strength = "requirement") => new()
    {
        ["id"] = id,
        ["text"] = "Half of the council is present.",
        ["strength"] = strength,
        ["status"] = "met",
        ["status_on"] = "2025-03-20",
    };

    private static JsonObject Question() => new()
    {
        ["text"] = "Should the bridge be built?",
        ["title"] = "The bridge",
        ["description"] = "A bridge in place of the ferry.",
        ["opened_on"] = "2024",
        ["decided_on"] = "2025-03",
        ["outcome"] = "It is built.",
        ["status"] = "decided",
        ["tags"] = new JsonArray("traffic"),
    };

    private static JsonObject Actor(World world) => new()
    {
        ["name"] = "An engineer of the town",
        ["kind"] = "person",
        ["identity"] = "anonymous",
        ["source_id"] = world.Source,
        ["aliases"] = new JsonArray("The engineer"),
        ["description"] = "Somebody of the building office.",
        ["country"] = "CH",
        ["roles"] = new JsonArray(new JsonObject { ["title"] = "Engineer", ["organization_id"] = world.Actor, ["from"] = "2020", ["until"] = "2024-12" }),
        ["identifiers"] = new JsonArray(new JsonObject { ["scheme"] = "town", ["value"] = "E-7" }),
    };

    private static JsonObject Source() => new()
    {
        ["title"] = "Minutes of the meeting",
        ["kind"] = "document",
        ["publisher"] = "The town",
        ["url"] = "https://town.example/minutes",
        ["published_on"] = "2025-03-15",
        ["language"] = "de-CH",
        ["text_access"] = "restricted",
    };

    private static JsonObject Position(World world, string reporter)
    {
        var body = world.NewPosition();
        body["modality"] = "conditional";
        body["anonymity_reason"] = "The matter is before a court.";
        body["reported_by"] = new JsonArray(reporter);
        body["spoken_by"] = reporter;
        body["quotation"] = "partial";
        body["summary"] = "The council wants the bridge.";
        body["conditions"] = new JsonArray(Condition());
        body["citations"] = new JsonArray(Citation(world));
        body["argument_ids"] = new JsonArray(world.Argument);
        return body;
    }

    private static JsonObject Argument(World world)
    {
        var body = world.NewArgument();
        body["frame"] = "economic";
        body["citations"] = new JsonArray(Citation(world));
        body["relations"] = new JsonArray(new JsonObject { ["argument_id"] = world.Argument, ["type"] = "supports" });
        return body;
    }

    private static JsonObject Citation(World world) => new()
    {
        ["source_id"] = world.Source,
        ["locator"] = new JsonObject { ["paragraph"] = 4 },
        ["quote"] = new JsonObject { ["exact"] = "too slow", ["prefix"] = "the ferry is ", ["suffix"] = " for us" },
        ["span"] = new JsonObject { ["start"] = 10, ["end"] = 18, ["text_sha256"] = new string('a', 64) },
    };
}
