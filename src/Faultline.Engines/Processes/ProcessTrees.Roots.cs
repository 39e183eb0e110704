using Faultline.Kernel;

namespace Faultline.Engines.Processes;

/// <summary>Roots: found again, known by id and start time, signalled only when they are still the same.</summary>
public sealed partial class ProcessTrees
{
    private const int SettleRoundsMax = 200;

    private void Adopt(TreeRecord record)
    {
        var tree = new Tree(record);
        trees = trees.SetItem(record.Key, tree);
        if (record.Ending is not null)
        {
            return;
        }

        tree.Group = cgroups.Find(record.Key);
        Watch(tree);
        if (record.Boot != boot || !IsThere(record))
        {
            // What it left behind, if anything, goes with it.
            HearOf(tree);
            tree.Doom = tree.RootsEnd is null or Endings.Unheard ? Endings.Unwatched : tree.RootsEnd;
        }
        else if (record.IsPaused
            || (record.Pressure.Cpu <= 0 && ProcessTable.Find(files, record.Pid) is { IsStopped: true }))
        {
            SetPaused(tree, true);
        }
    }

    private void SetPaused(Tree tree, bool isPaused)
    {
        tree.Record = tree.Record with { IsPaused = isPaused };
        Try(() => records.Save(tree.Record));
        tree.View = tree.View with { State = isPaused ? TreeState.Paused : TreeState.Running };
    }

    /// <summary>When the engine is first asked, nothing is left of what ended unwatched or is unknown.</summary>
    private void Settle()
    {
        Sort();
        foreach (var tree in Live)
        {
            TakeOver(tree);
        }

        for (var round = 0; round < SettleRoundsMax && Live.Any(tree => tree.Doom is not null); round++)
        {
            Look();
            Thread.Sleep(TimeSpan.FromMilliseconds(round / 4));
        }

        Sweep(SweepsMax);
    }

    private void Watch(Tree tree)
    {
        tree.Pidfd = Posix.OpenProcess(tree.Record.Pid);
        if (IsKnown(tree.Record))
        {
            tree.Members.Add(tree.Record.Pid, new(tree.Record.Start));
            tree.HasSession = true;
        }
        else
        {
            // The id may be somebody else's by now.
            CloseRoot(tree);
        }

        kinship.HasNewMembers = true;
        Enliven(tree, Youth);
    }

    private void Banish(Tree tree)
    {
        tree.Doom = Endings.Killed;
        strays.Add(tree);
        Posix.Ring(bell);
    }

    private void Enliven(Tree tree, TimeSpan span)
    {
        var until = node.Clock.GetTimestamp() + (long)(span.TotalSeconds * node.Clock.TimestampFrequency);
        tree.LivelyUntil = Math.Max(tree.LivelyUntil, until);
    }

    /// <summary>Whether the system still knows the root, running or not yet reaped.</summary>
    private bool IsKnown(TreeRecord record) =>
        record.Boot == boot && ProcessTable.Find(files, record.Pid) is { } row && row.Start == record.Start;

    private bool IsThere(TreeRecord record) =>
        IsKnown(record) && ProcessTable.Find(files, record.Pid) is { IsDead: false };

    private static bool IsThere(TreeRecord record, ProcessTable table) =>
        table.TryFind(record.Pid, out var row) && row.Start == record.Start && !row.IsDead;

    /// <summary>Stops what runs of a tree. Says whether there was any.</summary>
    private bool StopAll(Tree tree, ProcessTable table)
    {
        var any = false;
        foreach (var (pid, member) in tree.Members)
        {
            if (table.TryFind(pid, out var row) && row.Start == member.Start && !row.IsStopped && !row.IsDead)
            {
                any = true;
                Signal(pid, member.Start, Posix.SigStop);
            }
        }

        return any;
    }

    /// <summary>Signals a process if it still is the one that was meant.</summary>
    private void Signal(int pid, long start, int signal)
    {
        var pidfd = Posix.OpenProcess(pid);
        if (ProcessTable.Find(files, pid) is { } row && row.Start == start)
        {
            _ = pidfd >= 0 ? Posix.Signal(pidfd, signal) : Posix.SignalById(pid, signal);
        }

        if (pidfd >= 0)
        {
            Posix.Close(pidfd);
        }
    }

    private static void CloseRoot(Tree tree)
    {
        if (tree.Pidfd >= 0)
        {
            Posix.Close(tree.Pidfd);
            tree.Pidfd = -1;
        }
    }
}
