using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Faultline.Engines.Processes;

/// <summary>The cgroups of one tree: a folder in each hierarchy that is of use to it.</summary>
internal sealed class Cgroup(IReadOnlyList<string> folders)
{
    private const int PeriodMicroseconds = 100_000;

    private readonly byte[] processes = Encoding.UTF8.GetBytes($"{folders[0]}/cgroup.procs\0");

    /// <summary>Takes a process in, and whatever it starts from then on.</summary>
    public void Add(int pid)
    {
        foreach (var folder in folders)
        {
            Write(folder, "cgroup.procs", pid.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Limits its processors; null is no limit. Says whether that could be done.</summary>
    public bool Limit(double? cpus)
    {
        var any = false;
        var quota = cpus is { } some ? Math.Max(1000, (long)(some * PeriodMicroseconds)) : (long?)null;
        var most = quota?.ToString(CultureInfo.InvariantCulture) ?? "max";
        foreach (var folder in folders)
        {
            any |= Write(folder, "cpu.max", $"{most} {PeriodMicroseconds}")
                || (Write(folder, "cpu.cfs_period_us", $"{PeriodMicroseconds}")
                    && Write(folder, "cpu.cfs_quota_us", $"{quota ?? -1}"));
        }

        return any;
    }

    /// <summary>Kills all in one act, where the kernel can; looks do the rest.</summary>
    public void Kill()
    {
        foreach (var folder in folders)
        {
            Write(folder, "cgroup.kill", "1");
        }
    }

    public HashSet<int> Processes(ProcFiles files)
    {
        var text = files.Read(processes);
        if (text.IsEmpty)
        {
            return [];
        }

        var pids = new HashSet<int>();
        foreach (var line in text.Split((byte)'\n'))
        {
            if (Utf8Parser.TryParse(text[line], out int pid, out _))
            {
                pids.Add(pid);
            }
        }

        return pids;
    }

    /// <summary>What is not there, or may not be written, is no trouble: cgroups are a help, not a need.</summary>
    internal static bool Write(string folder, string file, string text)
    {
        try
        {
            using var handle = File.OpenHandle(
                Path.Combine(folder, file), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.Write(handle, Encoding.ASCII.GetBytes(text), fileOffset: 0);
            return true;
        }
        catch (Exception why) when (why is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
