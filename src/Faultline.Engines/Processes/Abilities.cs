namespace Faultline.Engines.Processes;

/// <summary>What this machine lets an engine do with process trees, found out by trying.</summary>
/// <param name="Pidfds">A process can be waited for, and signalled whatever becomes of its id.</param>
/// <param name="Groups">A tree can be found and killed as one.</param>
/// <param name="Limits">A tree can be held to a share of the processors.</param>
public sealed record Abilities(bool Pidfds, bool Groups, bool Limits)
{
    /// <summary>The owner is a word that no engine of this machine has. No cgroup of it is left.</summary>
    public static Abilities Find(string owner)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new(false, false, false);
        }

        var pidfd = Posix.OpenProcess(Environment.ProcessId);
        if (pidfd >= 0)
        {
            Posix.Close(pidfd);
        }

        var cgroups = new Cgroups(owner);
        var limits = cgroups.Make("trial", cpus: 1)?.Limit(1) == true;
        cgroups.Sweep(new HashSet<string>());
        return new(pidfd >= 0, cgroups.CanGroup, limits);
    }
}
