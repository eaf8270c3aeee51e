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
        lines == 1 ? "A line is refused; nothing was kept." : $"{lines} lines are refused; nothing was kept.")
    {
        Errors = [.. errors.Take(Problem.MostErrors)],
    };

    /// <summary>The place of a line in a body.</summary>
    public static string Pointer(long line) => string.Create(CultureInfo.InvariantCulture, $"/lines/{line}");
}
