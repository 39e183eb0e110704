using System.Buffers;
using System.Globalization;
using System.Text;
using Faultline.Drills.Sites;
using Faultline.Network;

namespace Faultline.Drills.Probes.Http;

/// <summary>
/// The client's end of a connection that speaks HTTP/1.1: a request, its answer, and the next one. It knows bodies of a
/// length that is said, in chunks, and up to the end of the connection.
/// </summary>
internal sealed class HttpLine(Line line, string zoneHeader, ResolvedAddress at)
{
    public const long BodyMax = 16 << 20;

    private const int BufferBytes = 4 * 1024;
    private const int LineMax = 8 * 1024;
    private const int HeadersMax = 200;

    private readonly byte[] buffer = new byte[BufferBytes];
    private int from;
    private int to;

    /// <summary>Where its other end is.</summary>
    public ResolvedAddress At => at;

    /// <summary>The zone of its address, where that is known.</summary>
    public string? Zone => at.Zone;

    /// <summary>Something of the present answer has come.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>Another request can be sent.</summary>
    public bool IsKept { get; private set; }

    /// <summary>It lies idle, and has ended or says what nobody asked for.</summary>
    public bool IsStale => from < to || line.HasEnded || line.HasNews;

    /// <param name="keep">Where the body goes; null where nobody wants it.</param>
    public async ValueTask<Answer> Ask(
        ReadOnlyMemory<byte> request, bool isHead, long bodyMax, IBufferWriter<byte>? keep)
    {
        (HasAnswered, IsKept) = (false, false);
        await line.Send(request);
        while (true)
        {
            var head = await ReadHead();
            if (head.Status is >= 100 and < 200)
            {
                continue;
            }

            await ReadBody(head, isHead, bodyMax, keep);
            IsKept = head.Keeps;
            return new(head.Status, head.Zone ?? Zone);
        }
    }

    public void Close() => line.Close();

    public void Reset() => line.Reset();

    private async ValueTask<Head> ReadHead()
    {
        var first = await ReadLine();
        var parts = first.Split(' ', 3);
        if (parts.Length < 2 || !parts[0].StartsWith("HTTP/1.", StringComparison.Ordinal)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            throw new ProbeFailed(Failures.Garbled, Zone);
        }

        var head = new Head(status) { Keeps = parts[0] != "HTTP/1.0" };
        for (var count = 0; count < HeadersMax; count++)
        {
            var text = await ReadLine();
            if (text.Length == 0)
            {
                return head;
            }

            Take(head, text);
        }

        throw new ProbeFailed(Failures.Garbled, Zone);
    }

    private void Take(Head head, string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            throw new ProbeFailed(Failures.Garbled, Zone);
        }

        var (name, value) = (text[..colon], text[(colon + 1)..].Trim());
        bool Is(string header) => name.Equals(header, StringComparison.OrdinalIgnoreCase);
        bool Has(string word) => value.Contains(word, StringComparison.OrdinalIgnoreCase);
        if (Is("Content-Length"))
        {
            head.Length = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                ? length
                : throw new ProbeFailed(Failures.Garbled, Zone);
        }
        else if (Is("Transfer-Encoding"))
        {
            head.IsChunked |= Has("chunked");
        }
        else if (Is("Connection"))
        {
            head.Keeps = !Has("close") && (head.Keeps || Has("keep-alive"));
        }
        else if (Is(zoneHeader))
        {
            head.Zone = value;
        }
    }

    private async ValueTask ReadBody(Head head, bool isHead, long bodyMax, IBufferWriter<byte>? keep)
    {
        if (isHead || head.Status is 204 or 304)
        {
            return;
        }

        if (head.IsChunked)
        {
            await ReadChunks(bodyMax, keep);
        }
        else if (head.Length is { } length)
        {
            await Read(length <= bodyMax ? length : throw new ProbeFailed(Failures.Garbled, Zone), keep);
        }
        else
        {
            head.Keeps = false;
            while (await Fill())
            {
                bodyMax -= to - from;
                Give(bodyMax >= 0 ? to - from : throw new ProbeFailed(Failures.Garbled, Zone), keep);
            }
        }
    }

    private async ValueTask ReadChunks(long left, IBufferWriter<byte>? keep)
    {
        while (true)
        {
            var size = (await ReadLine()).Split(';', 2)[0].Trim();
            if (!long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length)
                || length < 0 || length > left)
            {
                throw new ProbeFailed(Failures.Garbled, Zone);
            }

            left -= length;
            await Read(length, keep);
            if (length == 0)
            {
                break;
            }

            if ((await ReadLine()).Length > 0)
            {
                throw new ProbeFailed(Failures.Garbled, Zone);
            }
        }

        for (var count = 0; (await ReadLine()).Length > 0; count++)
        {
            if (count == HeadersMax)
            {
                throw new ProbeFailed(Failures.Garbled, Zone);
            }
        }
    }

    private async ValueTask Read(long length, IBufferWriter<byte>? keep)
    {
        while (length > 0)
        {
            if (!await Fill())
            {
                throw new ProbeFailed(Failures.Reset, Zone);
            }

            var some = (int)Math.Min(length, to - from);
            Give(some, keep);
            length -= some;
        }
    }

    private void Give(int count, IBufferWriter<byte>? keep)
    {
        keep?.Write(buffer.AsSpan(from, count));
        from += count;
    }

    /// <summary>A line without its end. One that the connection ends within is a connection that was cut.</summary>
    private async ValueTask<string> ReadLine()
    {
        var text = new StringBuilder();
        while (true)
        {
            if (!await Fill())
            {
                throw new ProbeFailed(Failures.Reset, Zone);
            }

            var at = buffer.AsSpan(from, to - from).IndexOf((byte)'\n');
            var count = at < 0 ? to - from : at;
            text.Append(Encoding.Latin1.GetString(buffer, from, count));
            from += at < 0 ? count : count + 1;
            if (text.Length > LineMax)
            {
                throw new ProbeFailed(Failures.Garbled, Zone);
            }

            if (at >= 0)
            {
                return text.ToString().TrimEnd('\r');
            }
        }
    }

    /// <summary>Sees to it that there are bytes; false at the end.</summary>
    private async ValueTask<bool> Fill()
    {
        if (from < to)
        {
            return true;
        }

        (from, to) = (0, await line.Receive(buffer));
        HasAnswered |= to > 0;
        return to > 0;
    }

    private sealed class Head(int status)
    {
        public int Status => status;

        public bool Keeps { get; set; }

        public bool IsChunked { get; set; }

        public long? Length { get; set; }

        public string? Zone { get; set; }
    }
}
