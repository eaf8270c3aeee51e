using System.Text;

namespace StanceApi.Tests.Fuzzing;

/// <summary>A request just as it is sent, made from a documented operation; its target is path and query, escaped.</summary>
internal sealed record FuzzRequest(Operation Operation, string Method, string Target, IReadOnlyList<(string Name, string Value)> Headers, byte[]? Body)
{
    /// <summary>Whether the document tells what is answered: the method and the path are the operation's.</summary>
    public bool IsDocumented { get; init; }

    public string Path => Target.Split('?')[0];

    public bool Asks(string parameter) => Target.Contains($"?{parameter}=", StringComparison.Ordinal) || Target.Contains($"&{parameter}=", StringComparison.Ordinal);

    public string? Header(string name) => Headers.FirstOrDefault(header => header.Name == name).Value;

    public HttpRequestMessage ToMessage(Uri address)
    {
        var target = new Uri(address.GetLeftPart(UriPartial.Authority) + Target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new HttpMethod(Method), target);
        if (Body is not null) message.Content = new ByteArrayContent(Body);
        foreach (var (name, value) in Headers)
            if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content?.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    /// <summary>As in a log: what does not fit is cut.</summary>
    public override string ToString()
    {
        var headers = string.Concat(Headers.Where(header => header.Name != "Authorization").Select(header => $" [{header.Name}: {Cut(header.Value)}]"));
        return $"{Method} {Cut(Target)}{headers}{(Body is null ? "" : $" {Cut(Encoding.UTF8.GetString(Body))}")}";
    }

    private static string Cut(string text) => text.Length <= 1_500 ? text : $"{text[..1_500]}... ({text.Length})";
}
