using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace StanceApi.Storage;

/// <summary>What the service measures of itself, by the names that openmetrics and OTLP show. Nothing is measured while nobody listens.</summary>
internal static class Meters
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Name = "StanceApi";

    /// <summary>Spans: a query, a write with the wait for its commit, a commit.</summary>
    public static readonly ActivitySource Spans = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>How long the statements of one read took, from the first to the last.</summary>
    public static readonly Histogram<double> Queries = Meter.CreateHistogram<double>("stance.query.duration", "s", "How long a read had its connection.");

    /// <summary>How many writes shared a commit.</summary>
    public static readonly Histogram<int> Batches = Meter.CreateHistogram<int>("stance.writer.batch", "{write}", "How many writes shared a commit.");

    /// <summary>How long a commit took, the wait for the disk included.</summary>
    public static readonly Histogram<double> Commits = Meter.CreateHistogram<double>("stance.writer.commit.duration", "s", "How long a commit took until the disk had it.");

    /// <summary>How many writes wait.</summary>
    public static readonly UpDownCounter<int> Waiting = Meter.CreateUpDownCounter<int>("stance.writer.queue", "{write}", "How many writes wait for the writer.");

    /// <summary>What a limit refused, by the limit.</summary>
    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>("stance.requests.refused", "{request}", "Requests that a limit refused.");

    /// <summary>How many requests are being served, and how many streams and long polls there are.</summary>
    private static readonly UpDownCounter<int> Slots = Meter.CreateUpDownCounter<int>("stance.requests.served", "{request}", "Requests that are being served, by kind.");

    /// <summary>Backups that were made or failed.</summary>
    private static readonly Counter<long> Backups = Meter.CreateCounter<long>("stance.backups", "{backup}", "Backups, by outcome.");

    /// <summary>When the newest backup was made.</summary>
    private static readonly Gauge<long> NewestBackup = Meter.CreateGauge<long>("stance.backup.newest", "s", "When the newest backup was made, in seconds since 1970.");

    public static void BackedUp(bool isMade) => Backups.Add(1, new KeyValuePair<string, object?>("outcome", isMade ? "made" : "failed"));

    public static void NewestBackupIs(DateTimeOffset at) => NewestBackup.Record(at.ToUnixTimeSeconds());

    public static void Refused(string limit) => Refusals.Add(1, new KeyValuePair<string, object?>("limit", limit));

    public static void Served(int change, bool isLasting) => Slots.Add(change, new KeyValuePair<string, object?>("kind", isLasting ? "lasting" : "request"));
}
