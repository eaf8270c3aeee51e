using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CsCheck;
using StanceApi.Tests.Nouns;

namespace StanceApi.Tests.Changes;

/// <summary>
/// A write that may well be refused: the ids are few, so that several writers meet, and what it refers to may not be there,
/// not any more, or of another question.
/// </summary>
/// <param name="Verb">POST, PUT, PATCH, DELETE, or TRY, a PUT that is only validated.</param>
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
        Gen.Frequency((2, "POST"), (8, "PUT"), (4, "PATCH"), (3, "DELETE"), (1, "TRY")),
        Gen.Frequency((1, "questions"), (2, "sources"), (2, "actors"), (2, "arguments"), (5, "positions"))).SelectMany(Of);

    /// <summary>What the steps may refer to from the beginning.</summary>
    public static readonly Gen<Step[]> Beginning = Gen.Select(Of("PUT", "sources"), Of("PUT", "questions"), Of("PUT", "actors")).Select(steps => new[] { steps.Item1, steps.Item2, steps.Item3 });

    public async Task TakeAsync(HttpClient writer)
    {
        var answer = await SendAsync(writer);
        Assert.True(Expected.Contains(answer.Status), $"{Verb} /v1/{Noun}/{Id} {Body.ToJsonString()}: {answer.Status} {answer.Body?.ToJsonString()}");
    }

    private Task<Answer> SendAsync(HttpClient writer) => Verb switch
    {
        "POST" => writer.CreateAsync(Noun, Body),
        "PUT" => writer.ReplaceAsync(Noun, Id, Body),
        "TRY" => writer.SendAsync(HttpMethod.Put, $"/v1/{Noun}/{Id}?validate_only=true", Body.ToJsonString()),
        "PATCH" => writer.ChangeAsync(Noun, Id, new JsonObject { [Nouns.Changes.RequiredText(Noun)] = Body[Nouns.Changes.RequiredText(Noun)]!.DeepClone() }),
        _ => writer.RetireAsync(Noun, Id),
    };

    private static Gen<Step> Of(string verb, string noun) => Gen.Select(IdOf(noun), Worlds).SelectMany((id, world) => BodyGen.Of(world, noun).Select(body => new Step(verb, noun, id, body)));

    private static Gen<string> IdOf(string noun) => Gen.Int[0, Records[noun] - 1].Select(number => string.Create(CultureInfo.InvariantCulture, $"{noun}-{number}"));

    // Only the ids are asked for: nothing is sent through a world here.
    private static World WorldOf(string source, string question, string actor, string argument) => new(null!, source, question, actor, argument);
}
