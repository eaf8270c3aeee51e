using System.Reflection;
using System.Text.RegularExpressions;
using StanceApi.Actors;
using StanceApi.Analysis;
using StanceApi.Arguments;
using StanceApi.Changes;
using StanceApi.Citations;
using StanceApi.Nouns;
using StanceApi.Positions;
using StanceApi.Search;
using StanceApi.Stances;
using StanceApi.Storage;
using StanceApi.Transfer;
using StanceApi.Verification;

namespace StanceApi.Tests.Storage;

/// <summary>Every statement keeps to the SQL that both engines run alike: see db/README.md.</summary>
public sealed partial class PortableSqlTests(EmptyStore store)
{
    private static readonly Engine Engine = new SqliteEngine("Data Source=unused.db");

    public static TheoryData<string> Traps =>
    [
        @"SELECT \*", @"\bLIKE\b", @"\bGLOB\b", @"\blower\(", @"\bupper\(", @"\bIFNULL\b", @"\bGREATEST\b", @"\bmax\([^)]*,", @"\bround\(",
        @"\bINSERT OR\b", @"\bREPLACE INTO\b", @"\bAUTOINCREMENT\b", @"\browid\b", @"\bPRAGMA\b", @"\bRETURNING\b", @"\bdatetime\(", @"\bstrftime\(",
        @"\bnow\(", @"\bCURRENT_TIMESTAMP\b", @"\bTRUE\b", @"\bFALSE\b", @"\bILIKE\b", @"::", @"[^_]json_(?!each\(@)", @"\|\|", @"@[a-z]", @"\bLIMIT \d*,", @"\bSERIAL\b",
    ];

    [Theory, MemberData(nameof(Traps))]
    public void No_statement_falls_into_a_known_trap(string trap)
    {
        var pattern = new Regex(trap, trap.StartsWith('@') ? RegexOptions.None : RegexOptions.IgnoreCase);

        var fallen = Statements().Select(Shared).Where(statement => pattern.IsMatch(statement));

        Assert.Empty(fallen);
    }

    [Fact]
    public void The_test_sees_the_statements() => Assert.True(Statements().Count() > 60, $"{Statements().Count()} statements found");

    [Fact]
    public void Constants_are_written_with_capital_keywords_one_clause_a_line()
    {
        var careless = Constants().Where(sql => LowerKeyword().IsMatch(sql) || sql.Split('\n').Any(line => Clauses().Count(line) > 1 && !line.Contains('(', StringComparison.Ordinal)));

        Assert.Empty(careless);
    }

    /// <summary>The constants of the code, the statements of every table and link, and pages and counts with every filter and order.</summary>
    private IEnumerable<string> Statements()
    {
        var nouns = store.Host.Services.GetServices<INoun>().ToArray();
        var catalog = store.Host.Services.GetRequiredService<NounCatalog>();
        return Constants()
            .Concat(nouns.SelectMany(noun => OfTable(noun.Table)))
            .Concat(nouns.SelectMany(noun => noun.Links).SelectMany(link => OfTable(link.Table).Concat([link.Archive(Engine), link.Delete(Engine), link.OfOwners(Engine)])))
            .Concat(nouns.Select(catalog.Referrers).OfType<string>().SelectMany(referrers => new[] { References.First(referrers), References.Count(referrers) }))
            .Concat(nouns.Select(noun => References.FindMissing(Engine, noun)))
            .Append(QuestionArguments.Sql(Engine, 1))
            .Append(StatementStore.ActorsSql(Engine, Everything(nouns.Single(noun => noun.Plural == "positions"))))
            .Append(StatementStore.Sql(Engine, Everything(nouns.Single(noun => noun.Plural == "positions")), isContinued: true, hasReasons: true))
            .Append(SearchStore.Sql(Engine, hasTypes: true))
            .Append(SearchIndex.DeleteRecords(Engine))
            .Append(SameQuestion.FindQuestions(Engine))
            .Append(RecordState<PositionRow>.LastVersions(Engine))
            .Append(PositionStore.FindAnonymous(Engine))
            .Append(ActorStore.FindWordsOnRecord(Engine))
            .Append(ArgumentStore.FindJoinedElsewhere(Engine))
            .Append(CitationChecks.FindHashes(Engine))
            .Append(FeedStore.FindEntriesOf(Engine, 2))
            .Append(ExportTexts.CountSql(Engine, nouns.Single(noun => noun.Plural == "sources").Table, 1))
            .Append(ExportTexts.Sql(Engine, nouns.Single(noun => noun.Plural == "sources").Table, 1, seesRestricted: false))
            .Append(ExportIndexReads.Sql(Engine, nouns, 1, seesRestricted: false))
            .Concat(nouns.SelectMany(noun => Consistency.Versions(noun).Concat(Consistency.References(noun))).Select(each => each.Sql))
            .Concat(nouns.SelectMany(noun => noun.Links).Select(link => LinkCheck.FindLinks(Engine, link)))
            .Concat(nouns.Select(SearchCheck.FindLeft))
            .Append(SearchCheck.FindEntries(Engine))
            .Append(Consistency.OfUnknown("type", nouns.Select(noun => noun.Singular)))
            .Append(Consistency.WithoutText("sources"))
            .Concat(nouns.Select(noun => Everything(noun).ById(Engine, "id, seq")))
            .Concat(nouns.SelectMany(noun => OfNoun(noun.Table)))
            .Concat(nouns.SelectMany(Pages));
    }

