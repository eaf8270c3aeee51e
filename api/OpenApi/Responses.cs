using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using StanceApi.Http;

namespace StanceApi.OpenApi;

/// <summary>The problem responses, defined once and referred to.</summary>
internal static class Responses
{
    private sealed record Kind(string Name, string Description, string Code, string Detail, ProblemError? Error = null, params string[] Headers);

    private static readonly SortedDictionary<int, Kind> Kinds = new()
    {
        [400] = new("BadRequest", "Path, query, headers or body cannot be read.", Codes.UnknownMember, "Known here: id, name, kind.", new ProblemError(ErrorPlace.Body, "/nmae", Codes.UnknownMember, "Known here: id, name, kind.")),
        [401] = new("Unauthorized", "No key, or one that is not valid.", Codes.Unauthorized, "Send Authorization: Bearer and a key that may write.", null, "WWW-Authenticate"),
        [403] = new("Forbidden", "The key does not have the scope.", Codes.Forbidden, "This key does not have the scope that this needs."),
        [404] = new("NotFound", "There is no such record.", Codes.NotFound, "There is no actor 'nobody'."),
        [406] = new("NotAcceptable", "The client takes no format that is offered.", Codes.NotAcceptable, "This is offered as application/json."),
        [409] = new("Conflict", "The id is taken, a reference is missing or retired, or others still refer to the record.", Codes.ReferenceNotFound, "There is no source 'another-report'; create it first.", new ProblemError(ErrorPlace.Body, "/citations/0/source_id", Codes.ReferenceNotFound, "There is no source 'another-report'; create it first.")),
        [410] = new("Gone", "The record was retired.", Codes.Retired, "The actor 'khawaja-asif' was retired. PUT /v1/actors/khawaja-asif restores it.", null, "Link"),
        [412] = new("PreconditionFailed", "The record is not the one that the request expects.", Codes.PreconditionFailed, "The actor 'khawaja-asif' is at version 3 now. Read it again, merge, and send its ETag.", null, "ETag"),
        [413] = new("BodyTooLarge", "The body is over the limit.", Codes.BodyTooLarge, "The body is over the limit of this service; send less at once."),
        [415] = new("UnsupportedMediaType", "The body's content type is not taken.", Codes.UnsupportedMediaType, "Send the body with Content-Type: application/json.", null, "Accept"),
        [422] = new("Unprocessable", "The body was read and breaks a rule.", Codes.ConditionalWithoutRequirement, "Name at least one condition of strength requirement, or choose another modality.", new ProblemError(ErrorPlace.Body, "/conditions", Codes.ConditionalWithoutRequirement, "Name at least one condition of strength requirement, or choose another modality.")),
        [429] = new("TooManyRequests", "A key or an address has made too many requests within a second.", Codes.TooManyRequests, "An address may make 200 requests a second without a key. Wait, and ask again, or send a key.", null, "Retry-After", "RateLimit", "RateLimit-Policy"),
        [500] = new("InternalError", "A fault of the service.", Codes.InternalError, "This is our fault. Tell us the trace_id."),
        [503] = new("Unavailable", "Something else must end first, the query ran out of time, or the store is away. Nothing was kept.", Codes.Busy, "As many writes wait as there is room for. Try again shortly.", null, "Retry-After"),
    };

    public static OpenApiResponseReference Of(OpenApiDocument document, int status) => new(Kinds[status].Name, document);

    /// <summary>Every problem response, by name.</summary>
    public static Dictionary<string, IOpenApiResponse> All(IOpenApiSchema problem) =>
        Kinds.ToDictionary(kind => kind.Value.Name, IOpenApiResponse (kind) => Response(kind.Key, kind.Value, problem));

    private static OpenApiResponse Response(int status, Kind kind, IOpenApiSchema problem) => new()
    {
        Description = kind.Description,
        Headers = kind.Headers.Length == 0 ? null : kind.Headers.ToDictionary(name => name, IOpenApiHeader (name) => new OpenApiHeader
        {
            Description = HeaderText(name),
            Required = name is not ("ETag" or "Accept"),
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        }),
        Content = new Dictionary<string, OpenApiMediaType> { [ProblemDocument.MediaType] = new OpenApiMediaType { Schema = problem, Example = Example(status, kind) } },
    };

    private static string HeaderText(string name) => name switch
    {
        "RateLimit" => "How many requests are left (`r`), and in how many seconds there are all again (`t`); in every answer but those of health.",
        "RateLimit-Policy" => "How many requests (`q`) there may be in how many seconds (`w`), by key or by address; in every answer but those of health.",
        "Retry-After" => "After how many seconds to try again.",
        "Link" => "The record's history, `rel=\"version-history\"`.",
        "Accept" => "What is taken instead; `Accept-Patch` for a PATCH.",
        "ETag" => "The current tag of the record; absent where there is none.",
        _ => "How to authenticate.",
    };

    private static JsonNode Example(int status, Kind kind) => JsonSerializer.SerializeToNode(
        new ProblemDocument
        {
            Type = $"urn:stanceapi:problem:{kind.Code}",
            Title = Codes.Titles[kind.Code],
            Status = status,
            Detail = kind.Detail,
            Instance = "/v1/actors/khawaja-asif",
            Code = kind.Code,
            TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
            Errors = kind.Error is { } error ? [error] : [],
        },
        Json.Options)!;
}
