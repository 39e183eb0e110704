using System.IO.Enumeration;
using System.Text;

namespace Faultline.Engines.Processes;

/// <summary>
/// Reads files of /proc into one buffer that is used again and again: a look reads hundreds of them. One caller at a
/// time.
/// </summary>
internal sealed class ProcFiles
{
    private const int BytesMax = 4 << 20;

    internal delegate bool Enough(ReadOnlySpan<byte> text);

    private byte[] buffer = new byte[16 << 10];

    /// <summary>What a file of a process holds, until the next call; empty if it cannot be read.</summary>
    public ReadOnlySpan<byte> Read(int pid, scoped ReadOnlySpan<byte> file)
    {
        Span<byte> path = stackalloc byte[64];
        return Read(path[..PathOf(pid, file, path)]);
    }

    /// <summary>The same for one that comes as a whole with the first read, as a line of figures does.</summary>
    public ReadOnlySpan<byte> ReadLine(int pid, scoped ReadOnlySpan<byte> file)
    {
        Span<byte> path = stackalloc byte[64];
        return ReadStart(path[..PathOf(pid, file, path)], static _ => true);
    }

    /// <inheritdoc cref="Read(int, ReadOnlySpan{byte})"/>
    public ReadOnlySpan<byte> Read(scoped ReadOnlySpan<byte> path) => ReadStart(path, static _ => false);

    /// <summary>What a file holds up to where it is enough.</summary>
    public ReadOnlySpan<byte> ReadStart(scoped ReadOnlySpan<byte> path, Enough isEnough)
    {
        var file = Posix.Open(path);
        if (file < 0)
        {
            return default;
        }

        try
        {
            var length = 0;
            while (true)
            {
                var got = Posix.Read(file, buffer.AsSpan(length));
                length += Math.Max(0, got);
                if (got <= 0 || isEnough(buffer.AsSpan(0, length)))
                {
                    return buffer.AsSpan(0, length);
                }

                if (length == buffer.Length)
                {
                    if (length >= BytesMax)
                    {
                        return buffer;
                    }

                    Array.Resize(ref buffer, length * 4);
                }
            }
        }
        finally
        {
            Posix.Close(file);
        }
    }

    /// <summary>The names in a folder of /proc that are numbers: processes, or a process's descriptors.</summary>
    public static IEnumerable<int> Numbers(string folder) =>
        new FileSystemEnumerable<int>(
            folder, static (ref entry) => int.Parse(entry.FileName), new() { IgnoreInaccessible = true, AttributesToSkip = 0 })
        {
            ShouldIncludePredicate = static (ref entry) => int.TryParse(entry.FileName, out _),
        };

    /// <summary>The path of a process's file, with a zero at its end; gives its length.</summary>
    public static int PathOf(int pid, scoped ReadOnlySpan<byte> file, Span<byte> path)
    {
        "/proc/"u8.CopyTo(path);
        pid.TryFormat(path[6..], out var digits);
        var at = 6 + digits;
        path[at++] = (byte)'/';
        file.CopyTo(path[at..]);
        at += file.Length;
        path[at++] = 0;
        return at;
    }

    /// <summary>The boot that this machine is in; process ids and start times mean nothing in another.</summary>
    public static string Boot() => File.ReadAllText("/proc/sys/kernel/random/boot_id", Encoding.ASCII).Trim();
}
