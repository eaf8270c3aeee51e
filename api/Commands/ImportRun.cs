using System.Text.Json;
using System.Text.Json.Nodes;
using StanceApi.Http;
using StanceApi.Transfer;
using StanceApi.Values;

namespace StanceApi.Commands;

/// <summary>Sends the file of an import, follows its job to the end and tells what became of it.</summary>
/// <param name="client">The service.</param>
/// <param name="refused">The file for the refused lines; null where nobody wants them.</param>
internal sealed class ImportRun(ServiceClient client, string? refused)
{
    /// <summary>How many refused lines are told one by one.</summary>
    private const int Told = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs it. Returns the exit code.</summary>
    /// <exception cref="CommandException">The service is away, or refuses the file as a whole.</exception>
    /// <exception cref="IOException">The file for refused lines cannot be written; nothing was sent.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public async Task<int> RunAsync(string path, ImportFile file, CancellationToken cancellation)
    {
        // Whoever wants the refused lines shall not learn afterwards that they cannot be had.
        await using var kept = refused is null ? null : OutputFile.Open(refused);
        var job = await ProgressBar.RunAsync("import", 0, async bar => await FollowAsync(await SendAsync(path, file, bar, cancellation), bar, cancellation));
        await TellAsync(job, kept);
        return ExitCodeOf(job);
    }

    private async Task<Job> SendAsync(string path, ImportFile file, ProgressBar bar, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = file.ToContent((sent, most) => bar.Tell("sent", sent, most)) };
        // However short the file is: what is told of a job is told of any.
        request.Headers.Add(Imports.Prefer, Imports.RespondAsync);
        // Who may not send is told before the file is on its way.
        request.Headers.ExpectContinue = true;
        using var response = await client.SendAsync(request, cancellation);
        return JobOf(await ServiceClient.JsonOf(response, cancellation));
    }

    private async Task<Job> FollowAsync(Job job, ProgressBar bar, CancellationToken cancellation)
    {
        try
        {
            while (job.State is JobState.Queued or JobState.Running)
            {
                // A line is judged first and written then.
                bar.Tell("imported", job.Validated + job.Processed, 2 * job.Lines);
                await Task.Delay(Pause, cancellation);
                job = await ReadAsync(job, cancellation);
            }

            return job;
        }
        catch (OperationCanceledException)
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, $"v1/jobs/{job.Id}");
            using var response = await client.SendAsync(request, CancellationToken.None);
            return await FollowAsync(await ReadAsync(job, CancellationToken.None), bar, CancellationToken.None);
        }
    }

    private async Task<Job> ReadAsync(Job job, CancellationToken cancellation) => JobOf(await client.ReadAsync(HttpMethod.Get, $"v1/jobs/{job.Id}", null, cancellation));

    /// <summary>Tells it also to whoever has ended the import: that is when what was kept matters most.</summary>
    private async Task TellAsync(Job job, OutputFile? kept)
    {
        if (job.Failed > 0)
        {
            await TellRefusedAsync(job);
            if (kept is not null) await CopyRefusedAsync(job, kept);
        }

        if (job.Error is { } error) await Console.Error.WriteLineAsync($"{error.Code}: {error.Detail}");
        if (job.State == JobState.Cancelled) await Console.Error.WriteLineAsync("The import was cancelled.");
        if (job.State != JobState.Succeeded && job.Error?.Code != Codes.LinesRefused) await Console.Error.WriteLineAsync(KeptOf(job));
        await Console.Out.WriteLineAsync(
            $"{(job.ValidateOnly ? "validated" : "processed")} {job.Processed}, created {job.Created}, updated {job.Updated}, restored {job.Restored}, unchanged {job.Unchanged}, failed {job.Failed}, snapshot {job.Snapshot ?? "-"}");
    }

    /// <summary>What is there of an import that did not come to its end.</summary>
    internal static string KeptOf(Job job) => job.Kept.Count == 0
        ? "Nothing was kept."
        : $"Kept, the refused lines left aside: {string.Join(", ", job.Kept.Select(kept => $"{Words<ImportType>.Of(kept.Type)} through line {kept.ThroughLine}"))}.";

    private async Task TellRefusedAsync(Job job)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/jobs/{job.Id}/verdicts");
        using var response = await client.SendAsync(request, CancellationToken.None);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (var told = 0; told < Told && await lines.ReadLineAsync() is { } line; told++)
        {
            var verdict = JsonSerializer.Deserialize<LineVerdict>(line, Json.Options)!;
            foreach (var error in verdict.Errors) await Console.Error.WriteLineAsync($"line {verdict.Line}: {error.Pointer} {error.Code}: {error.Detail}");
        }

        if (job.Failed > Told) await Console.Error.WriteLineAsync($"and {job.Failed - Told} more lines");
    }

    private async Task CopyRefusedAsync(Job job, OutputFile kept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/jobs/{job.Id}/result");
        using var response = await client.SendAsync(request, CancellationToken.None);
        await response.Content.CopyToAsync(kept.Stream);
        await kept.CompleteAsync();
    }

    private static int ExitCodeOf(Job job) => job switch
    {
        { State: JobState.Cancelled } or { Error.Code: Codes.LinesRefused } => ExitCode.Findings,
        { Error.Code: Codes.StoreUnavailable or Codes.Interrupted or Codes.InternalError } => ExitCode.Store,
        { Error: not null } => ExitCode.Usage,
        _ => job.Failed > 0 ? ExitCode.Findings : ExitCode.Done,
    };

    private static Job JobOf(JsonNode? answer) => answer is JsonObject job && job["state"] is not null
        ? job.Deserialize<Job>(Json.Input)!
        : throw new CommandException(ExitCode.Usage, "What answers there is not this service, or an older one. Is the address right?");
}
