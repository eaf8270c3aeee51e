using System.Globalization;
using System.Text.RegularExpressions;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Backups;

/// <summary>
/// A folder with copies of one database, named by it, by the instant and by the feed position: <c>stance-20251029T090000.123Z-44.db</c>. Other
/// files in it are left alone.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="database">The path of the database: copies of another one of the same name belong elsewhere.</param>
internal sealed partial class BackupFolder(string folder, string database)
{
    private const string Ending = ".db";
    private const string InstantForm = "yyyyMMdd'T'HHmmss.fff'Z'";

    private readonly string prefix = $"{Path.GetFileNameWithoutExtension(database)}-";

    /// <summary>The copies, the newest first.</summary>
    /// <exception cref="IOException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be read.</exception>
    public IReadOnlyList<Backup> List() =>
    [
        .. new DirectoryInfo(folder).EnumerateFiles($"{prefix}*{Ending}")
            .Select(Of)
            .OfType<Backup>()
            .OrderByDescending(backup => backup.Name, StringComparer.Ordinal),
    ];

    /// <summary>Adds a copy; see <see cref="DatabaseCopy.WriteAsync"/> for what can go wrong.</summary>
    public async Task<Backup> AddAsync(Engine engine, DateTimeOffset now, CancellationToken cancellation)
    {
        var newest = List().Select(InstantOf).FirstOrDefault();
        // The newest is what was made last, wherever the clock stands: retention must not take it for an old one.
        var instant = now > newest ? now : newest.AddMilliseconds(1);
        var name = Path.Combine(folder, $"{prefix}{instant.ToString(InstantForm, CultureInfo.InvariantCulture)}");
        var (path, _) = await DatabaseCopy.WriteAsync(engine, $"{name}{DatabaseCopy.Unfinished}", head => string.Create(CultureInfo.InvariantCulture, $"{name}-{head.Seq}{Ending}"), cancellation);
        return Of(new FileInfo(path))!;
    }

    /// <summary>Deletes all but the newest copies.</summary>
    /// <exception cref="IOException">One cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be deleted.</exception>
    public void Prune(int keep)
    {
        foreach (var old in List().Skip(keep)) File.Delete(Path.Combine(folder, old.Name));
    }

    /// <summary>Deletes what a process has left that died while it copied.</summary>
    public void DeleteUnfinished()
    {
        foreach (var file in Directory.EnumerateFiles(folder, $"{prefix}*{DatabaseCopy.Unfinished}*")) File.Delete(file);
    }

    /// <summary>When a copy was made.</summary>
    public static DateTimeOffset InstantOf(Backup backup) => DateTimeOffset.Parse(backup.CreatedAt, CultureInfo.InvariantCulture);

    /// <summary>The copy that a file is; null for a file of another name, or of a date that there is not, or that has no next one.</summary>
    private Backup? Of(FileInfo file)
    {
        var form = Form().Match(file.Name[prefix.Length..]);
        var isInstant = DateTimeOffset.TryParseExact(form.Groups["at"].Value, InstantForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant);
        return form.Success && isInstant && instant < DateTimeOffset.MaxValue.AddDays(-1)
            ? new Backup { Name = file.Name, CreatedAt = Instant.Write(instant), Snapshot = form.Groups["seq"].Value, Bytes = file.Length }
            : null;
    }

    [GeneratedRegex(@"\A(?<at>\d{8}T\d{6}\.\d{3}Z)-(?<seq>\d{1,19})\.db\z")]
    private static partial Regex Form();
}