    private static IEnumerable<string> OfTable(Table table) => [table.Select, table.Upsert.Into, table.Upsert.Ending, table.Archive, table.Delete, table.At(Engine, 1)];

    private static IEnumerable<string> OfNoun(Table table) => [table.Versions, table.ById(Engine, 1), table.ByIds(Engine, 1), table.Recorded(Engine)];

    private static IEnumerable<string> Pages(INoun noun) => noun.Sorts.SelectMany(sort => new[] { true, false }.Select(descending => new PageQuery
    {
        Selection = Everything(noun),
        Sort = sort,
        Descending = descending,
        After = new After("0", "x"),
        UpTo = new After("1", "x"),
        Limit = 10,
    })).SelectMany(query => new[] { query.Rows(Engine).Sql, query.Last(Engine).Sql, query.Count(Engine).Sql });

    /// <summary>A selection by every filter, range and time.</summary>
    private static Selection Everything(INoun noun) => new()
    {
        Table = noun.Table,
        Filters = [.. noun.Filters.Select(filter => (filter, (IReadOnlyList<string>)(filter.IsSearch ? ["x"] : ["x", "y"])))],
        Bounds = [.. noun.Ranges.Select(range => new Bound(range, ">=", 0, "1970"))],
        Seq = 1,
        AsOf = noun.SaidBy is null ? null : (noun.SaidBy, 0),
    };

    /// <summary>A statement without what each engine says in its own way: what a search finds.</summary>
    private static string Shared(string statement) => Searched().Matches(statement).Select(match => match.Groups["parameter"].Value).Aggregate(
        statement,
        (left, parameter) => left.Replace(Engine.Found(parameter), "", StringComparison.Ordinal).Replace(Engine.NewestFirst, "", StringComparison.Ordinal));

    private static IEnumerable<string> Constants() => typeof(Service).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(field => field.IsLiteral && field.FieldType == typeof(string))
        .Select(field => (string)field.GetRawConstantValue()!)
        .Where(text => Statement().IsMatch(text));

    [GeneratedRegex(@"MATCH (?<parameter>@\w+)")]
    private static partial Regex Searched();

    [GeneratedRegex(@"\A(SELECT|INSERT|UPDATE|DELETE|WITH)\s")]
    private static partial Regex Statement();

    [GeneratedRegex(@"\b(select|from|where|insert into|order by|limit|delete|update)\b")]
    private static partial Regex LowerKeyword();

    [GeneratedRegex(@"\b(SELECT|FROM|WHERE|ORDER BY|LIMIT|VALUES|GROUP BY)\b")]
    private static partial Regex Clauses();
}
