using System.Security.Cryptography;
using System.Text;

namespace Faultline.Drills.Ledgers;

/// <summary>
/// Lines that are only ever added, in memory for their digest and in a file where there is to be one. What is written
/// is with the operating system after <see cref="Flush"/>; the digest is what <c>sha256sum</c> says of the whole file.
/// </summary>
internal sealed class LedgerFile : IDisposable
{
    private const int BufferBytes = 32 * 1024;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream waiting = new();
    private FileStream? file;

    /// <param name="path">A file that is made anew; null for none.</param>
    public LedgerFile(string? path) => file = path is null
        ? null
        : new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <summary>Why the file is not whole; null where it is. The digest is that of all lines all the same.</summary>
    public string? Trouble { get; private set; }

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
        try
        {
            file?.Write(bytes);
        }
        catch (IOException full)
        {
            // The drill goes on: what it measures is in memory.
            Trouble = full.Message;
            file?.Dispose();
            file = null;
        }

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
