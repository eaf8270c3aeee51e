namespace StanceApi.Pictures;

/// <summary>Colours that people with any kind of colour vision tell apart (Okabe and Ito, Color Universal Design, 2008).</summary>
internal static class Palette
{
    public const string Blue = "#0072B2";
    public const string Sky = "#56B4E9";
    public const string Grey = "#BBBBBB";
    public const string Orange = "#E69F00";
    public const string Vermilion = "#D55E00";
    public const string White = "#FFFFFF";

    /// <summary>The colours of groups, each other than white, which is for who is in none; more could not be told apart. Grey would look like the last to some.</summary>
    public static readonly string[] Groups = [Sky, Orange, "#009E73", "#F0E442", Blue, Vermilion, "#CC79A7"];

    /// <summary>Fills of areas without a colour, which can be told apart in print too; their definitions are <see cref="Patterns"/>.</summary>
    public const string Hatched = "url(#hatched)";
    public const string Dotted = "url(#dotted)";
    public const string Striped = "url(#striped)";

    public const string Patterns = """
        <defs>
        <pattern id="hatched" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M0 8L8 0M-1 1L1 -1M7 9L9 7" stroke="#555555"/></pattern>
        <pattern id="dotted" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M2 3H4" stroke="#555555" stroke-width="2"/></pattern>
        <pattern id="striped" width="5" height="5" patternUnits="userSpaceOnUse"><path d="M2.5 0V5" stroke="#555555"/></pattern>
        </defs>

        """;

    /// <summary>The colour of a score from -2 to 2; white where there is none.</summary>
    public static string OfScore(int? score) => score switch
    {
        2 => Blue,
        1 => Sky,
        0 => Grey,
        -1 => Orange,
        -2 => Vermilion,
        _ => White,
    };
}
