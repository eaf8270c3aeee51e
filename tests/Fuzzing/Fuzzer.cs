using System.Collections.Concurrent;
using System.Net;
using System.Text;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Fuzzing;

/// <summary>A service that is asked, with what its document says and what was answered so far.</summary>
internal sealed class Fuzzer : IDisposable
{
    /// <summary>What is asked for less often than the others: a copy of the whole store takes its time.</summary>
    private const string Rare = "exportDatabase";

    private readonly StanceHost host;
    private readonly Operation[] operations;
    private readonly SteppedClock? clock;
    private int sent;
    private int unavailable;

    private Fuzzer(StanceHost host, HttpClient client, ServedDocument document, Predicate<Operation>? isAsked, SteppedClock? clock)
    {
        this.clock = clock;
        this.host = host;
        operations = [.. document.Operations.Where(operation => isAsked?.Invoke(operation) ?? true)];
        Client = client;
        Document = document;
        Judge = new Judge(document);
    }

    public HttpClient Client { get; }

    public ServedDocument Document { get; }

    public Judge Judge { get; }

    public int Sent => sent;

    /// <summary>How many requests were refused because the service was busy.</summary>
    public int Unavailable => unavailable;

    /// <summary>How often each operation gave each status.</summary>
    public ConcurrentDictionary<(string Operation, int Status), int> Seen { get; } = [];

    public static async Task<Fuzzer> OfAsync(StanceHost host, Predicate<Operation>? isAsked = null, SteppedClock? clock = null)
    {
        // Headers may hold letters beyond ASCII.
        var client = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8, ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8, AllowAutoRedirect = false, UseCookies = false });
        client.BaseAddress = host.Address;
        return new Fuzzer(host, client, await ServedDocument.ReadAsync(client), isAsked, clock);
    }

    public Operation Any(Dice dice)
    {
        var operation = dice.Any(operations);
        return operation.Id == Rare && dice.Chance(80) ? dice.Any(operations) : operation;
    }

    public async Task<FuzzAnswer> SendAsync(FuzzRequest request)
    {
        clock?.Step();
        using var message = request.ToMessage(host.Address);
        using var response = await Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var answer = await FuzzAnswer.ReadAsync(response);
        Interlocked.Increment(ref sent);
        if (answer.Status == 503) Interlocked.Increment(ref unavailable);
        if (request.IsDocumented) Seen.AddOrUpdate((request.Operation.Id, answer.Status), 1, (_, count) => count + 1);
        return answer;
    }

    /// <summary>The body of a list, as an administrator sees it; null where the store was away.</summary>
    public async Task<string?> ReadAsync(string target)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.Add("Authorization", $"Bearer {StanceHost.AdministratorKey}");
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        Interlocked.Increment(ref sent);
        return response.StatusCode == HttpStatusCode.ServiceUnavailable ? null : await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The operations that never did what they are for: of those nothing was tested. Copies of the store are for SQLite alone.</summary>
    public IEnumerable<Operation> Unreached() => Document.Operations
        .Where(operation => operation.Id is not ("exportDatabase" or "listBackups" or "createBackup"))
        .Where(operation => !Seen.Keys.Any(seen => seen.Operation == operation.Id && seen.Status is >= 200 and < 300));

    public void Dispose() => Client.Dispose();
}
