using Microsoft.Win32.SafeHandles;

namespace Faultline.Engines.Processes;

/// <summary>Keeps the file that a tree writes to within its bound.</summary>
internal static class Output
{
    /// <summary>
    /// Past the bound the last half of it is moved to the beginning, and the rest is cut off. Whoever has the file open
    /// appends, so the next line comes after what was kept.
    /// </summary>
    public static void Bound(string path, long bytesMax)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length <= bytesMax)
        {
            return;
        }

        using var handle = File.OpenHandle(
            path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var from = RandomAccess.GetLength(handle) - (bytesMax / 2);
        var buffer = new byte[64 << 10];
        var kept = Move(handle, NextLine(handle, from, buffer), 0, buffer, out var end);

        // What came during the copy is copied too, until a round finds nothing: the cut follows at once,
        // and takes only what comes between the two.
        for (long more; (more = Move(handle, end, kept, buffer, out end)) > 0 && kept + more < bytesMax;)
        {
            kept += more;
        }

        RandomAccess.SetLength(handle, kept);
    }

    private static long NextLine(SafeFileHandle file, long from, byte[] buffer)
    {
        var got = RandomAccess.Read(file, buffer, from);
        var line = buffer.AsSpan(0, got).IndexOf((byte)'\n');
        return line < 0 || line + 1 == got ? from : from + line + 1;
    }

    private static long Move(SafeFileHandle file, long from, long to, byte[] buffer, out long end)
    {
        var moved = 0L;
        for (int got; (got = RandomAccess.Read(file, buffer, from + moved)) > 0; moved += got)
        {
            RandomAccess.Write(file, buffer.AsSpan(0, got), to + moved);
        }

        end = from + moved;
        return moved;
    }
}
