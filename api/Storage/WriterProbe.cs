using System.Security.Cryptography;

namespace StanceApi.Storage;

/// <summary>A write of which nothing stays, to see whether one would be kept.</summary>
internal static class WriterProbe
{
    /// <summary>Writes nothing, and is refused wherever writing is.</summary>
    private const string Touch = """
        UPDATE jobs
        SET heartbeat_at = heartbeat_at
        WHERE id = ''
        """;

    private const string Fill = """
        INSERT INTO source_texts (sha256, text)
        VALUES (@Sha256, @Text)
        """;

    /// <param name="session">The writer's.</param>
    /// <param name="isThorough">Whether there must be room for what is as large as some records.</param>
    public static async Task<(bool Value, bool Keep)> RunAsync(WriteSession session, bool isThorough)
    {
        await session.ExecuteAsync(Touch, null);
        // What is random cannot be compressed: it needs room.
        if (isThorough) await session.ExecuteAsync(Fill, new { Sha256 = "probe", Text = RandomNumberGenerator.GetHexString(65_536) });
        return (true, Keep: false);
    }
}
