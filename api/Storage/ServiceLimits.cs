using System.ComponentModel.DataAnnotations;

namespace StanceApi.Storage;

/// <summary>Settings of the section <c>Limits</c>: every limit has a default that is on.</summary>
internal sealed record ServiceLimits
{
    public const string Section = "Limits";

    /// <summary>The largest page that clients of this API can count on.</summary>
    public const int LargestPage = 500;

    /// <summary>The largest request body, in bytes.</summary>
    [Range(1_024, 1_073_741_824)]
    public long BodyBytes { get; init; } = 1_048_576;

    /// <summary>The largest text of a source, in bytes.</summary>
    [Range(1_024, 104_857_600)]
    public long TextBytes { get; init; } = 5_242_880;

    /// <summary>The longest request line, in bytes: the method, the path and the query.</summary>
    [Range(1_024, 8_192)]
    public int RequestLineBytes { get; init; } = 8_192;

    /// <summary>How many bytes the headers of a request have at most.</summary>
    [Range(4_096, 1_048_576)]
    public int HeaderBytes { get; init; } = 32_768;

    /// <summary>How many headers a request has at most.</summary>
    [Range(16, 1_000)]
    public int Headers { get; init; } = 100;

    /// <summary>How deep objects and lists lie in one another in a body at most.</summary>
    [Range(8, Values.Limits.JsonDepth)]
    public int JsonDepth { get; init; } = Values.Limits.JsonDepth;

    /// <summary>The largest page that may be asked for.</summary>
    [Range(1, LargestPage)]
    public int PageItems { get; init; } = LargestPage;

    /// <summary>How many connections there may be at once; a further one is closed.</summary>
    [Range(10, 1_000_000)]
    public int Connections { get; init; } = 5_000;

    /// <summary>How many requests are served at once; a further one is answered 503 at once.</summary>
    [Range(1, 100_000)]
    public int Requests { get; init; } = 256;

    /// <summary>How many of the requests that are served at once may be one caller's: a key's, or an address's without a valid one.</summary>
    [Range(1, 100_000)]
    public int RequestsPerCaller { get; init; } = 64;

    /// <summary>How many streams and long polls there may be at once; a further one is answered 503 at once.</summary>
    [Range(1, 100_000)]
    public int Streams { get; init; } = 1_000;

    /// <summary>How many of the streams and long polls may be one caller's: a key's, or an address's without a valid one.</summary>
    [Range(1, 100_000)]
    public int StreamsPerCaller { get; init; } = 250;

    /// <summary>How many requests a key may make in a second.</summary>
    [Range(1, 1_000_000)]
    public int KeyRequestsPerSecond { get; init; } = 1_000;

    /// <summary>How many requests an address may make in a second without a valid key.</summary>
    [Range(1, 1_000_000)]
    public int AddressRequestsPerSecond { get; init; } = 200;

    /// <summary>How long the headers of a request may take, in seconds.</summary>
    [Range(1, 300)]
    public int HeaderSeconds { get; init; } = 15;

    /// <summary>How long a connection may wait for its next request, in seconds.</summary>
    [Range(1, 3_600)]
    public int IdleSeconds { get; init; } = 120;

    /// <summary>Who sends or takes fewer bytes a second is cut off.</summary>
    [Range(1, 1_000_000)]
    public int SlowestBytesPerSecond { get; init; } = 240;

    /// <summary>How many seconds an export may wait for whoever takes it to take 64 KiB, and a request for whoever sends its body to send anything.</summary>
    [Range(1, 3_600)]
    public int StallSeconds { get; init; } = 30;

    /// <summary>How long an answer that is no export, stream or long poll may be on its way, in seconds, before the connection is broken off.</summary>
    [Range(1, 3_600)]
    public int AnswerSeconds { get; init; } = 60;

    /// <summary>How many reads run at once; a further one waits for its turn, at most QuerySeconds.</summary>
    [Range(1, 1_000)]
    public int Readers { get; init; } = 10;

    /// <summary>How many of the reads that run at once may be one caller's: a key's, or an address's without a valid one; his others wait.</summary>
    [Range(1, 1_000)]
    public int ReadersPerCaller { get; init; } = 8;

    /// <summary>How long the statements of one read may take, in seconds, before they are stopped; and then what is computed from them.</summary>
    [Range(1, 3_600)]
    public int QuerySeconds { get; init; } = 10;

    /// <summary>How many exports run at once, each on a connection of its own; a further one is answered 503 at once.</summary>
    [Range(1, 100)]
    public int Exports { get; init; } = 4;

    /// <summary>How long an export may take, in seconds, before it is broken off: until its end the store keeps what it shows.</summary>
    [Range(1, 86_400)]
    public int ExportSeconds { get; init; } = 1_800;

    /// <summary>After how many seconds without news an event stream sends a comment, so that nobody on the way closes it.</summary>
    [Range(1, 300)]
    public int HeartbeatSeconds { get; init; } = 15;

    /// <summary>With fewer bytes free where a SQLite file lies, the service says that it is not ready.</summary>
    [Range(0, long.MaxValue)]
    public long FreeBytes { get; init; } = 67_108_864;

    /// <summary>How many writes may wait for the writer; a further one is answered 503 at once.</summary>
    [Range(1, 1_000_000)]
    public int WriterQueue { get; init; } = 1_024;
}
