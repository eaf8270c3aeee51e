using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using StanceApi.Http;
using StanceApi.Transfer;
using StanceApi.Values;

namespace StanceApi.Commands;

/// <summary>Sends the file of an import, follows its job to the end and tells what became of it.</summary>
/// <param name="client">The service.</param>
/// <param name="refused">The file for the refused lines; null where nobody wants them.</param>
/// <param name="patience">How long a service may not be there while its job is followed; a minute where nothing is said.</param>
internal sealed class ImportRun(ServiceClient client, string? refused, TimeSpan? patience = null)
{
    /// <summary>How many refused lines are told one by one.</summary>
    private const int Told = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>How soon a service that could not be asked is asked again, where it does not say so itself, and how late at most.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1), Late = TimeSpan.FromSeconds(10);

    /// <summary>The patience of whoever has stopped the import: the process is ended soon after.</summary>
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(5);

    /// <summary>By then the job of a process that died is told as interrupted, where another process is there to tell it.</summary>
    private readonly TimeSpan patience = patience ?? TimeSpan.FromMinutes(1);

    /// <summary>Runs it. Returns the exit code.</summary>
    /// <exception cref="CommandException">The service is away, or refuses the file as a whole.</exception>
    /// <exception cref="IOException">The file for refused lines cannot be written; nothing was sent.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public async Task<int> RunAsync(string path, ImportFile file, CancellationToken cancellation)
    {
        // Whoever wants the refused lines shall not learn afterwards that they cannot be had.
        await using var kept = refused is null ? null : OutputFile.Open(refused);
        var job = await ProgressBar.RunAsync("import", 0, async bar => await FollowAsync(await SendAsync(path, file, bar, cancellation), bar, cancellation));
        await TellAsync(job, kept, file.IsConverted);
        return ExitCodeOf(job);
    }

    private async Task<Job> SendAsync(string path, ImportFile file, ProgressBar bar, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = file.ToContent((sent, most) => Tell(bar, sent, most)) };
        // However short the file is: what is told of a job is told of any.
        request.Headers.Add(Imports.Prefer, Imports.RespondAsync);
        // Who may not send is told before the file is on its way.
        request.Headers.ExpectContinue = true;
        try
        {
            using var response = await client.SendAsync(request, cancellation);
            return JobOf(await ServiceClient.JsonOf(response, cancellation));
        }
        catch (CommandException lost) when (lost.InnerException is HttpRequestException or IOException)
        {
            throw new CommandException(ExitCode.Store, $"{lost.Message} Whether the file was taken is not known: the same import again changes nothing twice.", lost);
        }
    }

    private void Tell(ProgressBar bar, long sent, long most)
    {
        client.Stir();
        bar.Tell("sent", sent, most);
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
                job = await ReadAsync(job, patience, cancellation);
            }

            return job;
        }
        catch (OperationCanceledException)
        {
            return await FollowAsync(await CancelAsync(job), bar, CancellationToken.None);
        }
    }

    /// <summary>Cancels a job that has not ended: one that has would be forgotten, and with it what it did.</summary>
    private async Task<Job> CancelAsync(Job job)
    {
        var now = await ReadAsync(job, Brief, CancellationToken.None);
        if (now.State is not (JobState.Queued or JobState.Running)) return now;
        return await PersistAsync(
            job,
            async limit =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Delete, $"v1/jobs/{job.Id}");
                using var response = await client.SendAsync(request, limit);
                return response.StatusCode == HttpStatusCode.NoContent
                    ? throw new CommandException(ExitCode.Findings, "The import came to its end just before it could be cancelled. The same import again changes nothing twice and tells what there is.")
                    : JobOf(await ServiceClient.JsonOf(response, limit));
            },
            Brief,
            CancellationToken.None);
    }

    private Task<Job> ReadAsync(Job job, TimeSpan patience, CancellationToken cancellation) =>
        PersistAsync(job, async limit => JobOf(await client.ReadAsync(HttpMethod.Get, $"v1/jobs/{job.Id}", null, limit)), patience, cancellation);

    /// <summary>Asks about a job until there is an answer: that one does not come says nothing of the job, which goes on.</summary>
    /// <exception cref="CommandException">No answer comes, or one that says why not; it names the job.</exception>
    private static async Task<T> PersistAsync<T>(Job job, Func<CancellationToken, Task<T>> ask, TimeSpan patience, CancellationToken cancellation)
    {
        for (var waited = TimeSpan.Zero; ;)
        {
            try
            {
                return await InTimeAsync(ask, cancellation);
            }
            catch (CommandException failure) when (failure.IsPassing)
            {
                if (waited >= patience)
                    throw new CommandException(ExitCode.Store, $"{failure.Message} What became of the import is not known: GET /v1/jobs/{job.Id} tells it for 72 hours, and the same import again changes nothing twice.", failure);
                if (waited == TimeSpan.Zero && patience > Brief) await Console.Error.WriteLineAsync($"{failure.Message} The import may be going on: asking again for {patience.TotalSeconds} seconds.");
                var pause = failure.RetryAfter is { } said && said > Soon ? said < Late ? said : Late : Soon;
                await Task.Delay(pause, cancellation);
                waited += pause + (failure.InnerException is TimeoutException ? Late : TimeSpan.Zero);
            }
            catch (CommandException failure) when (failure.ExitCode == ExitCode.Usage)
            {
                throw new CommandException(failure.ExitCode, $"{failure.Message} The import may be going on: GET /v1/jobs/{job.Id} tells whoever may ask what becomes of it.", failure);
            }
        }
    }

    /// <summary>A service that has stopped takes what is asked and never answers.</summary>
    private static async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Late);
        try
        {
            return await ask(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Store, "The service does not answer.", new TimeoutException());
        }
    }

    /// <summary>Tells it also to whoever has ended the import: that is when what was kept matters most.</summary>
    private async Task TellAsync(Job job, OutputFile? kept, bool isConverted)
    {
        try
        {
            if (job.Failed > 0) await TellRefusedAsync(job, isConverted);
            // Those of an import before this one are mended, or are none of its.
            if (kept is not null) await CopyRefusedAsync(job, kept);
        }
        finally
        {
            await TellEndAsync(job);
        }
    }

    private static async Task TellEndAsync(Job job)
    {
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

    private async Task TellRefusedAsync(Job job, bool isConverted)
    {
        foreach (var verdict in await PersistAsync(job, limit => VerdictsAsync(job, limit), patience, CancellationToken.None))
        {
            var place = isConverted && verdict is { Type: { } type, Id: { } id } ? $"{Words<ImportType>.Of(type)} {id}" : $"line {verdict.Line}";
            foreach (var error in verdict.Errors) await Console.Error.WriteLineAsync($"{place}: {error.Pointer} {error.Code}: {error.Detail}");
        }

        if (job.Failed > Told) await Console.Error.WriteLineAsync($"and {job.Failed - Told} more lines");
    }

    /// <summary>What is wrong with the first refused lines.</summary>
    private async Task<List<LineVerdict>> VerdictsAsync(Job job, CancellationToken limit)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/jobs/{job.Id}/verdicts");
        using var response = await client.SendAsync(request, limit);
        try
        {
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(limit));
            var verdicts = new List<LineVerdict>();
            while (verdicts.Count < Told && await lines.ReadLineAsync(limit) is { } line) verdicts.Add(JsonSerializer.Deserialize<LineVerdict>(line, Json.Options) ?? throw new JsonException("A verdict is null."));
            return verdicts;
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or JsonException)
        {
            throw new CommandException(ExitCode.Store, $"What is wrong with the refused lines cannot be read: {broken.Message}", broken);
        }
    }

    private async Task CopyRefusedAsync(Job job, OutputFile kept)
    {
        if (job.Failed > 0)
        {
            using var response = await PersistAsync(job, limit => RefusedAsync(job, limit), patience, CancellationToken.None);
            try
            {
                await response.Content.CopyToAsync(kept.Stream);
            }
            catch (Exception broken) when (broken is HttpRequestException or HttpIOException or InvalidDataException)
            {
                throw new CommandException(ExitCode.Store, $"The refused lines break off: {broken.Message} GET /v1/jobs/{job.Id}/result has all of them for 72 hours.", broken);
            }
        }

        await kept.CompleteAsync();
    }

    /// <summary>The refused lines, in the format that they came in.</summary>
    private async Task<HttpResponseMessage> RefusedAsync(Job job, CancellationToken limit)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/jobs/{job.Id}/result");
        return await client.SendAsync(request, [ImportRequest.Csv, ImportRequest.Ndjson], limit);
    }

    private static int ExitCodeOf(Job job) => job switch
    {
        { State: JobState.Cancelled } or { Error.Code: Codes.LinesRefused } => ExitCode.Findings,
        { Error.Code: Codes.StoreUnavailable or Codes.Interrupted or Codes.InternalError } => ExitCode.Store,
        { Error: not null } => ExitCode.Usage,
        _ => job.Failed > 0 ? ExitCode.Findings : ExitCode.Done,
    };

    private static Job JobOf(JsonNode? answer)
    {
        try
        {
            if (answer is JsonObject job && job["state"] is not null) return job.Deserialize<Job>(Json.Input)!;
        }
        catch (JsonException)
        {
            // It is no job of this version's.
        }

        throw NoJob();
    }

    private static CommandException NoJob() => new(ExitCode.Usage, "What answers there is not this service, or an older one. Is the address right?") { IsPassing = true };
}
