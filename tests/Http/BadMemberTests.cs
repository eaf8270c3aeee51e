using StanceApi.Http;
using StanceApi.Values;

namespace StanceApi.Tests.Http;

/// <summary>Members of the wrong type, missing, unknown, twice, or with words that nobody knows: derived from the inputs, so that a new member is tried too.</summary>
public sealed class BadMemberTests(BadInputStore store) : IClassFixture<BadInputStore>
{
    private static readonly BadRequestTable WrongTypes = new(noun => Members(noun).SelectMany(WrongTypeRows));
    private static readonly BadRequestTable BadWords = new(noun => Members(noun).Where(member => member.IsWord).SelectMany(WordRows));
    private static readonly BadRequestTable Missing = new(noun => Members(noun).Where(member => member.IsRequired).SelectMany(MissingRows));
    private static readonly BadRequestTable BadLists = new(noun => Members(noun).Where(member => member.IsList).SelectMany(ListRows));
    private static readonly BadRequestTable BadNumbers = new(noun => Members(noun).Where(member => member.IsNumber).SelectMany(NumberRows));
    private static readonly BadRequestTable BadNames = new(noun => Members(noun).Where(member => member.IsObject).Select(member => member.Pointer).Prepend("").SelectMany(at => NameRows(noun, at)));

    public static TheoryData<string, string> WrongTypeCases => WrongTypes.Cases;

    public static TheoryData<string, string> WordCases => BadWords.Cases;

    public static TheoryData<string, string> MissingCases => Missing.Cases;

    public static TheoryData<string, string> ListCases => BadLists.Cases;

    public static TheoryData<string, string> NumberCases => BadNumbers.Cases;

    public static TheoryData<string, string> NameCases => BadNames.Cases;

    [Theory, MemberData(nameof(WrongTypeCases))]
    public Task A_value_of_the_wrong_type_is_refused(string noun, string description) => store.RefusesAsync(noun, WrongTypes[noun, description]);

    [Theory, MemberData(nameof(WordCases))]
    public Task A_word_that_is_not_allowed_is_refused(string noun, string description) => store.RefusesAsync(noun, BadWords[noun, description]);

    [Theory, MemberData(nameof(MissingCases))]
    public Task A_required_member_cannot_be_left_out(string noun, string description) => store.RefusesAsync(noun, Missing[noun, description]);

    [Theory, MemberData(nameof(ListCases))]
    public Task A_list_has_no_more_and_no_fewer_items_than_allowed(string noun, string description) => store.RefusesAsync(noun, BadLists[noun, description]);

    [Theory, MemberData(nameof(NumberCases))]
    public Task A_number_out_of_its_range_is_refused(string noun, string description) => store.RefusesAsync(noun, BadNumbers[noun, description]);

    [Theory, MemberData(nameof(NameCases))]
    public Task A_member_that_is_unknown_or_stands_twice_is_refused(string noun, string description) => store.RefusesAsync(noun, BadNames[noun, description]);

    private static IEnumerable<Member> Members(string noun) => Member.Of(FullBody.Input(noun));

    private static IEnumerable<BadRequest> WrongTypeRows(Member member)
    {
        string[] values = member switch
        {
            { IsText: true } or { IsWord: true } => ["0", "1.5", "1e400", "true", "[]", "[\"text\"]", "{}"],
            { IsNumber: true } => ["\"1\"", "1.5", "1e400", "-1e400", "99999999999999999999", "2147483648", "9223372036854775808", "true", "[1]", "{}"],
            { IsList: true } => ["\"text\"", "1", "true", "{}", "{\"0\":1}"],
            _ => ["\"text\"", "1", "true", "[]", "[{}]"],
        };
        foreach (var value in member.IsItem ? values.Append("null") : values)
            yield return BadRequest.OfBody($"{member.Pointer} is {value}", 400, "wrong_type", member.Pointer, scene => scene.Full.With(member.Pointer, value));
    }

