using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CsCheck;
using StanceApi.Tests.Citations;
using StanceApi.Tests.Nouns;

namespace StanceApi.Tests.Changes;

/// <summary>
/// A write that may well be refused: the ids are few, so that several writers meet, and what it refers to may not be there,
/// not any more, or of another question.
/// </summary>
/// <param name="Verb">POST, PUT, PATCH, DELETE, TRY, a PUT that is only validated, or TEXT, a PUT of a source's text.</param>
/// <param name="Noun">The noun, plural.</param>
/// <param name="Id">The record's id.</param>
/// <param name="Body">A whole body; a PATCH sends its required text.</param>
internal sealed record Step(string Verb, string Noun, string Id, JsonObject Body)
{
    private static readonly Dictionary<string, int> Records = new() { ["questions"] = 2, ["sources"] = 2, ["actors"] = 3, ["arguments"] = 3, ["positions"] = 8 };

    private static readonly HttpStatusCode[] Expected =
    [
        HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.NoContent,
        HttpStatusCode.NotFound, HttpStatusCode.Conflict, HttpStatusCode.Gone, HttpStatusCode.UnprocessableEntity,
    ];

    private static readonly Gen<World> Worlds = Gen.Select(IdOf("sources"), IdOf("questions"), IdOf("actors"), IdOf("arguments"), WorldOf);

    public static readonly Gen<Step> Any = Gen.Select(
        Gen.Frequency((2, "POST"), (8, "PUT"), (4, "PATCH"), (3, "DELETE"), (1, "TRY"), (3, "TEXT")),
        Gen.Frequency((1, "questions"), (2, "sources"), (2, "actors"), (2, "arguments"), (5, "positions"))).SelectMany((verb, noun) => Of(verb, verb == "TEXT" ? "sources" : noun));

    /// <summary>What the steps may refer to from the beginning.</summary>
    public static readonly Gen<Step[]> Beginning = Gen.Select(Of("PUT", "sources"), Of("PUT", "questions"), Of("PUT", "actors")).Select(steps => new[] { steps.Item1, steps.Item2, steps.Item3 });

    public async Task TakeAsync(HttpClient writer)
    {
        var answer = await SendAsync(writer);
        Assert.True(Expected.Contains(answer.Status), $"{Verb} /v1/{Noun}/{Id} {Body.ToJsonString()}: {answer.Status} {answer.Body?.ToJsonString()}");
    }

    private Task<Answer> SendAsync(HttpClient writer) => Verb switch
    {
        "POST" => writer.CreateAsync($"{Noun}{Unverified(Noun)}", Body),
        "PUT" => writer.ReplaceAsync(Noun, $"{Id}{Unverified(Noun)}", Body),
        // One paragraph for each word of the title: what cites a later one is not found until a longer text comes.
        "TEXT" => writer.PutTextAsync(Id, string.Join("\n\n", Enumerable.Repeat("A paragraph.", 1 + ((string)Body["title"]!).Length % 4))),
        "TRY" => writer.SendAsync(HttpMethod.Put, $"/v1/{Noun}/{Id}?validate_only=true", Body.ToJsonString()),
        "PATCH" => writer.ChangeAsync(Noun, Id, new JsonObject { [Nouns.Changes.RequiredText(Noun)] = Body[Nouns.Changes.RequiredText(Noun)]!.DeepClone() }),
        _ => writer.RetireAsync(Noun, Id),
    };

    /// <summary>Citations that no text bears out are kept too, where there are any.</summary>
    public static string Unverified(string noun) => noun is "positions" or "arguments" ? "?allow_unverified=true" : "";

    private static Gen<Step> Of(string verb, string noun) => Gen.Select(IdOf(noun), Worlds, Gen.Int[1, 5]).SelectMany((id, world, paragraph) => BodyGen.Of(world, noun).Select(body => new Step(verb, noun, id, Citing(body, paragraph))));

    /// <summary>The first citation names one of the first paragraphs, which a text may have.</summary>
    private static JsonObject Citing(JsonObject body, int paragraph)
    {
        if (body["citations"] is JsonArray { Count: > 0 } citations)
            citations[0] = new JsonObject { ["source_id"] = (string)citations[0]!["source_id"]!, ["locator"] = new JsonObject { ["paragraph"] = paragraph } };
        return body;
    }

    private static Gen<string> IdOf(string noun) => Gen.Int[0, Records[noun] - 1].Select(number => string.Create(CultureInfo.InvariantCulture, $"{noun}-{number}"));

    // Only the ids are asked for: nothing is sent through a world here.
    private static World WorldOf(string source, string question, string actor, string argument) => new(null!, source, question, actor, argument);
}
