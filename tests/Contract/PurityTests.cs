using System.Reflection;
using System.Text.RegularExpressions;
using StanceApi.Stances;

namespace StanceApi.Tests.Contract;

/// <summary>The rule is pure: values in, values out, no clock, no store, no waiting.</summary>
public sealed partial class PurityTests
{
    public static TheoryData<string> Pure =>
    [
        nameof(StanceRule), nameof(RankedStatements), nameof(Level), nameof(Rank), nameof(Standing), nameof(Score), nameof(Evidence), nameof(Statement),
        nameof(Verdict), nameof(RecordedCourse), nameof(StatementVersion), nameof(ActorStance), "StanceParts", "Timeline",
    ];

    [Theory, MemberData(nameof(Pure))]
    public void A_pure_file_names_nothing_impure(string file)
    {
        var text = File.ReadAllText(GeneratedFile.PathOf($"api/Stances/{file}.cs"));

        Assert.DoesNotMatch(Impure(), text);
    }

    [Fact]
    public void Pure_types_take_and_give_no_store_and_no_task()
    {
        Type[] types = [typeof(StanceRule), typeof(RankedStatements), typeof(Level), typeof(Rank), typeof(Score), typeof(RecordedCourse)];
        var touched = types.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType));

        Assert.DoesNotContain(touched, type => typeof(Task).IsAssignableFrom(type) || type == typeof(TimeProvider) || type.Namespace == "StanceApi.Storage");
    }

    [GeneratedRegex(@"\b(async|await|Task|TimeProvider|DateTime|HttpContext|Session|Random|Guid|Environment|File)\b")]
    private static partial Regex Impure();
}
