using Faultline.Kernel;

namespace Faultline.Engines.Processes;

/// <summary>The thread: it waits for roots that end and for the next look, and looks.</summary>
public sealed partial class ProcessTrees
{
    private const int PauseRoundsMax = 20;
    private const int SweepsMax = 50;

    /// <summary>So many looks stop what is new before the next one kills: whatever forks faster dies in part.</summary>
    private const int StopsMax = 8;

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Youth = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Change = TimeSpan.FromSeconds(2);

    /// <summary>Marked processes that belong to no tree, gathered to be killed.</summary>
    private readonly List<Tree> strays = [];

    private long lastLook;
    private long lastWholeLook;
    private int sweeps;

    private IReadOnlyList<Tree> Live => [.. trees.Values.Where(tree => !tree.HasEnded), .. strays];

    private void Watch()
    {
        var roots = new List<Tree>();
        while (true)
        {
            Posix.Watched[] descriptors;
            int wait;
            lock (gate)
            {
                if (disposed)
                {
                    break;
                }

                roots.Clear();
                roots.AddRange(Live.Where(tree => tree.Pidfd >= 0));
                descriptors = [new() { File = bell, For = Posix.PollIn }, .. roots.Select(Watched)];
                wait = Wait();
            }

            Posix.Poll(descriptors, wait);
            try
            {
                Act(roots, descriptors);
            }
            catch (Exception trouble)
            {
                node.Report(trouble);
                Thread.Sleep(Soon);
            }
        }

        watched.SetResult();
    }

    private static Posix.Watched Watched(Tree tree) => new() { File = tree.Pidfd, For = Posix.PollIn };

    private void Act(List<Tree> roots, Posix.Watched[] descriptors)
    {
        if (descriptors[0].Seen != 0)
        {
            Posix.Silence(bell);
        }

        var changed = false;
        lock (gate)
        {
            for (var i = 0; i < roots.Count; i++)
            {
                if (descriptors[i + 1].Seen != 0)
                {
                    HearOf(roots[i]);
                }
            }

            TakeTurns();
            if (LookIn() == 0)
            {
                changed = Look();
            }
        }

        if (changed)
        {
            Tell();
        }
    }

    /// <summary>How long nothing is to be done, in milliseconds; -1 when nothing is.</summary>
    private int Wait()
    {
        var look = LookIn();
        return NextTurn(node.Clock.GetTimestamp()) is not { } turn ? look
            : turn <= TimeSpan.Zero ? 0
            : (int)Math.Ceiling(look < 0 ? turn.TotalMilliseconds : Math.Min(look, turn.TotalMilliseconds));
    }

    /// <summary>How long nothing needs to be looked at, in milliseconds; -1 when nothing does.</summary>
    private int LookIn()
    {
        TimeSpan? pace = null;
        var now = node.Clock.GetTimestamp();
        foreach (var tree in Live)
        {
            var own = tree.Doom is not null ? TimeSpan.FromMilliseconds(Math.Min(100, tree.Blows / 4))
                : tree.Pidfd < 0 || tree.LivelyUntil > now || tree.TakesTurns ? Soon
                : Later;
            pace = pace is null || own < pace ? own : pace;
        }

        if (sweeps > 0 && !(pace < Soon))
        {
            pace = Soon;
        }

        if (pace is not { } span)
        {
            return -1;
        }

        var left = span - node.Clock.GetElapsedTime(lastLook, now);
        return left <= TimeSpan.Zero ? 0 : (int)Math.Ceiling(left.TotalMilliseconds);
    }

    /// <summary>Looks at everything once, and does what is due. Says whether that is worth an OnChange.</summary>
    private bool Look()
    {
        lastLook = node.Clock.GetTimestamp();
        var span = node.Clock.GetElapsedTime(lastWholeLook, lastLook);
        var whole = span >= Later ? span : (TimeSpan?)null;
        lastWholeLook = whole is null ? lastWholeLook : lastLook;
        foreach (var tree in Live)
        {
            tree.WasEmpty = tree.IsEmpty;
        }

        var table = Sort();
        var live = Live;
        foreach (var tree in live)
        {
            TakeIn(tree, table, whole);
        }

        var changed = TakePorts(live);
        foreach (var tree in live.Where(tree => tree.Doom is not null))
        {
            changed |= Strike(tree);
        }

        if (sweeps > 0)
        {
            Sweep(sweeps - 1);
        }

        return changed;
    }

    private ProcessTable Sort()
    {
        var table = ProcessTable.Look(files);
        foreach (var key in kinship.Sort(table, Live).Distinct())
        {
            // No root of its own: the next look finds its members by the mark.
            Banish(new(new(key, Pid: 0, Start: 0, boot, node.Now, OutputFile: "")));
        }

        return table;
    }

