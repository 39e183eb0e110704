using System.Buffers.Text;

namespace Faultline.Engines.Processes;

/// <summary>One process in one look, by /proc/PID/stat. It is known by its id and start time together.</summary>
internal readonly record struct ProcessRow(
    int Pid, char State, int Parent, int Session, int Threads, long Start, long CpuTicks)
{
    /// <summary>Stopped by a signal.</summary>
    public bool IsStopped => State is 'T' or 't';

    /// <summary>
    /// Nothing of it runs any more; somebody has yet to hear of its end. (A leader may go before its threads.)
    /// </summary>
    public bool IsDead => State is 'X' or 'x' || (State == 'Z' && Threads <= 1);

    /// <summary>Reads the line; null if it is none.</summary>
    public static ProcessRow? Parse(int pid, ReadOnlySpan<byte> line)
    {
        // The name stands in parentheses and may hold anything, parentheses included.
        var at = line.LastIndexOf((byte)')') + 2;
        if (at < 2 || at >= line.Length)
        {
            return null;
        }

        var state = (char)line[at];
        Span<long> fields = stackalloc long[20];
        var rest = line[(at + 1)..];
        for (var field = 0; field < fields.Length; field++)
        {
            rest = rest.TrimStart((byte)' ');
            if (!Utf8Parser.TryParse(rest, out fields[field], out var length))
            {
                return null;
            }

            rest = rest[length..];
        }

        // The kernel's names, from ppid on: 0 ppid, 2 session, 10-13 utime stime cutime cstime, 16 threads, 18 start.
        return new(
            pid,
            state,
            (int)fields[0],
            (int)fields[2],
            (int)fields[16],
            fields[18],
            fields[10] + fields[11] + fields[12] + fields[13]);
    }
}
