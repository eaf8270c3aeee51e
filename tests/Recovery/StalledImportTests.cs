using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Tests.Transfer;

namespace StanceApi.Tests.Recovery;

/// <summary>An import that does not come to its end keeps nobody from writing.</summary>
public sealed class StalledImportTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    [Fact]
    public async Task While_a_file_does_not_come_on_others_write_and_a_client_who_leaves_has_imported_nothing()
    {
        var ids = (First: Api.NewId(), Second: Api.NewId());
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var content = new HaltingContent(Files.Lines(Line(ids.First)), Files.Lines(Line(ids.Second)), Files.Ndjson);
        var importing = client.PostAsync(new Uri("/v1/import/questions", UriKind.Relative), content, leaving.Token);
        await content.Halted;

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.CreateAsync("questions", Line(Api.NewId()))));
        await leaving.CancelAsync();

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => importing);
        Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync($"/v1/questions/{ids.First}")).Status);
    }

    private static JsonObject Line(string id) => new() { ["id"] = id, ["text"] = "Is it coming?" };
}
