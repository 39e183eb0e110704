using System.Text;

namespace Faultline.Engines.Postgres.Servers;

/// <summary>The end of what a program wrote, for people.</summary>
internal static class Tail
{
    private const int LinesMax = 12;
    private const int CharsMax = 1500;

    /// <summary>The last bytes of a file as text; empty where there is none.</summary>
    public static string Of(string file, int bytesMax)
    {
        try
        {
            using var handle = File.OpenHandle(
                file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(handle);
            var bytes = new byte[Math.Min(length, bytesMax)];
            var got = RandomAccess.Read(handle, bytes, length - bytes.Length);
            return Encoding.UTF8.GetString(bytes.AsSpan(0, got));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
    }

    /// <summary>The last lines on one, short enough to be read.</summary>
    public static string LastLines(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var joined = string.Join(" | ", lines.TakeLast(LinesMax));
        return joined.Length <= CharsMax ? joined : joined[^CharsMax..];
    }
}
