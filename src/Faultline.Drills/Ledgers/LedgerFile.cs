using System.Security.Cryptography;
using System.Text;

namespace Faultline.Drills.Ledgers;

/// <summary>
/// Lines that are only ever added, in memory for their digest and in a file where there is to be one. What is written is
/// with the operating system after <see cref="Flush"/>; the digest is that of the whole file, as <c>sha256sum</c> says it.
/// </summary>
internal sealed class LedgerFile : IDisposable
{
    private const int BufferBytes = 32 * 1024;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream waiting = new();
    private readonly FileStream? file;

    /// <param name="path">A file that is made anew; null for none.</param>
    public LedgerFile(string? path) => file = path is null
        ? null
        : new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Add(string line)
    {
        waiting.Write(Encoding.UTF8.GetBytes(line));
        waiting.WriteByte((byte)'\n');
        if (waiting.Length >= BufferBytes)
        {
            Flush();
        }
    }

    public void Flush()
    {
        var bytes = waiting.GetBuffer().AsSpan(0, (int)waiting.Length);
        hash.AppendData(bytes);
        file?.Write(bytes);
        waiting.SetLength(0);
    }

    /// <summary>The digest of all that was added so far.</summary>
    public string Digest()
    {
        Flush();
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    public void Dispose()
    {
        file?.Dispose();
        waiting.Dispose();
        hash.Dispose();
    }
}