    /// <param name="whole">How long ago the last look at everything was; null where this is none.</param>
    private void TakeIn(Tree tree, ProcessTable table, TimeSpan? whole)
    {
        if (tree.RootsEnd is null && tree.Record.Pid != 0 && !IsThere(tree.Record, table))
        {
            HearOf(tree);
        }

        var (before, limit) = (tree.View.Usage, tree.Record.Pressure.MemoryLeft(tree.Record.MemoryBytesMax));
        var count = tree.Members.Count;
        var usage = Usage.Take(tree, table, files, whole is not null || limit is not null, whole is not null);
        if (whole is { } span && (usage.ReadBytes, usage.WrittenBytes) == (before.ReadBytes, before.WrittenBytes))
        {
            usage = usage with { Idle = usage.Idle + span };
        }

        tree.View = tree.View with { Usage = usage };
        if (tree.Members.Count != count
            || usage.Processes != before.Processes
            || usage.MemoryBytes > before.MemoryBytes + (before.MemoryBytes / 8)
            || usage.MemoryBytes > limit / 2)
        {
            Enliven(tree, Change);
        }

        if (usage.MemoryBytes > limit)
        {
            tree.Doom ??= Endings.OutOfMemory(usage.MemoryBytes, limit.Value);
        }

        if (tree.Record.IsPaused && tree.Doom is null)
        {
            StopAll(tree, table);
        }
        else if (tree.IsHeld && TakesTurns(tree))
        {
            // What it has started is new to us, and stands still with it.
            Hold(tree);
        }

        if (tree.Record.OutputFile.Length > 0)
        {
            Try(() => Output.Bound(tree.Record.OutputFile, tree.Record.OutputBytesMax));
        }
    }

    private bool TakePorts(IReadOnlyList<Tree> live)
    {
        var ports = listening.Look(live, kinship.HasNewMembers);
        kinship.HasNewMembers = false;
        var changed = false;
        foreach (var tree in live)
        {
            IReadOnlyList<int> own = ports.TryGetValue(tree, out var found) ? [.. found] : [];
            if (!own.SequenceEqual(tree.View.Ports))
            {
                tree.View = tree.View with { Ports = own };
                Enliven(tree, Change);
                changed = true;
            }
        }

        return changed;
    }

    /// <summary>Kills what a look has found of a tree that is to end. Says whether it has ended.</summary>
    private bool Strike(Tree tree)
    {
        var alive = tree.Members.Where(member => !member.Value.IsDead).ToList();
        if (alive.Count == 0)
        {
            // A child of one who lived when the look began may have come to be where the look had passed already.
            return tree.WasEmpty && Finish(tree);
        }

        tree.Group?.Kill();
        var fresh = alive.Where(member => !member.Value.WasStopped).ToList();
        var isToStop = alive.Count > 1 && fresh.Count > 0 && tree.Blows % (StopsMax + 1) != StopsMax;
        foreach (var (pid, member) in isToStop ? fresh : alive)
        {
            member.WasStopped = true;
            Signal(pid, member.Start, isToStop ? Posix.SigStop : Posix.SigKill);
        }

        tree.Blows++;
        return false;
    }

    private bool Finish(Tree tree)
    {
        HearOf(tree);
        CloseRoot(tree);
        if (strays.Remove(tree))
        {
            return false;
        }

        var why = tree.Doom!;
        tree.Record = tree.Record with { Ending = why, ExitCode = tree.ExitCode };
        Try(() => records.Save(tree.Record));
        var cpu = tree.View.Usage.Cpu;
        tree.View = tree.View with
        {
            State = TreeState.Ended,
            Root = null,
            Ending = why,
            ExitCode = tree.ExitCode,
            Ports = [],
            Usage = tree.View.Usage with
            {
                Processes = 0,
                MemoryBytes = 0,
                Cpu = cpu > tree.CpuOfRoot ? cpu : tree.CpuOfRoot,
            },
        };
        Sweep(SweepsMax);
        tree.SetGone();
        return true;
    }

    /// <summary>The root has ended: takes its status, and what is left of the tree is to end too.</summary>
    private void HearOf(Tree tree)
    {
        if (tree.RootsEnd is not null || tree.Record.Pid == 0)
        {
            return;
        }

        // An id that is another's by now is not ours to reap.
        var (got, status, cpu) = (-1, 0, TimeSpan.Zero);
        if (IsKnown(tree.Record) && (got = Posix.Reap(tree.Record.Pid, out status, out cpu)) == 0)
        {
            // Somebody who traces it is to hear first: it is looked at until then, its pidfd would only wake us.
            CloseRoot(tree);
            return;
        }

        tree.CpuOfRoot = cpu;
        tree.RootsEnd = got > 0 ? Endings.Of(status) : Endings.Unheard;
        if (tree.Doom is null)
        {
            tree.Doom = tree.IsAsked ? $"stopped: {tree.RootsEnd}" : tree.RootsEnd;
            tree.ExitCode = got > 0 && !tree.IsAsked ? Endings.CodeOf(status) : null;
        }

        CloseRoot(tree);
    }

    private void Sweep(int times)
    {
        sweeps = times;
        Try(() => sweeps = cgroups.Sweep(Live.Select(tree => tree.Key).ToHashSet(StringComparer.Ordinal)) ? 0 : sweeps);
    }

    private void Try(Action act)
    {
        try
        {
            act();
        }
        catch (Exception why) when (why is IOException or UnauthorizedAccessException)
        {
            node.Report(why);
        }
    }
}
