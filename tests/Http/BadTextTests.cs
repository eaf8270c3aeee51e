using System.Text;
using System.Text.Json;

namespace StanceApi.Tests.Http;

/// <summary>
/// Texts that cannot be kept, are empty or too long, and those that break the rule of their member (ids, dates, addresses,
/// digests, languages, countries): every text of every noun, derived from the inputs.
/// </summary>
public sealed class BadTextTests(BadInputStore store) : IClassFixture<BadInputStore>
{
    private static readonly string[] BadIds = ["A", "a b", " a", "a ", "-a", ".a", "_a", "a/b", "a%20b", "caf\u00e9", "a\n", "\uff41", "a\u200b", new('a', 129)];

    private static readonly string[] BadDates =
    [
        "2025-02-30", "2025-02-29", "1900-02-29", "2025-04-31", "2025-13", "2025-00", "2025-00-10", "2025-10-00", "0000", "0000-01-01", "20251028",
        "2025-1-1", "2025-10-", "2025-", "25", "12025", "-2025", "+2025", "2025/10/28", "28.10.2025", "2025-10-28 ", " 2025", "2025-10-28\n", "2025-W44",
        "2025-301", "2025~", "2025-10-XX", "\uff12\uff10\uff12\uff15", "\u0662\u0660\u0662\u0665", "today", "2025-10-28T25:00:00Z", "2025-10-28T10:60:00Z",
        "2025-10-28T10:00:60Z", "2025-10-28T24:00:00Z", "2025-02-30T10:00:00Z", "2025-10-28T10:00:00+05:00", "2025-10-28T10:00:00+00:00", "2025-10-28T10:00:00",
        "2025-10-28T10:00Z", "2025-10-28T10:00:00z", "2025-10-28t10:00:00Z", "2025-10-28 10:00:00Z", "2025-10-28T10:00:00.Z", "2025-10-28T10:00:00.1234567Z",
    ];

    /// <summary>For each rule's code the texts that break it; those that are instants break it where only dates are allowed.</summary>
    private static readonly Dictionary<string, string[]> Breaking = new()
    {
        ["invalid_id"] = BadIds,
        ["invalid_date"] = BadDates,
        ["invalid_url"] =
        [
            "town.example", "//town.example", "/minutes", "ftp://town.example", "file:///etc/passwd", "javascript:alert(1)",
            "mailto:a@town.example", "http://", "https://", "https:town.example", "https:\\\\town.example",
            " https://town.example", "https://town.example ", "https://town .example", "https://town.example:99999",
        ],
        ["invalid_language"] = ["english language", "e", "en_US", "-en", "en-", "en--US", "de-CHHH-", "12", "en-\u00e9"],
        ["invalid_country"] = ["ch", "Ch", "XX", "ZZ", "CHE", "C", "C H", "CH "],
        ["invalid_sha256"] = ["abc", new('A', 64), new('g', 64), new('a', 63), new('a', 65), new string('a', 63) + "\n"],
    };

    private static readonly BadRequestTable Unkeepable = new(noun => Texts(noun).Concat(Words(noun)).Select(UnkeepableRow));
    private static readonly BadRequestTable Lengths = new(noun => Texts(noun).SelectMany(LengthRows));
    private static readonly BadRequestTable Rules = new(noun => Texts(noun).Where(member => member.Rule is not null).Select(RuleRow));

    public static TheoryData<string, string> UnkeepableCases => Unkeepable.Cases;

    public static TheoryData<string, string> LengthCases => Lengths.Cases;

    public static TheoryData<string, string> RuleCases => Rules.Cases;

    public static TheoryData<string> Nouns => [.. World.Nouns];

    [Theory, MemberData(nameof(UnkeepableCases))]
    public Task A_text_with_a_NUL_or_a_lone_surrogate_is_refused(string noun, string description) => store.RefusesAsync(noun, Unkeepable[noun, description]);

    [Theory, MemberData(nameof(LengthCases))]
    public Task A_text_is_neither_blank_nor_too_long(string noun, string description) => store.RefusesAsync(noun, Lengths[noun, description]);

    [Theory, MemberData(nameof(RuleCases))]
    public Task A_text_that_breaks_the_rule_of_its_member_is_refused(string noun, string description) => store.RefusesAsync(noun, Rules[noun, description]);

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_text_of_just_as_many_code_points_as_allowed_is_taken(string noun)
    {
        var scene = new Scene(store, noun);
        foreach (var member in Texts(noun).Where(member => member.Rule is null))
        {
            var longest = string.Concat(Enumerable.Repeat("\U0001F309", member.Longest));
            using var request = scene.Write("POST", Encoding.UTF8.GetBytes(scene.Full.With(member.Pointer, JsonSerializer.Serialize(longest))));
            request.RequestUri = new Uri($"{scene.List}?validate_only=true", UriKind.Relative);
            using var response = await store.SendAsync(request);
            Assert.True((int)response.StatusCode == 200, $"{member.Pointer}: {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        }
    }

    private static IEnumerable<Member> Texts(string noun) => Member.Of(FullBody.Input(noun)).Where(member => member.IsText);

    private static IEnumerable<Member> Words(string noun) => Member.Of(FullBody.Input(noun)).Where(member => member.IsWord);

    private static BadRequest UnkeepableRow(Member member) => Row(
        member, $"{member.Pointer} has what cannot be kept", 400, "invalid_text", ["\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"a\\udc00\"", "\"\\ud800\\ud800\"", "\"\\udfff\\ud83c\""]);

    private static IEnumerable<BadRequest> LengthRows(Member member)
    {
        yield return Row(member, $"{member.Pointer} is blank", 422, "empty", ["\"\"", "\" \"", "\"\\t\\r\\n\"", "\"\\u00a0\\u2003\\u3000\""]);
        var tooLong = new[] { "a", "\u00e9", "\U0001F309" }.Select(letter => JsonSerializer.Serialize(string.Concat(Enumerable.Repeat(letter, member.Longest + 1))));
        yield return Row(member, $"{member.Pointer} is too long", 422, "too_long", [.. tooLong]);
    }

    private static BadRequest RuleRow(Member member)
    {
        var instants = member.Rule!.Code == "invalid_date" && !member.Rule.IsValid("2025-10-28T10:00:00Z") ? ["2025-10-28T10:00:00Z", "2025-10-28T10:00:00.5Z"] : Array.Empty<string>();
        return Row(member, $"{member.Pointer} breaks its rule", 422, member.Rule.Code, [.. Breaking[member.Rule.Code].Concat(instants).Select(text => JsonSerializer.Serialize(text))]);
    }

    private static BadRequest Row(Member member, string description, int status, string code, string[] values) =>
        BadRequest.OfBodies(description, status, code, member.Pointer, scene => values.Select(value => scene.Full.With(member.Pointer, value)));
}
