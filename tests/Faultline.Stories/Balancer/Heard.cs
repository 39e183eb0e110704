using System.Text;
using Faultline.Network;

namespace Faultline.Stories.Balancer;

/// <summary>
/// What has come over a line and is not used yet. There is little room at first: stories open connections by the
/// thousand, and large arrays that live for a request are what the collector of garbage takes longest for.
/// </summary>
internal sealed class Heard
{
    private byte[] buffer = new byte[16 * 1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, Length);

    /// <summary>Waits for more; 0 when the line has ended.</summary>
    public async Task<int> More(Line line)
    {
        if (Length == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        var count = await line.Receive(buffer.AsMemory(Length));
        Length += count;
        return count;
    }

    /// <summary>Takes so many bytes away, as text.</summary>
    public string Take(int count)
    {
        var text = Encoding.Latin1.GetString(buffer, 0, count);
        buffer.AsSpan(count, Length - count).CopyTo(buffer);
        Length -= count;
        return text;
    }

    public void Clear() => Length = 0;
}
