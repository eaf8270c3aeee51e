using System.Text.Json.Nodes;

namespace StanceApi.Tests.Nouns;

/// <summary>A text member of every noun that tests change.</summary>
internal static class Changes
{
    /// <summary>A required member that takes any text (any date, for a position).</summary>
    public static string RequiredText(string noun) => noun switch
    {
        "questions" => "text",
        "actors" => "name",
        "sources" => "title",
        "positions" => "stated_on",
        _ => "claim",
    };

    /// <summary>A member that may be null, with a value for it.</summary>
    public static (string Member, string Value) Optional(string noun) => noun switch
    {
        "questions" => ("title", "The bridge"),
        "actors" => ("description", "It meets on Mondays."),
        "sources" => ("publisher", "The town"),
        "positions" => ("summary", "It would like one."),
        _ => ("frame", "economic"),
    };

    /// <summary>A list member with two values for it; a source has none.</summary>
    public static (string Member, JsonArray First, JsonArray Second) List(string noun, World world) => noun switch
    {
        "questions" => ("tags", new JsonArray("one", "two"), new JsonArray("three")),
        "actors" => ("aliases", new JsonArray("one", "two"), new JsonArray("three")),
        "positions" => ("citations", Citations(world, 1, 2), Citations(world, 3)),
        _ => ("citations", Citations(world, 1, 2), Citations(world, 3)),
    };

    /// <summary>The body with its required text changed.</summary>
    public static JsonObject Changed(this JsonObject body, string noun, string text = "2020")
    {
        var changed = body.DeepClone().AsObject();
        changed[RequiredText(noun)] = text;
        return changed;
    }

    private static JsonArray Citations(World world, params int[] paragraphs) =>
        [.. paragraphs.Select(paragraph => new JsonObject { ["source_id"] = world.Source, ["locator"] = new JsonObject { ["paragraph"] = paragraph } })];
}
