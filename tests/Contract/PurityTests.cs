using System.Reflection;
using System.Text.RegularExpressions;
using StanceApi.Analysis;
using StanceApi.Stances;

namespace StanceApi.Tests.Contract;

/// <summary>The rule and the figures are pure: values in, values out, no clock, no store, no waiting.</summary>
public sealed partial class PurityTests
{
    private static readonly Type[] Rule =
    [
        typeof(StanceRule), typeof(RankedStatements), typeof(Level), typeof(Rank), typeof(Standing), typeof(Score), typeof(Evidence), typeof(Statement),
        typeof(Verdict), typeof(RecordedCourse), typeof(StatementVersion), typeof(ActorStance), typeof(TimelinePicture),
    ];

    private static readonly Type[] Figures =
    [
        typeof(Observation), typeof(Observations), typeof(TimeWindows), typeof(Incidence), typeof(PairSums), typeof(ActorNetwork), typeof(DnaOverlap), typeof(AffiliationNetwork),
        typeof(Graph), typeof(Betweenness), typeof(Communities), typeof(CoalitionSplit), typeof(Polarization), typeof(Distance), typeof(CountedStance), typeof(ArgumentFigures), typeof(Coverage),
        typeof(NetworkBuilder), typeof(EdgePositions), typeof(NetworkPicture), typeof(StanceBoard),
    ];

    public static TheoryData<string> Pure =>
    [
        .. Rule.Select(type => $"Stances/{type.Name}"), "Stances/StanceParts", "Stances/Timeline", .. Figures.Select(type => $"Analysis/{type.Name}"), "Analysis/NetworkWords",
    ];

    [Theory, MemberData(nameof(Pure))]
    public void A_pure_file_names_nothing_impure(string file)
    {
        var text = File.ReadAllText(GeneratedFile.PathOf($"api/{file}.cs"));

        Assert.DoesNotMatch(Impure(), text);
    }

    [Fact]
    public void Pure_types_take_and_give_no_store_and_no_task()
    {
        var touched = Rule.Concat(Figures).SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType));

        Assert.DoesNotContain(touched, type => typeof(Task).IsAssignableFrom(type) || type == typeof(TimeProvider) || type.Namespace == "StanceApi.Storage");
    }

    [GeneratedRegex(@"\b(async|await|Task|TimeProvider|DateTime|HttpContext|Session|Random|Guid|Environment|File)\b")]
    private static partial Regex Impure();
}
