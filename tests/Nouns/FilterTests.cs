using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Tests.Nouns;

/// <summary>Every filter of every noun: it answers what matches and nothing else; repeated means any of, several mean all of.</summary>
[Collection(nameof(ManyRecords))]
public sealed class FilterTests(ManyRecords store)
{
    private readonly HttpClient client = store.Host.Reader();

    public static TheoryData<string> Nouns => [.. World.Nouns];

    /// <summary>Where a record holds what a filter asks for; elsewhere than in a member of the filter's name.</summary>
    private static readonly Dictionary<string, string> Places = new()
    {
        ["positions source_id"] = "citations/source_id",
        ["positions argument_id"] = "argument_ids",
        ["positions condition_status"] = "conditions/status",
        ["positions condition_strength"] = "conditions/strength",
        ["arguments source_id"] = "citations/source_id",
        ["arguments argument_id"] = "relations/argument_id",
        ["arguments relation_type"] = "relations/type",
        ["actors organization_id"] = "roles/organization_id",
    };

    /// <summary>The filters that compare a value; what a search finds has tests of its own.</summary>
    private Filter[] Compared(string noun) => [.. store.Noun(noun).Filters.Where(filter => !filter.IsSearch)];

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_filter_answers_the_records_that_match_and_no_others(string noun)
    {
        foreach (var filter in Compared(noun))
        {
            var answered = new List<int>();
            foreach (var value in Asked(noun, filter))
            {
                var list = await client.ReadAsync($"/v1/{noun}?limit=500&{filter.Name}={Uri.EscapeDataString(value)}");
                Assert.Equal(Matching(noun, (filter.Name, [value])), list.Ids);
                answered.Add(list.Ids.Length);
            }

            Assert.True(answered.Exists(count => count > 0 && count < store.All(noun).Count), $"{filter.Name} never told records apart.");
        }
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_repeated_filter_means_any_of(string noun)
    {
        foreach (var filter in Compared(noun))
        {
            foreach (var pair in Asked(noun, filter).Chunk(2).Where(pair => pair.Length == 2))
            {
                var list = await client.ReadAsync($"/v1/{noun}?limit=500&{filter.Name}={Uri.EscapeDataString(pair[1])}&{filter.Name}={Uri.EscapeDataString(pair[0])}");
                Assert.Equal(Matching(noun, (filter.Name, pair)), list.Ids);
            }
        }
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task Different_filters_mean_all_of(string noun)
    {
        var filters = Compared(noun);
        foreach (var (one, other) in filters.SelectMany((one, index) => filters.Skip(index + 1).Select(other => (one, other))))
        {
            var record = store.All(noun).FirstOrDefault(record => Values(noun, one.Name, record).Length > 0 && Values(noun, other.Name, record).Length > 0);
            if (record is null) continue;
            var (first, second) = (Values(noun, one.Name, record)[0], Values(noun, other.Name, record)[0]);

            var list = await client.ReadAsync($"/v1/{noun}?limit=500&{one.Name}={Uri.EscapeDataString(first)}&{other.Name}={Uri.EscapeDataString(second)}");

            Assert.Contains((string)record["id"]!, list.Ids);
            Assert.Equal(Matching(noun, (one.Name, [first]), (other.Name, [second])), list.Ids);
        }
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task Every_reference_and_every_word_of_a_record_is_a_filter(string noun)
    {
        var filters = Compared(noun).Select(filter => filter.Name).ToHashSet();
        var words = store.Noun(noun).RecordType.GetProperties()
            .Where(property => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType).IsEnum)
            .Select(property => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        var references = store.Noun(noun).ReferenceColumns.Select(reference => reference.Column);

        Assert.Empty(words.Concat(references).Append("id").Except(filters));
        var list = await client.ReadAsync($"/v1/{noun}?{string.Join('&', filters.Select(filter => $"{filter}={Uri.EscapeDataString(Asked(noun, store.Noun(noun).Filters.Single(each => each.Name == filter))[0])}"))}");
        Assert.Equal(HttpStatusCode.OK, list.Status);
    }

    [Theory]
    [InlineData("source_id")]
    [InlineData("argument_id")]
    [InlineData("reported_by")]
    [InlineData("spoken_by")]
    [InlineData("condition_status")]
    public void A_position_is_also_found_by_what_it_refers_to(string filter) => Assert.Contains(store.Noun("positions").Filters, each => each.Name == filter);

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_filter_refuses_what_it_cannot_mean(string noun)
    {
        foreach (var filter in store.Noun(noun).Filters.Where(filter => filter.IsId || filter.Words is not null || filter.Rule is not null))
        {
            var list = await client.ReadAsync($"/v1/{noun}?{filter.Name}=Neither%20Id%20Nor%20Word");

            Assert.Equal((HttpStatusCode.BadRequest, filter.Words is null ? "invalid_parameter" : "unknown_value"), (list.Status, list.Code));
            Assert.Equal([$"/{filter.Name}"], list.Pointers);
        }
    }

    [Theory]
    [InlineData("actors?country=pk", "country", "Write an assigned ISO 3166-1 alpha-2 code in capitals, such as PK.")]
    [InlineData("actors?country=XX", "country", "Write an assigned ISO 3166-1 alpha-2 code in capitals, such as PK.")]
    [InlineData("actors?country=PK&country=PAK", "country", "Write an assigned ISO 3166-1 alpha-2 code in capitals, such as PK.")]
    [InlineData("sources?language=english!", "language", "Write a BCP 47 language tag such as en, ur or zh-Hant.")]
    [InlineData("sources?language=en_GB", "language", "Write a BCP 47 language tag such as en, ur or zh-Hant.")]
    public async Task A_filter_refuses_what_its_member_could_never_be(string list, string filter, string advice)
    {
        var answer = await client.ReadAsync($"/v1/{list}");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_parameter"), (answer.Status, answer.Code));
        Assert.Equal([$"/{filter}"], answer.Pointers);
        Assert.Contains(advice, (string)answer.Body!["detail"]!, StringComparison.Ordinal);
    }

    /// <summary>Every word of an enum, or a few of the values that records have, and one that none has.</summary>
    private string[] Asked(string noun, Filter filter) => filter.Words is { } words
        ? [.. Words.List(words)]
        : [.. store.All(noun).SelectMany(record => Values(noun, filter.Name, record)).Distinct(StringComparer.Ordinal).Take(5), Unused(filter)];

    /// <summary>A value that a record could have and none has.</summary>
    private static string Unused(Filter filter) => filter.Rule switch
    {
        CountryRule => "AQ",
        LanguageRule => "tlh",
        _ => "nobody-has-this",
    };

    private string[] Matching(string noun, params (string Filter, string[] Values)[] asked) =>
    [
        .. store.All(noun).Where(record => asked.All(each => Values(noun, each.Filter, record).Intersect(each.Values).Any()))
            .Select(record => (string)record["id"]!)
            .Order(StringComparer.Ordinal),
    ];

    private static string[] Values(string noun, string filter, JsonObject record)
    {
        var path = Places.GetValueOrDefault($"{noun} {filter}", filter).Split('/');
        Assert.True(record.ContainsKey(path[0]), $"The tests do not know what {filter} asks of {noun}.");
        var found = record[path[0]] is JsonArray list ? list.Select(item => path.Length == 1 ? item : item![path[1]]) : [record[path[0]]];
        return [.. found.Select(value => (string?)value).OfType<string>()];
    }
}
