using Faultline.Kernel;
using Faultline.Store;

namespace Faultline.Simulation;

/// <summary>
/// A disk that keeps apart what is durable and what is only written: a crash forgets, keeps or tears the latter. Faults
/// make it fail, fill up, slow down or stick.
/// </summary>
public sealed class SimulatedDisk : IDisk
{
    private readonly World world;
    private readonly Dice dice;
    private readonly string name;
    private readonly FolderTree tree = new();
    private readonly List<DiskFaultInForce> faults = [];
    private readonly TimeSpan usual;
    private readonly List<(long Act, Action Do)> planned = [];
    private int crashes;

    internal SimulatedDisk(World world, string name)
    {
        this.world = world;
        this.name = name;
        dice = world.Dice.Fork($"disk {name}");

        // Swarm: some disks answer at once, some take their time.
        usual = TimeSpan.FromMicroseconds(dice.Below(4) switch { 0 => 0, 1 => 1000, _ => 100 });
    }

    /// <summary>Writes that were asked for so far; creations, deletions and moves of files count too.</summary>
    public long Writes { get; private set; }

    /// <summary>Syncs that were asked for so far, of files and of folders.</summary>
    public long Syncs { get; private set; }

    /// <summary>The paths of all files, in order.</summary>
    public IReadOnlyList<string> Files => [.. tree.Files.Select(file => file.Key)];

    /// <summary>A fault is in force until it is disposed.</summary>
    public IDisposable Begin(DiskFault fault)
    {
        world.Scheduler.Note(name, "disk fault begins", fault.ToString(), 0);
        var inForce = new DiskFaultInForce(
            fault,
            ended =>
            {
                world.Scheduler.Note(name, "disk fault ends", fault.ToString(), 0);
                faults.Remove(ended);
            });
        faults.Add(inForce);
        return inForce;
    }

    /// <summary>Does something just before the n-th write or sync from now on, counted from 1: a crash, say.</summary>
    public void At(long nth, Action act) => planned.Add((Writes + Syncs + nth, act));

    /// <summary>Forgets what was planned and has not come about.</summary>
    public void PlanNothing() => planned.Clear();

    /// <summary>The power fails: what was not synced is kept, forgotten or torn. Open files are lost.</summary>
    public void Crash()
    {
        crashes++;
        world.Scheduler.Note(name, "disk loses power", null, crashes);
        tree.Crash(dice);
    }

    /// <summary>Turns one bit over, as disks do with time.</summary>
    public void Flip(string path, long offset, int bit)
    {
        world.Scheduler.Note(name, $"bit {bit} flips in {path} at", "", offset);
        Find(path).Flip(offset, bit);
    }

    /// <summary>What a file holds, as a program would read it.</summary>
    public byte[] Contents(string path) => Find(path).Seen.ToArray();

    public IDiskFile Open(string path)
    {
        path = Clean(path);
        if (tree.Find(path) is not { } file)
        {
            Pass(DiskAct.Write, path, 0);
            file = tree.Make(path);
        }

        return new SimulatedFile(this, file, path, crashes);
    }

    public bool Exists(string path) => tree.Exists(Clean(path));

    public IReadOnlyList<string> List(string folder) => tree.List(Clean(folder));

    public void Delete(string path)
    {
        path = Clean(path);
        Pass(DiskAct.Write, path, 0);
        if (tree.Find(path) is not null)
        {
            tree.Delete(path);
        }
    }

    public void Move(string from, string to)
    {
        (from, to) = (Clean(from), Clean(to));
        var file = Find(from);
        Pass(DiskAct.Write, to, 0);
        tree.Move(from, to, file);
    }

    public void SyncFolder(string folder)
    {
        folder = Clean(folder);
        Pass(DiskAct.Sync, folder, 0);
        tree.Sync(folder);
    }

    internal Dice Dice => dice;

    /// <summary>Whether a file was opened in the present life of the disk.</summary>
    internal bool IsPresent(int life) => life == crashes;

    /// <summary>Counts an act and lets the faults in force judge it; throws what they make of it.</summary>
    internal void Pass(DiskAct act, string path, long growth)
    {
        CheckAlive();
        var number = act == DiskAct.Write ? ++Writes : ++Syncs;
        world.Scheduler.Note(name, act == DiskAct.Write ? "writes" : "syncs", path, number);
        DoWhatIsPlanned();
        var bytesAfter = growth > 0 ? tree.Files.Sum(file => file.Value.Seen.Length) + growth : 0;
        IOException? failure = null;
        foreach (var fault in faults)
        {
            failure ??= fault.Judge(act, bytesAfter);
        }

        if (failure is not null)
        {
            world.Scheduler.Note(name, "fails", failure.Message, 0);
            throw failure;
        }
    }

    /// <summary>What a crashed host still runs, until it next waits, no longer reaches its disk.</summary>
    internal static void CheckAlive()
    {
        if (SynchronizationContext.Current is Life { Over: true } life)
        {
            throw new HostCrashed(life.Name);
        }
    }

    /// <summary>Something that the store must never do: it fails the story, whoever catches it.</summary>
    internal InvariantBroken Broken(string what)
    {
        var broken = new InvariantBroken(what);
        world.Fail(broken);
        return broken;
    }

    /// <summary>Takes as long as a write or a sync of this disk takes.</summary>
    internal async ValueTask Wait()
    {
        foreach (var fault in faults.ToArray())
        {
            await fault.Release();
        }

        var span = usual * (2 * dice.Fraction());
        foreach (var fault in faults)
        {
            span += fault.Fault.Delays(dice);
        }

        // Now and then a disk thinks for long.
        if (span > TimeSpan.Zero)
        {
            await world.Delay(dice.Chance(0.01) ? span * 100 : span);
        }
    }

    private void DoWhatIsPlanned()
    {
        var before = crashes;
        foreach (var plan in planned.Where(plan => plan.Act == Writes + Syncs).ToArray())
        {
            planned.Remove(plan);
            plan.Do();
        }

        CheckAlive();
        if (crashes != before)
        {
            throw new IOException($"{name} lost power.");
        }
    }

    private Inode Find(string path) =>
        tree.Find(Clean(path)) ?? throw new FileNotFoundException($"There is no {path} on {name}.", path);

    private static string Clean(string path) => path.Trim('/');
}
