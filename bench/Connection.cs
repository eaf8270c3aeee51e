using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StanceApi.Bench;

/// <summary>A connection of HTTP/1.1 that costs the machine little, so that what is compared is the service and not this client.</summary>
internal sealed class Connection : IDisposable
{
    private static readonly byte[] LastChunk = "0\r\n\r\n"u8.ToArray();

    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly string host;
    private byte[] buffer = new byte[262_144];

    public Connection(Uri address)
    {
        host = address.Authority;
        socket.Connect(IPAddress.Loopback, address.Port);
    }

    /// <summary>Reads the answer to a GET to its end; the body as it came, chunks included.</summary>
    /// <exception cref="InvalidOperationException">The answer is not 200.</exception>
    public async Task<ReadOnlyMemory<byte>> GetAsync(string path)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        var length = 0;
        while (true)
        {
            if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0) throw new InvalidOperationException("The connection was closed.");
            length += read;
            var head = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (head < 0 || !IsWhole(buffer.AsSpan(0, head), buffer.AsSpan(head + 4, length - head - 4))) continue;
            if (!buffer.AsSpan().StartsWith("HTTP/1.1 200"u8)) throw new InvalidOperationException(Encoding.UTF8.GetString(buffer, 0, length));
            return buffer.AsMemory(head + 4, length - head - 4);
        }
    }

    public void Dispose() => socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var mark = "Content-Length: "u8;
        var begin = head.IndexOf(mark);
        if (begin < 0) return body.EndsWith(LastChunk);
        var rest = head[(begin + mark.Length)..];
        var end = rest.IndexOf((byte)'\r');
        return body.Length == int.Parse(end < 0 ? rest : rest[..end], CultureInfo.InvariantCulture);
    }
}