    private static IEnumerable<BadRequest> WordRows(Member member)
    {
        var word = Words.List(member.Type)[0];
        foreach (var bad in new[] { "unheard_of", word.ToUpperInvariant(), char.ToUpperInvariant(word[0]) + word[1..], word + " ", $"{word},{word}", "0", "", " " })
            yield return Bad(bad, 400, "unknown_value");
        if (RefusedWordAttribute.For(member.Type, "off_the_record") is not null) yield return Bad("off_the_record", 422, "off_the_record");

        BadRequest Bad(string bad, int status, string code) =>
            BadRequest.OfBody($"{member.Pointer} is '{bad}'", status, code, member.Pointer, scene => scene.Full.With(member.Pointer, $"\"{bad}\""));
    }

    private static IEnumerable<BadRequest> MissingRows(Member member)
    {
        yield return BadRequest.OfBody($"{member.Pointer} is null", 422, "required", member.Pointer, scene => scene.Full.With(member.Pointer, "null"));
        // A patch leaves out what it does not change; the items of its lists are whole.
        yield return BadRequest.OfBody(
            $"{member.Pointer} is missing", 422, "required", member.Pointer, scene => scene.Full.Without(member.Pointer), member.IsAtTop ? "POST PUT" : "POST PUT PATCH");
    }

    private static IEnumerable<BadRequest> ListRows(Member member)
    {
        yield return BadRequest.OfBody($"{member.Pointer} has too many items", 422, "too_many", member.Pointer, scene =>
        {
            var item = scene.Full.At(member.Pointer + "/0").ToJsonString();
            return scene.Full.With(member.Pointer, $"[{string.Join(',', Enumerable.Repeat(item, member.Most + 1))}]");
        });
        if (member.Least > 0) yield return BadRequest.OfBody($"{member.Pointer} is empty", 422, "too_few", member.Pointer, scene => scene.Full.With(member.Pointer, "[]"));
        yield return BadRequest.OfBody($"{member.Pointer} is nested", 400, "wrong_type", $"{member.Pointer}/0", scene => scene.Full.With(member.Pointer, "[[[[]]]]"));
    }

    private static IEnumerable<BadRequest> NumberRows(Member member)
    {
        var smallest = (int)member.Range!.Minimum;
        var largest = (int)member.Range.Maximum;
        foreach (long bad in new[] { smallest - 1L, -2_147_483_648L, largest + 1L }.Where(bad => bad <= int.MaxValue))
            yield return BadRequest.OfBody($"{member.Pointer} is {bad}", 422, "out_of_range", member.Pointer, scene => scene.Full.With(member.Pointer, $"{bad}"));
    }

    private static IEnumerable<BadRequest> NameRows(string noun, string at)
    {
        var known = Members(noun).First(member => member.Pointer.StartsWith(at + "/", StringComparison.Ordinal)).Property.Name;
        foreach (var name in new[] { "unheard_of", known.ToUpperInvariant(), "__proto__", "constructor", "$type", "$ref", "$id", "$end", "a/b", "a~b", "", " ", "0" })
            yield return Added($"{at} has '{name}'", "unknown_member", JsonText.Append(at, name), $"\"{name}\":null");
        // The id is no member of the full bodies: the first that stands there already is the second.
        var twice = at.Length == 0 ? Members(noun).First(member => member.Pointer != "/id").Property.Name : known;
        yield return Added($"{at} has {twice} twice", "duplicate_member", JsonText.Append(at, twice), $"\"{twice}\":null");
        yield return Added($"{at} has {twice} twice, once escaped", "duplicate_member", JsonText.Append(at, twice), $"\"\\u{(int)twice[0]:x4}{twice[1..]}\":1");
        yield return Added($"{at} has an unknown member twice", "duplicate_member", JsonText.Append(at, "unheard_of"), "\"unheard_of\":1,\"unheard_of\":1");
        foreach (var broken in new[] { "\\u0000", "a\\u0000", "\\ud800", "\\udc00\\ud800", "a\\udfff" })
            yield return Added($"{at} has the name {broken}", "invalid_text", at, $"\"{broken}\":1");

        BadRequest Added(string description, string code, string pointer, string member) =>
            BadRequest.OfBody(description, 400, code, pointer, scene => scene.Full.Adding(at, member));
    }
}
