using Faultline.Kernel;
using Faultline.Network;

namespace Faultline.Tests.Network;

/// <summary>What goes over lines that are tested.</summary>
internal static class Bytes
{
    public static byte[] Content(int length, ulong seed)
    {
        var bytes = new byte[length];
        new Dice(seed).Fill(bytes);
        return bytes;
    }

    public static async Task Pour(Line line, int length, int chunk, ulong seed)
    {
        var content = Content(length, seed);
        for (var at = 0; at < length; at += chunk)
        {
            await line.Send(content.AsMemory(at, Math.Min(chunk, length - at)));
        }

        line.End();
    }

    public static async Task<byte[]> Drain(Line line, int room)
    {
        using var all = new MemoryStream();
        var buffer = new byte[room];
        while (await line.Receive(buffer) is var count and > 0)
        {
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }
}
