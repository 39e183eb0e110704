using System.IO.Compression;
using System.Text;
using Faultline.Engines.Balancer.Logs;

namespace Faultline.Simulation;

/// <summary>Logs that are kept in memory, for a test to read.</summary>
public sealed class MemoryLogs : ILogFiles
{
    private readonly SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);

    /// <summary>The paths of all that there is, in order.</summary>
    public IReadOnlyCollection<string> Files => files.Keys;

    /// <summary>The next so many files cannot be written.</summary>
    public int Failures { get; set; }

    /// <summary>All lines, file after file.</summary>
    public IReadOnlyList<string> Lines => [.. files.Keys.SelectMany(Read)];

    public IReadOnlyList<string> Read(string path)
    {
        using var packed = new GZipStream(new MemoryStream(files[path]), CompressionMode.Decompress);
        using var text = new StreamReader(packed, Encoding.UTF8);
        return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public void Put(string path, ReadOnlySpan<byte> bytes)
    {
        if (Failures > 0)
        {
            Failures--;
            throw new IOException("The script says that it cannot.");
        }

        files.Add(path, bytes.ToArray());
    }
}
