namespace Faultline.Engines.Processes;

/// <summary>
/// Trees under pressure. Their memory is what each look compares; their processors are limited by their cgroup, and
/// where there is none that can, the tree stands still for its share of each short period.
/// </summary>
public sealed partial class ProcessTrees
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    public void Press(string key, Pressure pressure)
    {
        lock (gate)
        {
            if (!TryFind(key, out var tree) || tree.Record.Pressure == pressure)
            {
                return;
            }

            // Written before it is so: a server that is killed in between finds what it has to undo.
            tree.Record = tree.Record with { Pressure = pressure };
            Try(() => records.Save(tree.Record));
            tree.View = tree.View with { Pressure = pressure };
            Limit(tree);
            Enliven(tree, Change);
        }

        Posix.Ring(bell);
    }

    /// <summary>Brings the limit of a tree's processors to what its record says.</summary>
    private void Limit(Tree tree)
    {
        var (usual, pressure) = (tree.Record.CpusMax, tree.Record.Pressure);
        var machine = (double)Environment.ProcessorCount;
        var isPressed = pressure.Cpu > 0;
        var left = isPressed ? Math.Min(usual ?? machine, machine) * pressure.CpuLeft : usual;
        var isLimited = tree.Group?.Limit(left) == true;
        tree.TakesTurns = isPressed && !isLimited;
        if (!tree.TakesTurns)
        {
            Let(tree);
        }

        tree.TurnsAt = node.Clock.GetTimestamp();
    }

    /// <summary>How long until some tree is to stand still or to go on; null when none takes turns.</summary>
    private TimeSpan? NextTurn(long now)
    {
        TimeSpan? next = null;
        foreach (var tree in trees.Values.Where(TakesTurns))
        {
            var left = node.Clock.GetElapsedTime(now, tree.TurnsAt);
            next = next is null || left < next ? left : next;
        }

        return next;
    }

    private void TakeTurns()
    {
        var now = node.Clock.GetTimestamp();
        foreach (var tree in trees.Values.Where(TakesTurns).Where(tree => tree.TurnsAt <= now))
        {
            var left = tree.Record.Pressure.CpuLeft;
            if (tree.IsHeld)
            {
                Let(tree);
            }
            else
            {
                Hold(tree);
            }

            var span = Period * (tree.IsHeld ? 1 - left : left);
            tree.TurnsAt = now + (long)(span.TotalSeconds * node.Clock.TimestampFrequency);
        }
    }

    /// <summary>One that is paused, or is to end, is somebody else's to stop.</summary>
    private static bool TakesTurns(Tree tree) =>
        tree is { TakesTurns: true, HasEnded: false, Doom: null, Record.IsPaused: false };

    /// <summary>Stops what runs, parents first: who waits for a child is not to wonder why it stopped.</summary>
    private void Hold(Tree tree)
    {
        foreach (var (pid, member) in tree.Members.OrderBy(each => each.Value.Start))
        {
            if (ProcessTable.Find(files, pid) is { IsStopped: false, IsDead: false } row && row.Start == member.Start)
            {
                member.IsHeld = true;
                Signal(pid, member.Start, Posix.SigStop);
            }
        }

        tree.IsHeld = true;
    }

    /// <summary>Lets go on what was held, and nothing that stopped by itself.</summary>
    private void Let(Tree tree)
    {
        if (tree.IsHeld && !tree.Record.IsPaused)
        {
            foreach (var (pid, member) in tree.Members.OrderByDescending(each => each.Value.Start))
            {
                if (member.IsHeld)
                {
                    member.IsHeld = false;
                    Signal(pid, member.Start, Posix.SigContinue);
                }
            }
        }

        tree.IsHeld = false;
    }

    /// <summary>What an earlier server may have left standing still goes on.</summary>
    private void TakeOver(Tree tree)
    {
        if (tree.Record.Pressure.Cpu <= 0 || tree.Doom is not null)
        {
            return;
        }

        foreach (var member in tree.Members.Values)
        {
            member.IsHeld = true;
        }

        tree.IsHeld = true;
        Limit(tree);
    }
}
