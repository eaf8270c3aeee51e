using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using StanceApi.Http;

namespace StanceApi.Tests.Http;

/// <summary>JSON Merge Patch: the examples of RFC 7396, appendix A, and what follows from its algorithm.</summary>
public sealed class MergePatchTests
{
    private static readonly Gen<JsonNode?> Leaf = Gen.OneOf<JsonNode?>(
        Gen.Int[0, 9].Select(number => (JsonNode?)JsonValue.Create(number)),
        Gen.String.AlphaNumeric.Select(text => (JsonNode?)JsonValue.Create(text)),
        Gen.Bool.Select(flag => (JsonNode?)JsonValue.Create(flag)),
        Gen.Int[0, 9].Array[0, 3].Select(items => (JsonNode?)new JsonArray([.. items.Select(item => JsonValue.Create(item))])));

    private static readonly Gen<JsonNode?> WithoutNulls = Objects(Leaf, depth: 3);

    private static readonly Gen<JsonNode?> WithNulls = Objects(Gen.OneOf(Leaf, Gen.Const((JsonNode?)null)), depth: 3);

    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void The_examples_of_the_standard_come_out_as_it_says(string original, string patch, string result) =>
        AssertEqual(JsonNode.Parse(result), Apply(JsonNode.Parse(original), JsonNode.Parse(patch)));

    [Fact]
    public void A_patch_applied_twice_does_what_it_does_once() => Gen.Select(WithNulls, WithNulls).Sample((target, patch) =>
    {
        var once = Apply(target, patch);
        return JsonNode.DeepEquals(once, Apply(once, patch));
    });

    [Fact]
    public void A_patch_without_nulls_applied_to_itself_changes_nothing() =>
        WithoutNulls.Sample(patch => JsonNode.DeepEquals(patch, Apply(patch, patch)));

    [Fact]
    public void An_empty_patch_changes_nothing() =>
        WithNulls.Sample(target => JsonNode.DeepEquals(target, Apply(target, new JsonObject())));

    [Fact]
    public void What_a_patch_does_not_name_stays() => Gen.Select(WithNulls, WithNulls).Sample((target, patch) =>
    {
        var patched = Apply(target, patch)!.AsObject();
        return target!.AsObject().Where(member => !patch!.AsObject().ContainsKey(member.Key)).All(member => JsonNode.DeepEquals(member.Value, patched[member.Key]));
    });

    private static Gen<JsonNode?> Objects(Gen<JsonNode?> value, int depth) =>
        Gen.Select(Gen.Char["abcde"].Select(name => name.ToString()), depth == 0 ? value : Gen.OneOf(value, Objects(value, depth - 1)))
            .Array[0, 5]
            .Select(members => (JsonNode?)new JsonObject(members.DistinctBy(member => member.Item1).Select(member => KeyValuePair.Create(member.Item1, member.Item2?.DeepClone()))));

    private static JsonNode? Apply(JsonNode? target, JsonNode? patch) => MergePatch.Apply(target?.DeepClone(), JsonSerializer.SerializeToElement(patch));

    private static void AssertEqual(JsonNode? expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(expected, actual), $"{expected?.ToJsonString()} was expected, {actual?.ToJsonString()} came out.");
}
