using System.Globalization;
using StanceApi.Http;

namespace StanceApi.Transfer;

/// <summary>Problems of a file as a whole, each with the line that shows it.</summary>
internal static class FileProblems
{
    /// <summary>400: the file cannot be read. The line is null where no line is to blame.</summary>
    public static Problem Of(string code, long? line, string detail, string? column = null) => Problem.Of(
        StatusCodes.Status400BadRequest,
        [JsonText.Error(line is { } number ? column is null ? Pointer(number) : JsonText.Append(Pointer(number), column) : "", code, detail)]);

    /// <summary>422: lines are refused, and so nothing was kept.</summary>
    public static Problem Refused(long lines, IReadOnlyList<ProblemError> errors) => new(
        StatusCodes.Status422UnprocessableEntity,
        Codes.LinesRefused,
        Refusal(lines))
    {
        Errors = [.. errors.Take(Problem.MostErrors)],
    };

    /// <summary>What is said of refused lines because of which nothing was kept.</summary>
    /// <param name="lines">How many.</param>
    /// <param name="isEnough">Whether there were so many that no more were looked at.</param>
    public static string Refusal(long lines, bool isEnough = false) => isEnough
        ? $"{lines} lines are refused; after so many no more are looked at, and nothing was kept. To have all of them told, validate with on_error=continue and validate_only=true."
        : lines == 1 ? "A line is refused; nothing was kept." : $"{lines} lines are refused; nothing was kept.";

    /// <summary>The place of a line in a body.</summary>
    public static string Pointer(long line) => string.Create(CultureInfo.InvariantCulture, $"/lines/{line}");
}
