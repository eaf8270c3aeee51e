using StanceApi.Storage;

namespace StanceApi.Copying;

/// <summary>Which tables make up a store.</summary>
internal static class CopiedTables
{
    /// <summary>What is each database's own: its migrations, what processes have counted in their last seconds, the progress of a copy.</summary>
    private static readonly string[] Own = [Migrations.Journal, "rate_counts", UnfinishedCopy.Table];

    /// <summary>Tables without feed positions that change with the feed alone.</summary>
    private static readonly string[] FollowFeed = ["source_texts", "search_entries"];

    public static bool IsCopied(StoredTable table) => !Own.Contains(table.Name);

    /// <summary>
    /// Whether the table changes only when the feed does, so that what was copied of it stays right while the feed stands still. The others
    /// (keys, answers, jobs) are small, and copied anew when a copy goes on.
    /// </summary>
    public static bool ChangesWithFeed(StoredTable table) => FollowFeed.Contains(table.Name) || table.Columns.Any(column => column.Name == "seq");
}
