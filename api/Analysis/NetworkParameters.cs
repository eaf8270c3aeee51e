using System.Globalization;
using System.Text.RegularExpressions;
using StanceApi.Http;
using StanceApi.Nouns;

namespace StanceApi.Analysis;

/// <summary>What a network is asked for.</summary>
internal sealed partial record NetworkParameters
{
    private const int MostDays = 36_600;

    public required SelectionParameters Selection { get; init; }

    /// <summary>Whether it is of actors and concepts, instead of actors alone.</summary>
    public required bool IsTwoMode { get; init; }

    public required Measure Measure { get; init; }

    public required Normalization Normalization { get; init; }

    public required Via Via { get; init; }

    public required Counted From { get; init; }

    public required Duplicates Duplicates { get; init; }

    public required LevelRange Range { get; init; }

    public required Compatibility? Compatibility { get; init; }

    /// <summary>The smallest weight, without its sign, that makes an edge.</summary>
    public required double Threshold { get; init; }

    /// <summary>How many observations an actor must have to take part.</summary>
    public required int MinPositions { get; init; }

    public required TimeWindows? Windows { get; init; }

    /// <summary>The figures that must be there; where empty, those that there can be.</summary>
    public required IReadOnlyList<Figure> Figures { get; init; }

    /// <summary>The figures that are computed.</summary>
    public IReadOnlyList<Figure> Wanted { get; init; } = [];

    /// <summary>Whether edges name the positions behind them.</summary>
    public required bool Explain { get; init; }

    public static NetworkParameters Read(QueryParameters query, SelectionParameters selection, bool isTwoMode)
    {
        Compatibility? compatibility = query.Value("compat") is { } program ? ReadCompatibility(query, program) : null;
        var isObserved = compatibility == Analysis.Compatibility.Dna;
        var parameters = new NetworkParameters
        {
            Selection = selection,
            IsTwoMode = isTwoMode,
            Measure = query.Word("measure", isTwoMode ? Measure.Cooccurrence : Measure.Congruence),
            Normalization = query.Word("normalization", Normalization.None),
            Via = query.Word("via", Via.Questions),
            From = query.Word("from", Counted.Positions),
            Duplicates = query.Word("duplicates", Duplicates.All),
            Range = query.Word("range", isObserved ? LevelRange.Observed : LevelRange.Declared),
            Compatibility = compatibility,
            Threshold = ReadThreshold(query),
            MinPositions = query.Number("min_positions", 1, 1_000_000, 1),
            Windows = ReadWindows(query),
            Figures = query.Words<Figure>("figures"),
            Explain = query.Flag("explain"),
        };
        NetworkRules.Check(parameters, query);
        return parameters;
    }

    /// <summary>Whether levels of two actors are compared, for their weight or for coalitions: then the range matters.</summary>
    public bool HasLevels => !IsTwoMode && Via == Via.Questions;

    /// <summary>Whether levels are left of what was counted: Discourse Network Analyzer drops duplicates for the co-occurrence whatever theirs.</summary>
    public bool KeepsLevels => !(Compatibility == Analysis.Compatibility.Dna && Measure == Measure.Cooccurrence && Duplicates != Duplicates.All);

    /// <summary>Whether a figure is computed.</summary>
    public bool Wants(Figure figure) => Wanted.Contains(figure);

    /// <summary>Whether a figure means anything here.</summary>
    public bool Allows(Figure figure) => figure switch
    {
        Figure.Communities => !IsTwoMode && Measure != Measure.Subtract,
        Figure.Coalitions => HasLevels && KeepsLevels,
        _ => true,
    };

    private static Compatibility? ReadCompatibility(QueryParameters query, string program)
    {
        if (program == "dna") return Analysis.Compatibility.Dna;
        query.Refuse("compat", Codes.UnknownValue, $"'{program}' is not known. Allowed here: dna.");
        return null;
    }

    private static double ReadThreshold(QueryParameters query)
    {
        if (query.Value("threshold") is not { } text) return 0;
        if (Decimal().IsMatch(text)) return double.Parse(text, CultureInfo.InvariantCulture);
        query.Refuse("threshold", Codes.InvalidParameter, "threshold is a number that is not negative, such as 0.5, with at most nine digits before and after the point.");
        return 0;
    }

    private static TimeWindows? ReadWindows(QueryParameters query)
    {
        var isAsked = query.Has("window");
        var (window, step) = (ReadDays(query, "window"), ReadDays(query, "step"));
        if (step is not null && !isAsked) query.Refuse("step", Codes.MeaninglessCombination, "A step is between windows: send window too.");
        return window is { } length ? new TimeWindows(length, step ?? length) : null;
    }

    private static int? ReadDays(QueryParameters query, string name)
    {
        if (query.Value(name) is not { } text) return null;
        if (Days().IsMatch(text) && int.Parse(text[..^1], CultureInfo.InvariantCulture) is <= MostDays and var days) return days;
        query.Refuse(name, Codes.InvalidParameter, $"{name} is a number of days from 1d to {MostDays}d, such as 30d.");
        return null;
    }

    private const string DecimalForm = @"\d{1,9}(\.\d{1,9})?";
    private const string DaysForm = "[1-9][0-9]{0,4}d";

    public const string DecimalPattern = "^" + DecimalForm + "$";

    public const string DaysPattern = "^" + DaysForm + "$";

    // Here a dollar sign would let a line feed stand behind.
    [GeneratedRegex("^" + DecimalForm + @"\z", RegexOptions.ECMAScript)]
    private static partial Regex Decimal();

    [GeneratedRegex("^" + DaysForm + @"\z")]
    private static partial Regex Days();
}
