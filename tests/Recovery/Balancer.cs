namespace StanceApi.Tests.Recovery;

/// <summary>What stands before several processes: it sends a request to one that said that it is ready when it was last asked.</summary>
internal sealed class Balancer(ServiceProcess[] places)
{
    private readonly bool[] ready = new bool[places.Length];

    /// <summary>The client of a process that is ready, as soon as there is one.</summary>
    public async Task<HttpClient> ReadyAsync()
    {
        while (true)
        {
            if (Array.IndexOf(ready, true) is var place and >= 0) return places[place].Client;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Puts another process in a place, and waits until it gets requests.</summary>
    public async Task ReplaceAsync(int place, ServiceProcess process)
    {
        places[place] = process;
        while (!ready[place]) await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    /// <summary>Asks all again and again whether they are ready.</summary>
    public async Task WatchAsync(CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            for (var place = 0; place < places.Length; place++) ready[place] = await IsReadyAsync(places[place]);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<bool> IsReadyAsync(ServiceProcess process)
    {
        try
        {
            using var response = await process.Client.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
