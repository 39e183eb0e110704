using System.Text;
using Faultline.Engines.Balancer.Http;
using Faultline.Engines.Balancer.Http2;
using Faultline.Engines.Balancer.Http2.Hpack;
using Faultline.Network;

namespace Faultline.Stories.Balancer;

/// <summary>A client of HTTP/2 that sends whatever frames it is told to, also such as no client would.</summary>
internal sealed class Framer(Line line)
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private readonly BlockReader reader = new();
    private int end;

    public async Task Greet()
    {
        await line.Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await Send(FrameType.Settings, FrameFlags.None, 0);
    }

    public async Task Send(FrameType type, FrameFlags flags, int strand, params byte[] bytes)
    {
        var frame = new Out();
        new FrameHead(bytes.Length, type, flags, strand).Add(frame);
        frame.Add(bytes);
        await line.Send(frame.Written);
    }

    public Task Fields(int strand, bool ends, params string[] fields) => Send(
        FrameType.Headers, FrameFlags.EndOfBlock | (ends ? FrameFlags.End : FrameFlags.None), strand, Block(fields));

    /// <summary>Fields as they are written between the two: <c>name: value</c>.</summary>
    public static byte[] Block(params string[] fields)
    {
        var block = new Out();
        foreach (var field in fields)
        {
            var colon = field.IndexOf(": ", 1, StringComparison.Ordinal);
            var (name, value) = (field[..colon], field[(colon + 2)..]);
            BlockWriter.Add(Encoding.Latin1.GetBytes(name), Encoding.Latin1.GetBytes(value), block);
        }

        return block.Written.ToArray();
    }

    /// <summary>
    /// What comes of a strand until it is over, in words; of strand 0 until the connection is. What belongs to others,
    /// and what is about windows and settings, is passed over.
    /// </summary>
    public async Task<string> Hear(int strand)
    {
        var heard = new List<string>();
        while (await Next() is var (head, bytes))
        {
            if (head.Strand != strand)
            {
                continue;
            }

            switch (head.Type)
            {
                case FrameType.Headers:
                    var entries = new List<Entry>();
                    Assert.True(reader.Read(bytes, buffer.Length, entries, out _));
                    heard.Add(Encoding.Latin1.GetString(entries[0].Value));
                    break;
                case FrameType.Data:
                    heard.Add($"{bytes.Length} bytes");
                    break;
                case FrameType.Reset:
                    heard.Add($"reset {(ErrorCode)bytes[3]}");
                    return string.Join(", ", heard);
                case FrameType.GoAway:
                    heard.Add($"away {(ErrorCode)bytes[7]}");
                    return string.Join(", ", heard);
                default:
                    continue;
            }

            if (head.Has(FrameFlags.End))
            {
                return string.Join(", ", heard);
            }
        }

        return string.Join(", ", [.. heard, "gone"]);
    }

    public void Close() => line.Close();

    private async Task<(FrameHead Head, byte[] Bytes)?> Next()
    {
        while (end < FrameHead.Bytes || end < FrameHead.Bytes + FrameHead.Read(buffer).Length)
        {
            try
            {
                var count = await line.Receive(buffer.AsMemory(end));
                if (count == 0)
                {
                    return null;
                }

                end += count;
            }
            catch (Exception gone) when (Line.IsGone(gone))
            {
                return null;
            }
        }

        var head = FrameHead.Read(buffer);
        var length = FrameHead.Bytes + head.Length;
        var bytes = buffer[FrameHead.Bytes..length];
        buffer.AsSpan(length, end - length).CopyTo(buffer);
        end -= length;
        return (head, bytes);
    }
}
