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

    private static readonly string[] Groups = [Sky, Orange, "#009E73", "#F0E442", Blue, Vermilion, "#CC79A7", Grey];

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

    /// <summary>The colour of a group by its number; they repeat after eight.</summary>
    public static string OfGroup(int group) => Groups[group % Groups.Length];
}
