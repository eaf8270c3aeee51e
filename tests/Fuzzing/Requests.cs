using System.IO.Compression;

namespace StanceApi.Tests.Fuzzing;

/// <summary>Makes requests of documented operations, out of what a sequence knows.</summary>
internal sealed class Requests(ServedDocument document, Memory memory, NounBodies bodies, Dice dice)
{
    private static readonly string[] Methods = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"];

    private static readonly string[] StrangeHeaders =
    [
        "Accept", "Accept-Language", "Accept-Encoding", "Accept-Charset", "Cookie", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Range", "Idempotency-Key", "Last-Event-ID",
        "Origin", "Content-Type", "Content-Encoding", "Content-Language", "X-HTTP-Method-Override", "X-Forwarded-For", "Forwarded", "traceparent", "Prefer", "Via", "Authorization", "Stance-Snapshot",
    ];

    private readonly RequestParameters parameters = new(document, memory, dice);
    private readonly Mutations mutations = new(dice);

    public FuzzRequest Make(Operation operation, Mood mood)
    {
        var wrong = mood == Mood.NearlyValid ? dice.Below(5) : -1;
        var isHostile = mood == Mood.Hostile;
        var isStrangePath = isHostile && dice.Chance(15) && operation.Path.Contains('{');
        var ids = Ids(operation);
        var path = Path(operation, ids, isStrangePath ? _ => dice.Of(Hostile.Escaped) : wrong == 0 ? mutations.Bent : id => id);
        var query = parameters.Query(operation, isHostile ? 60 : wrong == 1 ? 100 : 0);
        if (!isHostile && memory.Page(operation) is { } page && dice.Chance(25)) (path, query) = Following(page, isBent: wrong == 0);
        var body = Body(operation, ids, wrong == 2, isHostile && dice.Chance(60), out var mediaType);
        List<(string, string)> headers = [.. Credentials(), .. parameters.Headers(operation, path), .. ContentType(mediaType)];
        if (isHostile || wrong == 3) headers.Add((dice.Any(StrangeHeaders), dice.Of(Hostile.Header)));
        if (isHostile && body is not null && dice.Chance(10)) body = Packed(body, headers);
        var method = wrong == 4 || (isHostile && dice.Chance(5)) ? dice.Any(Methods) : operation.IsRead && dice.Chance(5) ? "HEAD" : operation.Method;
        var isDocumented = !isStrangePath && (method == operation.Method || (method == "HEAD" && operation.IsRead)) && path.Split('/').Length == operation.Path.Split('/').Length;
        return new FuzzRequest(operation, method, path + query, headers, body) { IsDocumented = isDocumented };
    }

    /// <summary>A request that the service takes, where all that it needs is there.</summary>
    public FuzzRequest Opening(string operation, byte[] body, string mediaType)
    {
        var made = document.Operations.Single(each => each.Id == operation);
        return new FuzzRequest(made, made.Method, Path(made, Ids(made), id => id), [Administrator, ("Content-Type", mediaType)], body) { IsDocumented = true };
    }

    private static (string Name, string Value) Administrator => ("Authorization", $"Bearer {StanceHost.AdministratorKey}");

    private Dictionary<string, string> Ids(Operation operation) => operation.Parameters.Where(parameter => parameter.In == "path").ToDictionary(
        parameter => parameter.Name,
        parameter => operation.Method == "PUT" && dice.Chance(30) && !operation.Path.EndsWith("/text", StringComparison.Ordinal)
            ? memory.NewId(operation.Collection)
            : parameter.Name == "other_id" ? memory.OtherId("actors") : memory.Id(operation.Collection));

    private static string Path(Operation operation, Dictionary<string, string> ids, Func<string, string> write) =>
        ids.Aggregate(operation.Path, (path, id) => path.Replace($"{{{id.Key}}}", write(id.Value), StringComparison.Ordinal));

    private (string Path, string Query) Following((string Target, string Cursor) page, bool isBent)
    {
        var parts = page.Target.Split('?', 2);
        var others = parts.ElementAtOrDefault(1)?.Split('&').Where(part => !part.StartsWith("cursor=", StringComparison.Ordinal)) ?? [];
        return (parts[0], "?" + string.Join('&', others.Append($"cursor={(isBent ? mutations.Bent(page.Cursor) : page.Cursor)}")));
    }

    private byte[]? Body(Operation operation, Dictionary<string, string> ids, bool isWrong, bool isStrange, out string? mediaType)
    {
        mediaType = null;
        if (operation.Bodies.Count == 0) return isStrange && dice.Chance(20) && !operation.IsRead ? dice.Of(Hostile.Body) : null;
        mediaType = dice.Any([.. operation.Bodies.Keys]);
        if (isStrange && dice.Chance(50)) return dice.Of(Hostile.Body);
        var body = bodies.Of(operation, mediaType, ids.GetValueOrDefault("id"));
        return isWrong || isStrange ? mutations.Of(body) : body;
    }

    private IEnumerable<(string Name, string Value)> Credentials() => dice.Below(100) switch
    {
        < 2 => [],
        < 4 when memory.Secrets.Count > 0 => [("Authorization", $"Bearer {dice.Any(memory.Secrets)}")],
        4 => [("Authorization", $"Bearer {dice.Of(Samples.Text(40)).Replace('\n', ' ').Replace('\r', ' ')}")],
        _ => [Administrator],
    };

    private IEnumerable<(string Name, string Value)> ContentType(string? mediaType)
    {
        if (mediaType is null) yield break;
        var charset = dice.Below(20) switch { 0 => "; charset=utf-8", 1 => ";charset=\"UTF-8\"", 2 => "; charset=utf-16", 3 => "; charset=nonsense", _ => "" };
        yield return ("Content-Type", dice.Chance(97) ? mediaType + charset : dice.Any("application/xml", "text/plain", "multipart/form-data; boundary=x", "application/json", "*/*", ""));
    }

    /// <summary>Packed with gzip, broken now and then.</summary>
    private byte[] Packed(byte[] body, List<(string Name, string Value)> headers)
    {
        headers.Add(("Content-Encoding", dice.Any("gzip", "gzip", "gzip", "br", "deflate", "gzip, gzip", "x")));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(body);
        return dice.Below(3) switch { 0 => packed.ToArray(), 1 => packed.ToArray()[..dice.Below((int)packed.Length + 1)], _ => body };
    }
}
