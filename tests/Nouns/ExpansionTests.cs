using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Nouns;

/// <summary><c>expand</c> puts the records that ids name beside the ids, on lists and on single records.</summary>
[Collection(nameof(ManyRecords))]
public sealed class ExpansionTests(ManyRecords store)
{
    private readonly HttpClient client = store.Host.Reader();

    public static TheoryData<string> Nouns => [.. World.Nouns];

    /// <summary>Every expansion: the noun, the member that it adds, the noun of the records, where the ids stand.</summary>
    public static TheoryData<string, string, string, string> Expansions => new()
    {
        { "positions", "actor", "actors", "actor_id" },
        { "positions", "question", "questions", "question_id" },
        { "positions", "sources", "sources", "citations/source_id" },
        { "positions", "arguments", "arguments", "argument_ids" },
        { "positions", "reporters", "actors", "reported_by" },
        { "positions", "speaker", "actors", "spoken_by" },
        { "arguments", "question", "questions", "question_id" },
        { "arguments", "sources", "sources", "citations/source_id" },
        { "arguments", "arguments", "arguments", "relations/argument_id" },
        { "actors", "source", "sources", "source_id" },
        { "actors", "organizations", "actors", "roles/organization_id" },
    };

    [Theory, MemberData(nameof(Expansions))]
    public async Task An_expansion_stands_beside_its_ids(string noun, string name, string target, string place)
    {
        var list = await client.ReadAsync($"/v1/{noun}?limit=500&expand={name}");

        Assert.Equal(store.All(noun).Count, list.Ids.Length);
        foreach (var (item, plain) in list.Body!["items"]!.AsArray().Zip(store.All(noun)))
        {
            var expected = Expanded(plain, name, target, place);
            Assert.True(JsonNode.DeepEquals(expected, item), item!.ToJsonString());
            Assert.True(JsonNode.DeepEquals(expected, (await client.ReadAsync($"/v1/{noun}/{plain["id"]}?expand={name}")).Body));
        }
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task All_expansions_go_together_and_with_chosen_members(string noun)
    {
        var names = store.Noun(noun).Expansions.Select(expansion => expansion.Name).ToArray();
        if (names.Length == 0) return;

        var list = await client.ReadAsync($"/v1/{noun}?limit=500&fields=id&expand={string.Join(',', names)}");
        var repeated = await client.ReadAsync($"/v1/{noun}?limit=500&fields=id&{string.Join('&', names.Select(name => $"expand={name}"))}");

        Assert.All(list.Body!["items"]!.AsArray(), item => Assert.Equal(names.Append("id").Order(), item!.AsObject().Select(member => member.Key).Order()));
        Assert.True(JsonNode.DeepEquals(list.Body, repeated.Body));
    }

    [Theory, MemberData(nameof(Expansions))]
    public async Task An_expanded_answer_has_a_weak_tag(string noun, string name, string target, string place)
    {
        var record = store.All(noun)[4];
        Assert.NotNull(Expanded(record, name, target, place));

        var answer = await client.ReadAsync($"/v1/{noun}/{record["id"]}?expand={name}");
        var again = await client.ReadAsync($"/v1/{noun}/{record["id"]}?expand={name}", ("If-None-Match", answer.ETag!));

        Assert.StartsWith("W/\"", answer.ETag, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NotModified, answer.ETag, null), (again.Status, again.ETag, again.Body));
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task What_cannot_be_expanded_is_refused(string noun)
    {
        foreach (var path in new[] { $"/v1/{noun}", $"/v1/{noun}/{store.All(noun)[0]["id"]}" })
        {
            var answer = await client.ReadAsync($"{path}?expand=everything");
            Assert.Equal((HttpStatusCode.BadRequest, "unknown_value"), (answer.Status, answer.Code));
            Assert.Equal(["/expand"], answer.Pointers);
        }
    }

    [Fact]
    public void The_table_has_every_expansion_of_the_catalog() => Assert.Equal(
        World.Nouns.SelectMany(noun => store.Noun(noun).Expansions.Select(expansion => $"{noun} {expansion.Name} {expansion.Noun}")).Order(StringComparer.Ordinal),
        Expansions.Select(row => $"{row.Data.Item1} {row.Data.Item2} {row.Data.Item3}").Order(StringComparer.Ordinal));

    private JsonObject Expanded(JsonObject record, string name, string target, string place)
    {
        var path = place.Split('/');
        var isList = record[path[0]] is JsonArray;
        var ids = isList ? record[path[0]]!.AsArray().Select(item => (string?)(path.Length == 1 ? item : item![path[1]])) : [(string?)record[path[0]]];
        var records = ids.OfType<string>().Distinct().Select(id => (JsonNode?)store.All(target).Single(each => (string)each["id"]! == id).DeepClone()).ToArray();
        var expanded = record.DeepClone().AsObject();
        expanded[name] = isList ? new JsonArray(records) : records.SingleOrDefault();
        return expanded;
    }
}
