namespace StanceApi.Analysis;

/// <summary>The scores of actors on questions: rows and columns are in order of ids, and whoever has no stance at all is left out.</summary>
public sealed record Matrix : DerivedAnswer
{
    internal Matrix(Asked asked)
        : base(asked)
    {
    }

    /// <summary>The ids of the actors.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>The ids of the questions.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>For each actor the score on each question, null where there is no number.</summary>
    public required IReadOnlyList<IReadOnlyList<int?>> Values { get; init; }

    /// <summary>What is missing.</summary>
    public required Missing Missing { get; init; }

    /// <summary>The stances behind the cells, by question and actor, with the positions that each rests on; cells that are silent have none.</summary>
    public required IReadOnlyList<CountedActor> Cells { get; init; }
}

/// <summary>How much of a matrix has no number.</summary>
/// <param name="Cells">Actors times questions.</param>
/// <param name="WithNumber">Cells with a number.</param>
/// <param name="WithoutNumber">Cells with a stance that has none: ambivalent, undecided, withheld or no position.</param>
/// <param name="Silent">Cells without any stance.</param>
/// <param name="Share">The share of cells without a number, null where there is no cell.</param>
public sealed record Missing(int Cells, int WithNumber, int WithoutNumber, int Silent, double? Share)
{
    internal static Missing Of(int cells, int stances, int numbers) =>
        new(cells, numbers, stances - numbers, cells - stances, cells == 0 ? null : (cells - numbers) / (double)cells);
}
