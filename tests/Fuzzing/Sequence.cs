using System.Text;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Fuzzing;

/// <summary>
/// Requests one after another, each out of what the answers before have told: records are created, changed, retired, used after that
/// and restored. The same seed makes the same requests of a service that gives the same answers.
/// </summary>
internal sealed class Sequence
{
    private readonly Fuzzer fuzzer;
    private readonly Dice dice;
    private readonly Memory memory;
    private readonly NounBodies bodies;
    private readonly Requests requests;
    private readonly Queue<string> jobs = [];

    public Sequence(Fuzzer fuzzer, ulong seed, string prefix)
    {
        this.fuzzer = fuzzer;
        dice = new Dice(seed);
        memory = new Memory(prefix, dice);
        bodies = new NounBodies(fuzzer.Client, fuzzer.Document, memory, dice);
        requests = new Requests(fuzzer.Document, memory, bodies, dice);
    }

    /// <summary>Every request with its answer, in order.</summary>
    public List<(FuzzRequest Request, FuzzAnswer Answer)> Exchanges { get; } = [];

    /// <summary>Makes the first records, then so many requests. How far a job is at any moment is up to chance: without jobs no import is long.</summary>
    public async Task RunAsync(int steps, bool withJobs = true)
    {
        await OpenAsync();
        if (withJobs && dice.Chance(8)) await ImportLongAsync();
        for (var step = 0; step < steps; step++)
        {
            var operation = fuzzer.Any(dice);
            await SendAsync(requests.Make(operation, dice.Below(10) switch { < 6 => Mood.Valid, < 8 => Mood.NearlyValid, _ => Mood.Hostile }));
        }
    }

    /// <summary>Makes the first records and a job, then asks one operation as documented until it does what it is for.</summary>
    public async Task ReachAsync(Operation operation, int tries = 100)
    {
        await OpenAsync();
        await ImportLongAsync();
        for (var attempt = 0; attempt < tries && fuzzer.Unreached().Contains(operation); attempt++) await SendAsync(requests.Make(operation, Mood.Valid));
    }

    /// <summary>The requests so far, and the last answer.</summary>
    public override string ToString() => string.Join('\n', Exchanges.Select(exchange => $"{exchange.Request} -> {exchange.Answer.Status}")) + $"\n{Exchanges[^1].Answer}";

    private async Task OpenAsync()
    {
        foreach (var noun in Transfer.Files.Order) await SendAsync(Creation(noun));
        await SendAsync(requests.Opening("putSourceText", Encoding.UTF8.GetBytes("The ferry is slow.\n\nThe bridge is „not“ built."), "text/plain"));
        await SendAsync(Creation("actors"));
    }

    private FuzzRequest Creation(string noun) =>
        requests.Opening($"create{char.ToUpperInvariant(noun[0])}{noun[1..^1]}", Encoding.UTF8.GetBytes(bodies.Valid(noun).With("id", memory.NewId(noun)).ToJsonString()), "application/json");

    /// <summary>A key, an import that is a job, and every question about them.</summary>
    private async Task ImportLongAsync()
    {
        await SendAsync(requests.Opening("createKey", Encoding.UTF8.GetBytes("""{"name": "A key", "scopes": ["read"]}"""), "application/json"));
        var import = fuzzer.Document.Operations.Single(operation => operation.Id == "importQuestions");
        await SendAsync(requests.Opening(import.Id, Encoding.UTF8.GetBytes(bodies.Ndjson(import, lines: 1_001)), Transfer.Files.Ndjson));
        var questions = fuzzer.Document.Operations.Where(operation => operation.Collection is "jobs" or "keys" && operation.Path.Contains("{id}", StringComparison.Ordinal));
        foreach (var operation in questions.OrderByDescending(operation => operation.Method, StringComparer.Ordinal)) await SendAsync(requests.Make(operation, Mood.Valid));
    }

    private async Task SendAsync(FuzzRequest request)
    {
        var watched = !request.Operation.IsRead && dice.Chance(20) ? Watched(request.Operation) : null;
        // A job that still writes changes what is watched by itself.
        if (watched is not null) await EndJobsAsync();
        var before = watched is null ? null : await fuzzer.ReadAsync(watched);
        var answer = await fuzzer.SendAsync(request);
        Exchanges.Add((request, answer));
        if (answer.Status == 202 && answer.Headers.TryGetValue("Location", out var job)) jobs.Enqueue(job);
        var fault = fuzzer.Judge.Fault(request, answer);
        Assert.True(fault is null, $"{fault}\n{this}");
        memory.Learn(request, answer);
        // Where the store failed while it kept a write, that may be there or not.
        var mayChange = answer.Status is < 400 or 503 && !request.Target.Contains("validate_only=true", StringComparison.Ordinal);
        if (watched is null || mayChange || before is null || await fuzzer.ReadAsync(watched) is not { } after) return;
        Assert.True(before == after, $"What was refused changed something.\n{this}");
    }

    /// <summary>Waits until every import that the sequence has begun has ended.</summary>
    private async Task EndJobsAsync()
    {
        while (jobs.TryDequeue(out var job))
        {
            while (await fuzzer.ReadAsync(job) is not { } told || IsOpen(told)) await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static bool IsOpen(string job) => (string?)JsonNode.Parse(job)!["state"] is "queued" or "running";

    /// <summary>A list of the records that the sequence made of a noun, or tried to make.</summary>
    private string? Watched(Operation operation) =>
        !World.Nouns.Contains(operation.Collection) || !memory.Minted.TryGetValue(operation.Collection, out var ids) ? null
        : $"/v1/{operation.Collection}?limit=100&{string.Join('&', ids.Take(40).Select(id => $"id={id}"))}";
}
