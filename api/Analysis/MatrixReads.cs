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
            // Each stance has a cell: where there are more stances than cells, the rest need not be read.
            var cells = await reads.StancesAsync(session, asked).Select(CountedActor.Of).Take(MostCells + 1).ToListAsync();
            string[] rows = Sorted(cells.Select(cell => cell.ActorId)), columns = Sorted(cells.Select(cell => cell.QuestionId));
            if ((long)rows.Length * columns.Length > MostCells) return new ProblemResult(TooLarge());
            if (format == Csv.Format && Csv.Refuse(columns.Length, "JSON") is { } tooWide) return new ProblemResult(tooWide);
            return new ComputedResult(_ =>
            {
                var values = Values(cells, rows, columns);
                return format == Csv.Format ? Csv.Grid(rows, columns, typeof(int), (row, column) => values[row][column]) : TypedResults.Json(Of(asked, rows, columns, values, cells), Json.Options);
            });
        });
    }

    private static Http.Problem TooLarge() => DerivedReads.TooLarge(
        "question_id", $"The actors times the questions are more than the {MostCells} cells that a matrix has at most. Choose some with question_id, actor_id or actor_kind.");

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
