using System.Text.Json.Nodes;
using StanceApi.Nouns;

namespace StanceApi.OpenApi;

/// <summary>Examples from the demonstration data.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string> Ids = new()
    {
        ["questions"] = "contribute-troops",
        ["actors"] = "khawaja-asif",
        ["sources"] = "news-report-2025-10-28",
        ["positions"] = "s2-asif-supports-under-conditions",
        ["arguments"] = "peacekeeping-record",
    };

    private static readonly Dictionary<string, string> Patches = new()
    {
        ["questions"] = """{"tags": ["gaza", "peacekeeping"]}""",
        ["actors"] = """{"description": "Pakistan's Minister of Defence."}""",
        ["sources"] = """{"language": "en-GB"}""",
        ["positions"] = """{"quotation": "direct"}""",
        ["arguments"] = """{"frame": "external_regulation_and_reputation"}""",
    };

    public static string IdOf(INoun noun) => Ids[noun.Plural];

    /// <summary>What a client sends.</summary>
    public static JsonObject Input(INoun noun) => JsonNode.Parse(SeedData.Line(noun.Plural, IdOf(noun)).Span)!.AsObject();

    /// <summary>What a client sends to create one more: without an id, so that it can be tried on the demonstration data.</summary>
    public static JsonObject NewInput(INoun noun)
    {
        var input = Input(noun);
        input.Remove("id");
        return input;
    }

    /// <summary>What a client sends to change one member.</summary>
    public static JsonNode Patch(INoun noun) => JsonNode.Parse(Patches[noun.Plural])!;

    /// <summary>What the service answers.</summary>
    public static JsonObject Record(INoun noun) => noun.Example(SeedData.Line(noun.Plural, IdOf(noun)));

    public static JsonObject Page(INoun noun)
    {
        var page = new JsonObject { ["items"] = new JsonArray(Record(noun)), ["next"] = null, ["known_at"] = null };
        if (noun.SaidBy is not null) page["as_of"] = null;
        return page;
    }

    public static JsonObject History(INoun noun) => new()
    {
        ["items"] = new JsonArray(new JsonObject
        {
            ["seq"] = "1",
            ["version"] = 1,
            ["op"] = "create",
            ["at"] = (string?)Record(noun)["recorded_at"],
            ["by"] = "seeds",
            ["changes"] = new JsonArray(),
            ["data"] = Record(noun),
        }),
        ["next"] = null,
        ["known_at"] = null,
    };
}
