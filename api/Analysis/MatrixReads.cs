using System.Globalization;
using StanceApi.Http;

namespace StanceApi.Analysis;

/// <summary>Answers the matrix of actors and questions.</summary>
internal sealed class MatrixReads(DerivedReads reads)
{
    /// <summary>How many cells an answer has at most.</summary>
    public const int MostCells = 500_000;

    public static readonly Format[] Formats = [Format.Json, Csv.Format];

    public Task<IResult> GetAsync(HttpContext http, Format format)
    {
        var errors = Conditional.Check(http.Request);
        var query = new QueryParameters(http.Request, errors);
        var selection = reads.Select(query);
        query.RefuseOthers();
        return reads.AnswerAsync(http, errors, selection, [], async (session, asked) =>
        {
            var cells = await reads.StancesAsync(session, asked).Select(CountedActor.Of).ToListAsync();
            string[] rows = Sorted(cells.Select(cell => cell.ActorId)), columns = Sorted(cells.Select(cell => cell.QuestionId));
            if ((long)rows.Length * columns.Length > MostCells) return new ProblemResult(TooLarge(rows.Length, columns.Length));
            return new ComputedResult(_ =>
            {
                var values = Values(cells, rows, columns);
                return format == Csv.Format ? Csv.Grid(rows, columns, typeof(int), (row, column) => values[row][column]) : TypedResults.Json(Of(asked, rows, columns, values, cells), Json.Options);
            });
        });
    }

    private static Http.Problem TooLarge(int rows, int columns) => DerivedReads.TooLarge("question_id", string.Create(
        CultureInfo.InvariantCulture, $"{rows} actors times {columns} questions are more than the {MostCells} cells that a matrix has at most. Choose some with question_id, actor_id or actor_kind."));

    private static string[] Sorted(IEnumerable<string> ids) => [.. ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static int?[][] Values(IEnumerable<CountedActor> cells, string[] rows, string[] columns)
    {
        var values = rows.Select(_ => new int?[columns.Length]).ToArray();
        foreach (var cell in cells)
            values[Array.BinarySearch(rows, cell.ActorId, StringComparer.Ordinal)][Array.BinarySearch(columns, cell.QuestionId, StringComparer.Ordinal)] = cell.Score;
        return values;
    }

    private static Matrix Of(Asked asked, string[] rows, string[] columns, int?[][] values, IReadOnlyList<CountedActor> cells) => new(asked)
    {
        Rows = rows,
        Columns = columns,
        Values = values,
        Missing = Missing.Of(rows.Length * columns.Length, cells.Count, cells.Count(cell => cell.Score is not null)),
        Cells = cells,
    };
}
