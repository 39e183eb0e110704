using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faultline.Bench;

/// <summary>One keep-alive connection of a client that costs as little as it can: a socket and a buffer.</summary>
internal sealed class Line : IDisposable
{
    private Socket socket = NewSocket();
    private int port;
    private bool closed;
    private byte[] buffer = new byte[16 * 1024];
    private int bodyStart;
    private int bodyEnd;

    /// <summary>Room for a request that is made for this line.</summary>
    public byte[] Scratch { get; } = new byte[4 * 1024];

    public ReadOnlySpan<byte> Body => buffer.AsSpan(bodyStart, bodyEnd - bodyStart);

    public static async Task<Line> Open(int port)
    {
        var line = new Line { port = port };
        await line.socket.ConnectAsync(IPAddress.Loopback, port);
        return line;
    }

    /// <summary>Sends a request and waits for the whole answer; gives its status.</summary>
    public async ValueTask<int> Ask(ReadOnlyMemory<byte> request)
    {
        if (closed)
        {
            // Some servers close after each answer; their clients pay for it.
            socket.Dispose();
            socket = NewSocket();
            await socket.ConnectAsync(IPAddress.Loopback, port);
        }

        while (request.Length > 0)
        {
            request = request[await socket.SendAsync(request, SocketFlags.None)..];
        }

        var got = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(got), SocketFlags.None);
            if (read == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            got += read;
            if (IsWhole(got))
            {
                closed = buffer.AsSpan(0, bodyStart).IndexOf("Connection: close"u8) >= 0;
                return Status();
            }

            if (got == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }

    public async ValueTask Must(ReadOnlyMemory<byte> request)
    {
        if (await Ask(request) != 200)
        {
            throw new InvalidOperationException($"Status {Status()}: {Encoding.UTF8.GetString(Body)}");
        }
    }

    public void Dispose() => socket.Dispose();

    private static Socket NewSocket() =>
        new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private int Status() => Utf8Parser.TryParse(buffer.AsSpan(9, 3), out int status, out _) ? status : 0;

    private bool IsWhole(int got)
    {
        var head = buffer.AsSpan(0, got).IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        bodyStart = head + 4;
        var lengthAt = FindLength(buffer.AsSpan(0, head));
        if (lengthAt >= 0)
        {
            bodyEnd = bodyStart + (Utf8Parser.TryParse(buffer.AsSpan(lengthAt), out int length, out _) ? length : 0);
            return got >= bodyEnd;
        }

        // Chunked: whole once the last chunk is there. The benchmark's answers come in one piece.
        bodyEnd = got;
        return buffer.AsSpan(0, got).EndsWith("0\r\n\r\n"u8);
    }

    private static int FindLength(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> name = "Content-Length: "u8;
        var at = head.IndexOf(name);
        if (at < 0)
        {
            at = head.IndexOf("content-length: "u8);
        }

        return at < 0 ? -1 : at + name.Length;
    }
}
