using System.Buffers.Text;
using System.Text;

namespace Faultline.Wire.Tests.Fuzz;

/// <summary>What came back: read in large pieces, because a run reads a million of them.</summary>
internal sealed record Reply(int Status, string Head, byte[] Body, bool Closes, bool ToHead)
{
    public string ContentType => Field("Content-Type");

    public string Text => Encoding.UTF8.GetString(Body);

    public string Field(string name)
    {
        var at = Head.IndexOf($"\r\n{name}: ", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return "";
        }

        at += name.Length + 4;
        return Head[at..Head.IndexOf('\r', at)];
    }
}

/// <summary>One connection of the run, which reads one answer after another.</summary>
internal sealed class Line(Stream stream) : IAsyncDisposable
{
    private byte[] bytes = new byte[16 * 1024];
    private int count;

    public ValueTask Send(byte[] request) => stream.WriteAsync(request);

    /// <summary>The next answer; null when the server closes the connection instead.</summary>
    public async Task<Reply?> Read(bool head, CancellationToken ct)
    {
        while (true)
        {
            int end;
            while ((end = bytes.AsSpan(0, count).IndexOf("\r\n\r\n"u8)) < 0)
            {
                if (!await More(ct))
                {
                    return null;
                }
            }

            var text = Encoding.Latin1.GetString(bytes, 0, end + 2);
            _ = Utf8Parser.TryParse(bytes.AsSpan(9, 3), out int status, out _);
            var closes = text.Contains("\r\nConnection: close\r\n", StringComparison.Ordinal);
            var reply = new Reply(status, text, [], closes, head);
            var length = !head && int.TryParse(reply.Field("Content-Length"), out var said) ? said : 0;
            while (count < end + 4 + length)
            {
                if (!await More(ct))
                {
                    return null;
                }
            }

            reply = reply with { Body = bytes[(end + 4)..(end + 4 + length)] };
            bytes.AsSpan((end + 4 + length)..count).CopyTo(bytes);
            count -= end + 4 + length;
            // 100 only says that the body is welcome; the answer follows.
            if (status != 100)
            {
                return reply;
            }
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async ValueTask<bool> More(CancellationToken ct)
    {
        if (count == bytes.Length)
        {
            Array.Resize(ref bytes, bytes.Length * 2);
        }

        var got = await stream.ReadAsync(bytes.AsMemory(count), ct);
        count += got;
        return got > 0;
    }
}
