using System.Globalization;
using System.Text;
using Faultline.Engines.Processes;
using Faultline.Kernel;

namespace Faultline.Engines.Postgres.Programs;

/// <summary>
/// What a server leaves outside its process tree. Its backends lead sessions of their own and write over their
/// environment: one that was started just before its parent was killed looks like nobody's. But all of them work in
/// the data folder.
/// </summary>
internal static class Remnants
{
    private const int RoundsMax = 1000;
    private const string LockName = "postmaster.pid";

    /// <summary>Kills what runs in a data folder. Returns when nothing does.</summary>
    public static async ValueTask Kill(Node node, string data)
    {
        if (!Directory.Exists(data))
        {
            return;
        }

        var real = Encoding.UTF8.GetBytes(Unix.RealPath(data));
        for (var round = 0; round < RoundsMax; round++)
        {
            if (!KillOnce(real))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), node.Clock);
        }

        throw new PostgresFailed($"A process in {data} cannot be killed.");
    }

    /// <summary>Removes the piece of shared memory that a killed server left, as its next start would.</summary>
    public static void RemoveShared(string data) => RemoveShared(data, Unix.RemoveShared);

    /// <summary>
    /// Removes the lock of a server that is gone, once nothing runs in its data folder. One that was killed while it
    /// wrote its lock leaves an empty one, beside which PostgreSQL never starts; and the process that a lock names may
    /// be another server's by now, as the shared memory may.
    /// </summary>
    public static void Unlock(string data)
    {
        RemoveShared(data, Unix.RemoveSharedOfNobody);
        File.Delete(Path.Combine(data, LockName));
    }

    private static void RemoveShared(string data, Action<int> remove)
    {
        try
        {
            // The seventh line: the key of the segment, and its id.
            var line = File.ReadLines(Path.Combine(data, LockName)).ElementAtOrDefault(6) ?? "";
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var id]
                && int.TryParse(id, CultureInfo.InvariantCulture, out var segment))
            {
                remove(segment);
            }
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // It ended in order, and took it along.
        }
    }

    private static bool KillOnce(byte[] wanted)
    {
        var files = new ProcFiles();
        var any = false;
        foreach (var pid in ProcFiles.Numbers("/proc"))
        {
            if (!WorksIn(pid, wanted) || ProcessTable.Find(files, pid) is not { IsDead: false })
            {
                continue;
            }

            // Looked at again once it cannot be another's id any more.
            var pidfd = Posix.OpenProcess(pid);
            if (WorksIn(pid, wanted))
            {
                any = true;
                _ = pidfd >= 0 ? Posix.Signal(pidfd, Posix.SigKill) : Posix.SignalById(pid, Posix.SigKill);
            }

            if (pidfd >= 0)
            {
                Posix.Close(pidfd);
            }
        }

        return any;
    }

    /// <summary>Works in the folder, and is PostgreSQL: somebody's shell that looks around there is not ours.</summary>
    private static bool WorksIn(int pid, ReadOnlySpan<byte> data)
    {
        Span<byte> into = stackalloc byte[4096];
        return LinkOf(pid, "cwd"u8, into).SequenceEqual(data)
            && LinkOf(pid, "exe"u8, into) is var program
            && program[(program.LastIndexOf((byte)'/') + 1)..].StartsWith("postgres"u8);
    }

    private static ReadOnlySpan<byte> LinkOf(int pid, ReadOnlySpan<byte> name, Span<byte> into)
    {
        Span<byte> path = stackalloc byte[64];
        var length = Posix.ReadLink(path[..ProcFiles.PathOf(pid, name, path)], into);
        return length <= 0 ? default : into[..length];
    }
}
