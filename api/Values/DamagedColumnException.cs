using System.Text.Json;

namespace StanceApi.Values;

/// <summary>The database holds in a column what the service never writes there.</summary>
/// <param name="expression">What was read, in the words of the code: the property of a row, which is named as the column is.</param>
/// <param name="fault">What is wrong with it.</param>
/// <param name="cause">What it was found by.</param>
internal sealed class DamagedColumnException(string expression, string fault, Exception? cause = null) : Exception($"{ColumnOf(expression)} {fault}", cause)
{
    private static string ColumnOf(string expression) => JsonNamingPolicy.SnakeCaseLower.ConvertName(expression[(expression.LastIndexOf('.') + 1)..]);
}
