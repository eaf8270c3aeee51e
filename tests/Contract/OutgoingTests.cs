using System.Text.RegularExpressions;

namespace StanceApi.Tests.Contract;

/// <summary>The service asks nobody on a client's behalf: no code of it opens a connection. The command line is itself a client, of its user.</summary>
public sealed partial class OutgoingTests
{
    [Fact]
    public void No_code_asks_another_service()
    {
        var api = GeneratedFile.PathOf("api");
        var asking = Directory.EnumerateFiles(api, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(api, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj" or "Commands"))
            .Where(file => Client().IsMatch(File.ReadAllText(file)));

        Assert.Empty(asking);
    }

    [GeneratedRegex(@"\b(HttpClient|IHttpClientFactory|HttpMessageInvoker|WebRequest|TcpClient|UdpClient|Socket|SmtpClient|Dns)\b")]
    private static partial Regex Client();
}
