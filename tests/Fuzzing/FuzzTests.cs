using System.Globalization;
using CsCheck;

namespace StanceApi.Tests.Fuzzing;

/// <summary>
/// Whatever is sent to whatever operation is answered as the document says, and what is refused changes nothing. A failure prints the
/// seed that makes the same sequence again, and every request of it (CONTRIBUTING.md).
/// </summary>
public sealed class FuzzTests
{
    private const int Steps = 30;

    /// <summary>How many requests are sent at least; STANCE_FUZZ_REQUESTS asks for more.</summary>
    private static readonly int Requests = int.Parse(Environment.GetEnvironmentVariable("STANCE_FUZZ_REQUESTS") ?? "5000", CultureInfo.InvariantCulture);

    private static int sequences;

    [Fact]
    public async Task Every_request_is_answered_as_documented()
    {
        await using var host = await StanceHost.StartAsync();
        using var fuzzer = await Fuzzer.OfAsync(host);

        await Gen.ULong.SampleAsync(seed => new Sequence(fuzzer, seed, $"s{Interlocked.Increment(ref sequences)}").RunAsync(Steps), iter: (Requests / Steps) + 1);

        TestContext.Current.SendDiagnosticMessage($"{fuzzer.Sent} requests, {fuzzer.Unavailable} of them refused because the service was busy");
        Assert.True(fuzzer.Sent >= Requests);
        Assert.True(fuzzer.Unavailable < Requests / 20);
        // What chance left out of a short run is asked for by name.
        foreach (var operation in fuzzer.Unreached().ToArray()) await new Sequence(fuzzer, (ulong)operation.Id.Length, $"u{Interlocked.Increment(ref sequences)}").ReachAsync(operation);
        Assert.Empty(fuzzer.Unreached().Select(operation => operation.Id));
    }
}
