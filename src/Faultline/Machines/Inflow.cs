using System.Buffers;
using System.Net.Sockets;

namespace Faultline.Machines;

/// <summary>
/// What comes in on a connection, in a buffer that holds the longest head. Whoever sends a request too slowly, or
/// nothing for too long, is let go with a <see cref="SocketException"/>.
/// </summary>
internal sealed class Inflow(Socket socket, TimeProvider clock)
{
    public const int HeadBytesMax = 16 << 10;
    public const int BodyBytesMax = 1 << 20;

    private const int ChunkLineBytesMax = 256;

    /// <summary>Longer than balancers keep an idle connection, so that it is they who close it.</summary>
    private static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(75);

    private static readonly TimeSpan RequestWithin = TimeSpan.FromSeconds(20);

    private readonly byte[] buffer = new byte[HeadBytesMax];
    private int begin;
    private int end;
    private long began;

    private ReadOnlySpan<byte> Unread => buffer.AsSpan(begin, end - begin);

    /// <summary>Waits for the first byte of a request; false when none comes any more.</summary>
    public bool Await()
    {
        if (begin == end)
        {
            (begin, end) = (0, 0);
            socket.ReceiveTimeout = (int)IdleFor.TotalMilliseconds;
            end = socket.Receive(buffer);
        }

        began = clock.GetTimestamp();
        return end > begin;
    }

    public RequestHead ReadHead()
    {
        // Clients that end a body with a line end too many are many.
        while (Unread.StartsWith("\r\n"u8))
        {
            begin += 2;
        }

        while (true)
        {
            var length = Unread.IndexOf("\r\n\r\n"u8);
            if (length >= 0)
            {
                var head = RequestHead.Read(Unread[..length]);
                begin += length + 4;
                return head;
            }

            if (Unread.Length == HeadBytesMax)
            {
                throw new BadRequest(431, $"The headers are longer than {HeadBytesMax >> 10} KiB.");
            }

            Receive();
        }
    }

    /// <summary>
    /// Reads the body to its end and gives its first bytes, as many as are wanted. What is longer than it may be is
    /// refused.
    /// </summary>
    public byte[] ReadBody(RequestHead head, int wanted)
    {
        var kept = new MemoryStream();
        if (head.BodyBytes > BodyBytesMax)
        {
            throw TooLong();
        }

        if (head.WaitsToBeAsked && head.BodyBytes != 0 && begin == end)
        {
            socket.Send("HTTP/1.1 100 Continue\r\n\r\n"u8);
        }

        if (head.BodyBytes is { } bytes)
        {
            Take(bytes, kept, wanted);
            return kept.ToArray();
        }

        for (var (all, size) = (0L, -1L); size != 0;)
        {
            size = ReadChunkSize();
            all += size;
            if (all > BodyBytesMax)
            {
                throw TooLong();
            }

            Take(size, kept, wanted);
            if (size > 0 && !ReadLine().IsEmpty)
            {
                throw new BadRequest(400, "A chunk of the body is longer than it says.");
            }
        }

        while (!ReadLine().IsEmpty)
        {
            // Trailers: nobody asks for them.
        }

        return kept.ToArray();
    }

    /// <summary>
    /// Hears the other side out for a moment: what is closed with bytes unread may take the answer with it.
    /// </summary>
    public void LingerFor(TimeSpan span)
    {
        socket.ReceiveTimeout = (int)span.TotalMilliseconds;
        for (var left = BodyBytesMax; left > 0 && clock.GetElapsedTime(began) < RequestWithin;)
        {
            var count = socket.Receive(buffer);
            if (count == 0)
            {
                return;
            }

            left -= count;
        }
    }

    private static BadRequest TooLong() => new(413, $"The body is longer than {BodyBytesMax >> 20} MiB.");

    private void Take(long count, MemoryStream kept, int wanted)
    {
        while (count > 0)
        {
            if (begin == end)
            {
                Receive();
            }

            var some = (int)Math.Min(count, end - begin);
            kept.Write(buffer, begin, Math.Min(some, wanted - (int)kept.Length));
            begin += some;
            count -= some;
        }
    }

    private long ReadChunkSize()
    {
        var line = ReadLine();
        var digits = line.IndexOf((byte)';') is >= 0 and var extension ? line[..extension] : line;
        var size = 0L;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit) || size > BodyBytesMax)
            {
                throw new BadRequest(400, "A chunk of the body must begin with its length in hexadecimal digits.");
            }

            size = (size << 4) + Convert.ToInt32(((char)digit).ToString(), 16);
        }

        return digits.IsEmpty ? throw new BadRequest(400, "A chunk of the body has no length.") : size;
    }

    private ReadOnlySpan<byte> ReadLine()
    {
        while (true)
        {
            var length = Unread.IndexOf("\r\n"u8);
            if (length >= 0)
            {
                var line = Unread[..length];
                begin += length + 2;
                return line;
            }

            if (Unread.Length > ChunkLineBytesMax)
            {
                throw new BadRequest(400, "A line between the chunks of the body is too long.");
            }

            Receive();
        }
    }

    /// <summary>Takes in more of a request that has begun.</summary>
    private void Receive()
    {
        if (begin > 0)
        {
            Unread.CopyTo(buffer);
            (begin, end) = (0, end - begin);
        }

        var left = RequestWithin - clock.GetElapsedTime(began);
        if (left < TimeSpan.FromMilliseconds(1))
        {
            throw new SocketException((int)SocketError.TimedOut);
        }

        socket.ReceiveTimeout = (int)left.TotalMilliseconds;
        var count = socket.Receive(buffer.AsSpan(end));
        if (count == 0)
        {
            throw new SocketException((int)SocketError.ConnectionReset);
        }

        end += count;
    }
}
