using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Search;

/// <summary>
/// Records with as much text as a record may have, whose words are more than the 1 MB that an index of PostgreSQL holds of one entry: they are
/// found by their own words and by no others.
/// </summary>
public sealed class LargeRecordTests(EmptyStore store)
{
    /// <summary>As it is written by whoever has so much to say: no letter takes six.</summary>
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HttpClient client = store.Host.Writer();

    /// <summary>The noun, the list with the texts, how many of how many words, and their letters.</summary>
    public static TheoryData<string, string, int, int, string> Records => new()
    {
        { "positions", "conditions", 200, 249, "абвгдежзиклмнопрстуфхцчшщыэюя" },
        { "positions", "conditions", 100, 249, "αβγδεζηθικλμνξοπρστυφχψω" },
        { "positions", "conditions", 60, 249, "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწ" },
        // Of two or three bytes a letter above, and here of nine once it is taken apart.
        { "actors", "aliases", 200, 62, "각낙닥락막박삭악작착칵탁팍학갓낫닷랏맛밧삿앗잣찻캇탓팟핫" },
    };

    [Theory, MemberData(nameof(Records))]
    public async Task A_record_with_much_text_is_found_by_its_own_words_alone(string noun, string list, int texts, int words, string letters)
    {
        var world = await World.CreateAsync(client);
        var record = world.New(noun).With(list, new JsonArray([.. Enumerable.Range(0, texts).Select(text =>
            Text(noun, string.Join(' ', Enumerable.Range(text * words, words).Select(number => Word(letters, number)))))]));
        var id = Api.NewId(noun);
        var created = await client.SendAsync(HttpMethod.Put, $"/v1/{noun}/{id}", record.ToJsonString(Unescaped));
        var other = await world.AddAsync(noun, world.New(noun).With(noun == "actors" ? "name" : "summary", $"{Word(letters, 0)} {Word(letters, texts * words)}"));
        // Words from all over the record, and as many that it does not have.
        int[] numbers = [.. Enumerable.Range(0, 12).Select(each => each * (texts * words - 1) / 11)];
        var (first, last) = (Word(letters, 0), Word(letters, texts * words - 1));
        var absent = Word(letters, texts * words);

        Assert.Equal(HttpStatusCode.Created, created.Status);
        foreach (var number in numbers.Skip(1))
        {
            Assert.Equal([id], await FindAsync(noun, Word(letters, number)));
            Assert.Empty(await FindAsync(noun, Word(letters, texts * words + 1 + number)));
        }

        Assert.Equal([other, id], await FindAsync(noun, first));
        Assert.Equal([id], await FindAsync(noun, $"{last} {first}"));
        Assert.Equal([id], await FindAsync(noun, $"{first} -{absent}"));
        Assert.Equal([other], await FindAsync(noun, $"{first} -{last}"));
        Assert.Equal([other], await FindAsync(noun, $"{first} {absent}"));
        Assert.Equal([id], await FindAsync(noun, $"{first} {last[..^1]}*"));
        Assert.Equal([id], await FindAsync(noun, $"\"{Word(letters, 7)} {Word(letters, 8)}\""));
        Assert.Empty(await FindAsync(noun, $"\"{Word(letters, 8)} {Word(letters, 7)}\""));
        Assert.Equal([other], await FindAsync(noun, $"{first} -\"{Word(letters, 7)} {Word(letters, 8)} {Word(letters, 9)}\""));
        Assert.Empty((await client.ReadAsync($"/v1/search?q={Uri.EscapeDataString(last)}&type=question")).Ids);
    }

    /// <summary>What a search of all and one of the noun's list both find, best first.</summary>
    private async Task<string[]> FindAsync(string noun, string words)
    {
        var query = $"q={Uri.EscapeDataString(words)}";
        var found = (await client.ReadAsync($"/v1/search?{query}")).Ids;
        Assert.Equal(found.Order(StringComparer.Ordinal), (await client.ReadAsync($"/v1/{noun}?{query}")).Ids.Order(StringComparer.Ordinal));
        Assert.Equal(found, (await client.ReadAsync($"/v1/search?{query}&type={noun[..^1]}")).Ids);
        return found;
    }

    private static JsonNode Text(string noun, string text) => noun == "actors" ? text : new JsonObject { ["id"] = Api.NewId("c"), ["text"] = text, ["strength"] = "preference" };

    /// <summary>A word of seven letters, another one for each number.</summary>
    private static string Word(string letters, int number)
    {
        var word = new char[7];
        for (var place = 0; place < word.Length; place++, number /= letters.Length) word[place] = letters[(number + (place * 5)) % letters.Length];
        return new string(word);
    }
}
