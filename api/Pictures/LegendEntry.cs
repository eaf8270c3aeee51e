namespace StanceApi.Pictures;

/// <summary>What a mark of a picture stands for.</summary>
/// <param name="Colour">Its colour or pattern.</param>
/// <param name="Text">What it stands for.</param>
/// <param name="IsDashed">Whether its line is dashed.</param>
/// <param name="IsLine">Whether it is a line, not an area.</param>
internal sealed record LegendEntry(string Colour, string Text, bool IsDashed = false, bool IsLine = false);
