using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace StanceApi.Http;

/// <summary>
/// What the server refuses before it is a request (a broken request line, a NUL in the path, too long headers) reaches no
/// middleware: the server answers it by itself, without a body. This gives such an answer a problem document on its way out.
/// Nothing else is touched: only a whole head, written while no request of the connection is being answered, that says it has no
/// body and is the last on its connection. Should the server write its own answers differently one day, they are bare again.
/// </summary>
internal static class BareAnswers
{
    private static readonly object Key = new();

    /// <summary>Looks at what leaves each connection of an endpoint.</summary>
    public static void Fill(ListenOptions endpoint) => endpoint.Use(next => async connection =>
    {
        var answered = new Answered();
        var transport = connection.Transport;
        connection.Items[Key] = answered;
        connection.Transport = new Filled(transport.Input, new Output(transport.Output, answered, connection.ConnectionId));
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    });

    /// <summary>Notes which answers are the service's own: those have their body already, whatever it holds.</summary>
    public static IApplicationBuilder UseOwnAnswers(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(Key, out var value) != true || value is not Answered answered) return next(http);
        Interlocked.Increment(ref answered.Requests);
        http.Response.OnCompleted(() =>
        {
            Interlocked.Decrement(ref answered.Requests);
            return Task.CompletedTask;
        });
        return next(http);
    });

    /// <summary>The head of a bare answer with a body: its bytes, or none where this is no bare answer.</summary>
    internal static byte[] WithBody(ReadOnlySpan<byte> head, string traceId)
    {
        if (!head.StartsWith("HTTP/1.1 "u8)) return [];
        var length = head.IndexOf("\r\nContent-Length: 0\r\n"u8);
        var isBare = length > 0 && head.IndexOf("\r\nConnection: close\r\n"u8) > 0 && head.IndexOf("\r\n\r\n"u8) == head.Length - 4;
        if (!isBare || !Utf8Parser.TryParse(head[9..], out int status, out _) || status < StatusCodes.Status400BadRequest) return [];
        var body = JsonSerializer.SerializeToUtf8Bytes(ProblemDocument.Of(Of(status), instance: "/", traceId), Json.Options);
        var headers = Encoding.ASCII.GetBytes($"\r\nContent-Type: {ProblemDocument.MediaType}\r\nCache-Control: no-cache\r\nContent-Length: {body.Length}");
        return [.. head[..length], .. headers, .. head[(length + "\r\nContent-Length: 0"u8.Length)..], .. body];
    }

    private static Problem Of(int status) => new(status, Codes.BadRequest, status switch
    {
        StatusCodes.Status414UriTooLong => "The request line is too long. Ask for less at once.",
        StatusCodes.Status431RequestHeaderFieldsTooLarge => "The headers are too long or too many.",
        StatusCodes.Status408RequestTimeout => "The headers or the body came too slowly. Send them without pauses.",
        _ => "This is no HTTP request that can be read: look at its first line, its headers, and for %00 in its path.",
    });

    /// <summary>How many requests of a connection the service is answering.</summary>
    private sealed class Answered
    {
        public int Requests;
    }

    private sealed class Filled(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    private sealed class Output(PipeWriter inner, Answered answered, string connectionId) : PipeWriter
    {
        private Memory<byte> written;

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => written = inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            var filled = Volatile.Read(ref answered.Requests) == 0 ? WithBody(written.Span[..bytes], connectionId) : [];
            if (filled.Length > 0 && filled.AsSpan().TryCopyTo(written.Span)) bytes = filled.Length;
            inner.Advance(bytes);
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) => inner.WriteAsync(source, cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
    }
}
