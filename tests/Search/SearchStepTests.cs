using System.Text.Json.Nodes;
using CsCheck;

namespace StanceApi.Tests.Search;

/// <summary>What is searched is always in step with the records, whatever happens to them.</summary>
public sealed class SearchStepTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    private enum Step
    {
        Replace,
        Change,
        Retire,
        StoreText,
        Refuse,
    }

    [Fact]
    public async Task After_any_steps_every_word_finds_the_records_that_have_it_and_no_others()
    {
        await Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 3], Gen.Int[0, 5]).Array[1, 25].SampleAsync(
            async steps =>
            {
                var prefix = Api.NewId("s").Replace("-", "", StringComparison.Ordinal);
                var (titles, texts) = (new Dictionary<string, string>(), new Dictionary<string, string>());
                foreach (var (step, record, word) in steps) await TakeAsync(step, $"{prefix}-{record}", $"{prefix}w{word}", titles, texts);

                foreach (var word in Enumerable.Range(0, 6).Select(number => $"{prefix}w{number}"))
                {
                    var expected = titles.Where(title => title.Value == word || texts.GetValueOrDefault(title.Key) == word).Select(title => title.Key).Order(StringComparer.Ordinal).ToArray();
                    Assert.Equal(expected, (await client.ReadAsync($"/v1/sources?q={word}")).Ids);
                    Assert.Equal(expected, (await client.ReadAsync($"/v1/search?q={word}")).Ids.Order(StringComparer.Ordinal));
                }
            },
            iter: 25,
            threads: 1);
    }

    private async Task TakeAsync(Step step, string id, string word, Dictionary<string, string> titles, Dictionary<string, string> texts)
    {
        switch (step)
        {
            // Restores, where it was retired, and its text comes back with it.
            case Step.Replace:
                await client.ReplaceAsync("sources", id, new JsonObject { ["title"] = $"A {word} title", ["kind"] = "document" });
                titles[id] = word;
                break;
            case Step.Change when titles.ContainsKey(id):
                await client.ChangeAsync("sources", id, new JsonObject { ["title"] = word });
                titles[id] = word;
                break;
            case Step.Retire:
                await client.RetireAsync("sources", id);
                titles.Remove(id);
                break;
            case Step.StoreText when titles.ContainsKey(id):
                await client.SendAsync(HttpMethod.Put, $"/v1/sources/{id}/text", $"Line one.\nThe {word}.", "text/plain");
                texts[id] = word;
                break;
            default:
                await client.SendAsync(HttpMethod.Put, $"/v1/sources/{id}?validate_only=true", new JsonObject { ["title"] = word, ["kind"] = "document" }.ToJsonString());
                break;
        }
    }
}
