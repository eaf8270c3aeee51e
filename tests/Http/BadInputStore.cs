using System.Text.Json.Nodes;

namespace StanceApi.Tests.Http;

/// <summary>A service of one test class, with a record of each noun to attack and a retired one; no bad request may change it.</summary>
public sealed class BadInputStore : IAsyncLifetime
{
    private HttpClient client = null!;

    /// <summary>The feed position after the last row, null where that row did not hold.</summary>
    private string? position;

    public StanceHost Host { get; private set; } = null!;

    public World World { get; private set; } = null!;

    /// <summary>An actor who may report of others.</summary>
    public string Reporter { get; private set; } = "";

    /// <summary>An actor with its own word on the record.</summary>
    public string OnRecord { get; private set; } = "";

    /// <summary>An actor with a report of another on the record.</summary>
    public string OnRecordReporter { get; private set; } = "";

    public string OtherSource { get; private set; } = "";

    public string OtherQuestion { get; private set; } = "";

    /// <summary>An argument of the other question.</summary>
    public string OtherArgument { get; private set; } = "";

    /// <summary>For each noun the id of a record that nothing refers to.</summary>
    internal Dictionary<string, string> Existing { get; } = [];

    /// <summary>For each noun the id of a record that was retired.</summary>
    internal Dictionary<string, string> Retired { get; } = [];

    public async ValueTask InitializeAsync()
    {
        Host = await StanceHost.StartAsync();
        client = Host.Reader();
        using var writer = Host.Writer();
        World = await World.CreateAsync(writer);
        Reporter = await World.AddAsync("actors", World.NewActor());
        OnRecord = await World.AddAsync("actors", World.NewActor());
        OnRecordReporter = await World.AddAsync("actors", World.NewActor());
        OtherSource = await World.AddAsync("sources", World.NewSource());
        OtherQuestion = await World.AddAsync("questions", World.NewQuestion());
        OtherArgument = await World.AddAsync("arguments", (World with { Question = OtherQuestion }).NewArgument());
        await World.AddAsync("positions", (World with { Actor = OnRecord }).NewPosition());
        await World.AddAsync("positions", World.NewPosition().With("reported_by", new JsonArray(OnRecordReporter, Reporter)));
        foreach (var noun in World.Nouns)
        {
            Existing[noun] = await World.AddAsync(noun, FullBody.Of(noun, this));
            Retired[noun] = await World.AddAsync(noun, World.New(noun));
            await writer.RetireAsync(noun, Retired[noun]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        await Host.DisposeAsync();
    }

    /// <summary>The id of a record that others refer to.</summary>
    internal string InUse(string noun) => noun switch
    {
        "questions" => World.Question,
        "actors" => World.Actor,
        "sources" => World.Source,
        _ => World.Argument,
    };

    /// <summary>Makes the requests of a row; each must be refused as the row tells, and the store must stay as it was.</summary>
    internal async Task RefusesAsync(string noun, BadRequest row)
    {
        var before = position ?? await FeedPositionAsync();
        position = null;
        foreach (var request in row.Requests(new Scene(this, noun)))
        {
            using (request) await RefusesAsync(request, row);
        }

        Assert.Equal(before, await FeedPositionAsync());
        position = before;
    }

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => client.SendAsync(request, TestContext.Current.CancellationToken);

    /// <summary>The feed position that the weak ETag of a list begins with: it grows with every write, whatever it writes.</summary>
    internal async Task<string> FeedPositionAsync()
    {
        using var response = await client.GetAsync(new Uri("/v1/questions?limit=1", UriKind.Relative), TestContext.Current.CancellationToken);
        return response.Headers.ETag!.Tag.Split('-')[0];
    }

    private async Task RefusesAsync(HttpRequestMessage request, BadRequest row)
    {
        using var response = await SendAsync(request);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var seen = $"{row.Description}, {request.Method} {request.RequestUri}: {(int)response.StatusCode} {text}";
        Assert.True(row.Status == (int)response.StatusCode, seen);
        var problem = await Problems.ReadAsync(response);
        Assert.True(row.Code == (string)problem["code"]!, seen);
        Assert.Equal(Uri.UnescapeDataString(response.RequestMessage!.RequestUri!.AbsolutePath), Uri.UnescapeDataString((string)problem["instance"]!));
        if (row.Pointer is { } pointer)
        {
            Assert.True(
                problem["errors"]!.AsArray().Any(error => (string)error!["pointer"]! == pointer && (string)error["code"]! == row.Code && (string)error["in"]! == row.In),
                seen);
        }

        if (row.Header is { } header)
            Assert.True(response.Headers.Concat(response.Content.Headers).Any(each => each.Key == header), $"{seen} lacks {header}");
    }
}
