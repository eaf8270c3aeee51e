using System.Text.Json;
using FluentValidation;

namespace StanceApi.Http;

/// <summary>Reads a body as an input: what it is in JSON, the shape of its type, and the rules between its members.</summary>
internal static class JsonInput
{
    public static (TInput? Input, Problem? Problem) Read<TInput>(ReadOnlyMemory<byte> body, IValidator<TInput> validator, bool isLine = false)
        where TInput : class
    {
        var errors = new List<ProblemError>();
        return JsonText.ParseObject(body, errors, isLine) is not { } root || errors.Count > 0
            ? (null, Problem.Of(StatusCodes.Status400BadRequest, errors))
            : Read(root, validator);
    }

    public static (TInput? Input, Problem? Problem) Read<TInput>(JsonElement root, IValidator<TInput> validator)
        where TInput : class
    {
        var shape = new JsonShape(partial: false);
        shape.CheckObject(root, typeof(TInput), "");
        if (shape.Unreadable.Count > 0) return (null, Problem.Of(StatusCodes.Status400BadRequest, shape.Unreadable));
        if (shape.Broken.Count > 0) return (null, Problem.Of(StatusCodes.Status422UnprocessableEntity, shape.Broken));
        var input = root.Deserialize<TInput>(Json.Input)!;
        var errors = Validation.Errors(validator.Validate(input));
        return errors.Count > 0 ? (null, Problem.Of(StatusCodes.Status422UnprocessableEntity, errors)) : (input, null);
    }
}
