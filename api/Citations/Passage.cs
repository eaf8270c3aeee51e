namespace StanceApi.Citations;

/// <summary>A part of a text: Unicode code points, counted from 0, the end exclusive.</summary>
internal readonly record struct Passage(int Start, int End)
{
    public int Length => End - Start;

    /// <summary>Whether the two have a code point in common.</summary>
    public bool Touches(Passage other) => Start < other.End && other.Start < End;
}
