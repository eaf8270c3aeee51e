using System.Text;
using StanceApi.Arguments;
using StanceApi.Pictures;
using StanceApi.Values;

namespace StanceApi.Analysis;

/// <summary>An argument map in the DOT language of Graphviz: arguments as boxes, actors as ellipses. Blue is for, orange against.</summary>
internal static class ArgumentDot
{
    private const int Line = 36;

    /// <param name="questionId">The question.</param>
    /// <param name="arguments">The arguments on it.</param>
    /// <param name="nameOf">The name of an actor.</param>
    /// <param name="note">What the map was made from, which stands below it.</param>
    public static string Write(string questionId, IReadOnlyList<MappedArgument> arguments, Func<string, string> nameOf, SvgNote note)
    {
        var dot = new StringBuilder();
        dot.Append("digraph ").Append(Quote(questionId)).Append(" {\n  rankdir=LR;\n  fontname=\"sans-serif\";\n  label=").Append(Quote($"{note.Filters} {note.Times}".TrimStart())).Append(";\n  node [fontname=\"sans-serif\"];\n");
        foreach (var argument in arguments) WriteArgument(dot, argument);
        foreach (var actor in arguments.SelectMany(argument => argument.AdvancedBy).Select(advance => advance.ActorId).Distinct().Order(StringComparer.Ordinal))
            dot.Append("  ").Append(Quote($"actor:{actor}")).Append(" [shape=ellipse, label=").Append(Quote(Wrapped(nameOf(actor)))).Append("];\n");
        foreach (var argument in arguments) WriteEdges(dot, argument);
        return dot.Append("}\n").ToString();
    }

    private static void WriteArgument(StringBuilder dot, MappedArgument argument)
    {
        var fill = argument.Direction == ArgumentDirection.Pro ? "#cfe3f5" : "#fbdcc4";
        var label = $"{Wrapped(argument.Claim)}\n({Words<ArgumentCategory>.Of(argument.Category)}, {Words<ArgumentDirection>.Of(argument.Direction)})";
        dot.Append("  ").Append(Quote(argument.Id)).Append(" [shape=box, style=filled, fillcolor=").Append(Quote(fill))
            .Append(", label=").Append(Quote(label)).Append("];\n");
    }

    private static void WriteEdges(StringBuilder dot, MappedArgument argument)
    {
        foreach (var relation in argument.Relations)
        {
            var (style, colour) = LineOf(relation.Type);
            dot.Append("  ").Append(Quote(argument.Id)).Append(" -> ").Append(Quote(relation.ArgumentId))
                .Append(" [label=").Append(Quote(Words<RelationType>.Of(relation.Type))).Append(", style=").Append(style).Append(", color=").Append(Quote(colour)).Append("];\n");
        }

        foreach (var advance in argument.AdvancedBy)
            dot.Append("  ").Append(Quote($"actor:{advance.ActorId}")).Append(" -> ").Append(Quote(argument.Id))
                .Append(" [label=").Append(Quote(Words<Positions.Stance>.Of(advance.Stance))).Append(", tooltip=").Append(Quote(advance.PositionId)).Append(", color=gray];\n");
    }

    private static (string Style, string Colour) LineOf(RelationType type) => type switch
    {
        RelationType.Attacks => ("dashed", Palette.Vermilion),
        RelationType.Undercuts => ("dotted", Palette.Vermilion),
        RelationType.Qualifies => ("solid", Palette.Grey),
        _ => ("solid", Palette.Blue),
    };

    /// <summary>A text in lines of about <see cref="Line"/> letters, so that boxes have the shape of a card.</summary>
    private static string Wrapped(string text)
    {
        var lines = new List<string> { "" };
        foreach (var word in text.Split(' '))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + word.Length >= Line) lines.Add(word);
            else lines[^1] = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
        }

        return string.Join('\n', lines);
    }

    private static string Quote(string text) =>
        $"\"{XmlSafeText.Of(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
