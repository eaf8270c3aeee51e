using System.Net.Sockets;
using System.Text;

namespace StanceApi.Tests.Http;

/// <summary>A bare connection to a service: writes bytes as they are, and reads until the server hangs up.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient client = new();

    /// <param name="host">The service.</param>
    /// <param name="receivedBytes">How many bytes may be on their way before they are read, about; null for as many as the system thinks fit.</param>
    public static async Task<RawConnection> OpenAsync(StanceHost host, int? receivedBytes = null)
    {
        var connection = new RawConnection();
        if (receivedBytes is { } bytes) connection.client.ReceiveBufferSize = bytes;
        await connection.client.ConnectAsync(host.Address.Host, host.Address.Port, TestContext.Current.CancellationToken);
        return connection;
    }

    public async Task WriteAsync(string text) => await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);

    public async Task WriteAsync(byte[] bytes) => await client.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);

    public async Task<string> ReadToEndAsync()
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for the first byte of an answer.</summary>
    public async Task ReadOneAsync() => await client.GetStream().ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken);

    /// <summary>Reads on until the server hangs up, whether in order or not; how many bytes came.</summary>
    public async Task<long> CountToEndAsync()
    {
        var (buffer, count) = (new byte[65_536], 0L);
        try
        {
            for (int read; (read = await client.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0;) count += read;
        }
        catch (IOException)
        {
            // Broken off.
        }

        return count;
    }

    public void Dispose() => client.Dispose();
}
