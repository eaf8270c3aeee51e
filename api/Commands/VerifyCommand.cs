using System.CommandLine;
using StanceApi.Storage;
using StanceApi.Verification;

namespace StanceApi.Commands;

/// <summary><c>verify</c>: whether the store is whole.</summary>
internal static class VerifyCommand
{
    /// <summary>How many discrepancies of a check are told one by one.</summary>
    private const int Told = 100;

    private const string About = "Check that the store is whole: its file, its schema, its feed, its history, its records, its references, its citations and its search.";

    private const string More = """
        Writes a line for each check, and below it what is not as it should be (the first 100). Reads alone, from one snapshot, so that it
        may run beside a service. Exit code 0 where all is sound, 1 where something is not, 3 where the store cannot be read.

        Example:
          StanceApi verify --ConnectionStrings:Stance "Data Source=stance.db"
        """;

    public static Command Create(string[] settings)
    {
        var command = new Verb("verify", About, More);
        command.SetAction((_, cancellation) => RunAsync(settings, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string[] settings, CancellationToken cancellation)
    {
        await using var service = await LocalService.ToReadAsync(settings);
        var verification = ActivatorUtilities.CreateInstance<StoreVerification>(service.Services);
        await using var session = await verification.OpenAsync(cancellation);
        var lines = new List<string>();
        var found = await ProgressBar.RunAsync("verify", StoreVerification.Passes * await StoreVerification.VersionsAsync(session), async bar =>
        {
            var count = 0L;
            foreach (var check in verification.Checks(session, bar.Add)) count += await LookAsync(check, lines);
            return count;
        });
        foreach (var line in lines) await Console.Out.WriteLineAsync(line);
        return found == 0 ? ExitCode.Done : ExitCode.Findings;
    }

    /// <summary>Runs a check and appends what it came to. Returns how much is wrong.</summary>
    private static async Task<long> LookAsync(Check check, List<string> lines)
    {
        var (count, first) = (0L, new List<Discrepancy>());
        try
        {
            await foreach (var discrepancy in check.Discrepancies())
            {
                if (count++ < Told) first.Add(discrepancy);
            }
        }
        catch (StoreException failure)
        {
            // A damaged file fails in the middle of a statement: that is a finding too.
            count++;
            first.Add(new Discrepancy("database", $"cannot be read on: {failure.InnerException?.Message ?? failure.Message}"));
        }

        lines.Add(count == 0 ? $"ok     {check.Name}: {check.Promise}" : $"wrong  {check.Name}: {count} times it is not so that {check.Promise}");
        lines.AddRange(first.Select(discrepancy => $"       {discrepancy.Place} {discrepancy.Fault}"));
        return count;
    }
}
