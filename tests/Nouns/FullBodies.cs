using System.Text.Json.Nodes;

namespace StanceApi.Tests.Nouns;

/// <summary>Bodies that use every member a noun has.</summary>
internal static class FullBodies
{
    private const string Sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>A valid body of a noun with every member that a client may send, without an id.</summary>
    public static async Task<JsonObject> FullAsync(this World world, string noun) => noun switch
    {
        "questions" => Question(),
        "sources" => Source(),
        "actors" => Actor(world.Source, world.Actor),
        "positions" => Position(world, reporter: await world.AddAsync("actors", world.NewActor()), speaker: await world.AddAsync("actors", world.NewActor())),
        _ => Argument(world),
    };

    private static JsonObject Question() => new()
    {
        ["text"] = "Should the bridge be built before 2030?",
        ["title"] = "The bridge",
        ["description"] = "The ferry takes an hour.\n\nIt was „temporary“ in 1987.",
        ["opened_on"] = "2024",
        ["decided_on"] = "2025-06-30",
        ["outcome"] = "Yes, with a toll.",
        ["status"] = "decided",
        ["tags"] = new JsonArray("bridge", "پل", "transport"),
    };

    private static JsonObject Source() => new()
    {
        ["title"] = "Minutes of the meeting",
        ["kind"] = "document",
        ["publisher"] = "The town",
        ["url"] = "https://example.org/minutes?year=2025#4",
        ["published_on"] = "2025-03-15",
        ["language"] = "en-GB",
        ["text_access"] = "restricted",
    };

    private static JsonObject Actor(string source, string organization) => new()
    {
        ["name"] = "A member of the council",
        ["kind"] = "person",
        ["identity"] = "anonymous",
        ["source_id"] = source,
        ["aliases"] = new JsonArray("A councillor", "Someone on the council"),
        ["description"] = "Sits on the council.",
        ["country"] = "DE",
        ["roles"] = new JsonArray(
            new JsonObject { ["title"] = "Councillor", ["organization_id"] = organization, ["from"] = "2020", ["until"] = "2024-05" },
            new JsonObject { ["title"] = "Neighbour", ["organization_id"] = null, ["from"] = null, ["until"] = null }),
        ["identifiers"] = new JsonArray(new JsonObject { ["scheme"] = "wikidata", ["value"] = "Q42" }),
    };

    private static JsonObject Argument(World world) => new()
    {
        ["question_id"] = world.Question,
        ["category"] = "risk",
        ["direction"] = "con",
        ["claim"] = "The ground is too soft.",
        ["frame"] = "health_and_safety",
        ["citations"] = new JsonArray(Citation(world.Source, 2), Citation(world.Source, 3)),
        ["relations"] = new JsonArray(
            new JsonObject { ["argument_id"] = world.Argument, ["type"] = "attacks" },
            new JsonObject { ["argument_id"] = world.Argument, ["type"] = "qualifies" }),
    };

    private static JsonObject Position(World world, string reporter, string speaker) => new()
    {
        ["actor_id"] = world.Actor,
        ["question_id"] = world.Question,
        ["stance"] = "strongly_oppose",
        ["modality"] = "conditional",
        ["capacity"] = "expert",
        ["attribution"] = "deep_background",
        ["anonymity_reason"] = "Not allowed to speak.",
        ["reported_by"] = new JsonArray(reporter),
        ["spoken_by"] = speaker,
        ["quotation"] = "partial",
        ["summary"] = "The council would refuse, should the cost rise.",
        ["conditions"] = new JsonArray(
            new JsonObject { ["id"] = "c1", ["text"] = "The cost rises.", ["strength"] = "requirement", ["status"] = "met", ["status_on"] = "2025-04" },
            new JsonObject { ["id"] = "c2", ["text"] = "The ferry stays.", ["strength"] = "preference", ["status"] = "unknown", ["status_on"] = null }),
        ["stated_on"] = "2025-03-14T18:30:00.25Z",
        ["citations"] = new JsonArray(Citation(world.Source, 4)),
        ["argument_ids"] = new JsonArray(world.Argument),
    };

    private static JsonObject Citation(string source, int paragraph) => new()
    {
        ["source_id"] = source,
        ["locator"] = new JsonObject { ["paragraph"] = paragraph },
        ["quote"] = new JsonObject { ["exact"] = "über die Brücke", ["prefix"] = "not ", ["suffix"] = ", ever" },
        ["span"] = new JsonObject { ["start"] = 10 * paragraph, ["end"] = 10 * paragraph + 5, ["text_sha256"] = Sha256 },
    };
}
