using System.Reflection;
using StanceApi.Access;
using StanceApi.Backups;
using StanceApi.Http;
using StanceApi.Storage;
using StanceApi.Telemetry;
using StanceApi.Transfer;

namespace StanceApi.Commands;

/// <summary>Every setting that the code reads, as SECTION:NAME, and what somebody may have meant who wrote another.</summary>
internal static class KnownSettings
{
    /// <summary>How many names are told to whoever wrote a wrong one.</summary>
    private const int Near = 3;

    private static readonly (string Section, Type Options)[] Sections =
    [
        (ServiceLimits.Section, typeof(ServiceLimits)),
        (AuthOptions.Section, typeof(AuthOptions)),
        (SeedOptions.Section, typeof(SeedOptions)),
        (ShutdownSettings.Section, typeof(ShutdownSettings)),
        (CorsSettings.Section, typeof(CorsSettings)),
        (ProxySettings.Section, typeof(ProxySettings)),
        (TelemetryOptions.Section, typeof(TelemetryOptions)),
        (ImportOptions.Section, typeof(ImportOptions)),
        (SqliteOptions.Section, typeof(SqliteOptions)),
        (BackupOptions.Section, typeof(BackupOptions)),
    ];

    public static IReadOnlyList<string> All { get; } =
    [
        $"ConnectionStrings:{StorageFeature.ConnectionName}",
        .. Sections.SelectMany(section => section.Options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => $"{section.Section}:{property.Name}")),
    ];

    /// <summary>Why a name is no setting although its section is one of ours; null where it is one, or somebody else's.</summary>
    public static string? Refuse(string name)
    {
        string[] own = [.. All.Where(known => known.StartsWith($"{name.Split(':')[0]}:", StringComparison.OrdinalIgnoreCase))];
        if (own.Length == 0 || own.Any(known => $"{name}:".StartsWith($"{known}:", StringComparison.OrdinalIgnoreCase))) return null;
        return $"There is no setting {name}. Near it: {string.Join(", ", own.OrderBy(known => Distance(known, name)).Take(Near))}.";
    }

    /// <summary>How many letters must be added, left out or exchanged, whatever their case (Levenshtein's distance).</summary>
    private static int Distance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        foreach (var letter in one)
        {
            var diagonal = row[0]++;
            for (var column = 1; column < row.Length; column++)
            {
                var exchanged = diagonal + (char.ToUpperInvariant(letter) == char.ToUpperInvariant(other[column - 1]) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.Min(exchanged, Math.Min(row[column - 1], diagonal) + 1);
            }
        }

        return row[^1];
    }
}
