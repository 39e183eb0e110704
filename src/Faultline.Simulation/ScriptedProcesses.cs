using Faultline.Engines.Processes;
using Faultline.Kernel;

namespace Faultline.Simulation;

/// <summary>
/// The process trees of a simulated machine: each lives as its script says. They belong to the machine, not to the
/// server: hand the same object to the server's next life, and it finds its trees as they are. Power that fails ends
/// them (<see cref="PowerOff"/>).
/// </summary>
public sealed class ScriptedProcesses : IProcesses
{
    private readonly World world;
    private readonly string host;
    private readonly Dice dice;
    private readonly SortedDictionary<string, ScriptedTree> trees = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Script> scripts = [];
    private readonly List<(Life? Life, Action Hear)> ears = [];
    private int roots = 1000;

    /// <summary>The machine that the server runs on, by the name of its host.</summary>
    public ScriptedProcesses(World world, string host)
    {
        (this.world, this.host) = (world, host);
        dice = world.Dice.Fork($"processes of {host}");
    }

    /// <summary>What every tree does that has no script of its own.</summary>
    public Script Default { get; set; } = new();

    public IReadOnlyList<ProcessTree> All => [.. trees.Values.Select(tree => tree.View)];

    /// <summary>What the tree of a key does the next time it is started.</summary>
    public void Set(string key, Script script) => scripts[key] = script;

    public ProcessTree? Find(string key) => trees.GetValueOrDefault(key)?.View;

    public async ValueTask Start(string key, ProcessSpec spec, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (Running(key) is not null)
        {
            throw new InvariantBroken($"The process tree {key} runs already.");
        }

        trees.Remove(key);
        var script = scripts.GetValueOrDefault(key, Default);
        if (script.FailsWith is { } why)
        {
            throw new StartFailed(why);
        }

        var tree = new ScriptedTree(world.Clock, key, ++roots, script, spec.MemoryBytesMax);
        trees.Add(key, tree);
        Note("starts", tree);
        if (script.ListensAfter is { } boot && script.Ports.Count > 0)
        {
            tree.After(Drawn(script, boot), () => Listen(tree));
        }

        if (script.EndsAfter is { } life)
        {
            tree.After(Drawn(script, life), () => Exit(tree, script.ExitCode));
        }

        // The server may crash before it knows that its tree runs.
        await Task.Yield();
    }

    public async ValueTask Stop(string key, TimeSpan grace, CancellationToken ct)
    {
        if (Running(key) is not { } tree)
        {
            return;
        }

        Note("is asked to end", tree);
        if (!tree.Script.IgnoresTerm)
        {
            tree.After(Drawn(tree.Script, tree.Script.ObeysAfter), () => End(tree, "stopped: killed by SIGTERM"));
        }

        // The grace is the server's: when it crashes meanwhile, nobody kills.
        await using var timer = world.Node(host).Clock.CreateTimer(
            _ => End(tree, $"killed: it had not ended {grace.TotalSeconds:0.###} s after TERM"),
            null,
            grace,
            Timeout.InfiniteTimeSpan);
        await tree.Gone(ct);
    }

    public async ValueTask Kill(string key)
    {
        if (Running(key) is { } tree)
        {
            End(tree, "killed");
            await Task.Yield();
        }
    }

    public void Pause(string key)
    {
        if (Running(key) is { IsPaused: false } tree)
        {
            Note("is paused", tree);
            tree.Pause();
        }
    }

    public void Resume(string key)
    {
        if (Running(key) is { IsPaused: true } tree)
        {
            Note("is resumed", tree);
            tree.Resume();
        }
    }

    /// <summary>What it has still to do takes longer by as much as the processors do less.</summary>
    public void Press(string key, Pressure pressure)
    {
        if (Running(key) is not { } tree || tree.Pressure == pressure)
        {
            return;
        }

        Note($"is under pressure: {pressure.Cpu} of the processors, {pressure.Memory} of the memory", tree);
        tree.Press(pressure);
        if (pressure.MemoryLeft(tree.MemoryBytesMax) is { } left && tree.Script.MemoryBytes > left)
        {
            End(tree, $"out of memory: the tree held {tree.Script.MemoryBytes >> 20} MiB of {left >> 20} MiB");
        }
    }

    public void Forget(string key)
    {
        if (Running(key) is not null)
        {
            throw new InvariantBroken($"The process tree {key} still runs, and cannot be forgotten.");
        }

        trees.Remove(key);
    }

    /// <summary>Calls back in the life that asked, while it lasts.</summary>
    public IDisposable OnChange(Action hear)
    {
        var ear = (SynchronizationContext.Current as Life, hear);
        ears.Add(ear);
        return new Ear(() => ears.Remove(ear));
    }

    /// <summary>The machine loses its power: no tree is left. Whoever comes next finds that they have ended.</summary>
    public void PowerOff()
    {
        foreach (var tree in trees.Values.Where(tree => !tree.HasEnded).ToList())
        {
            End(tree, "ended while nobody watched");
        }
    }

    private ScriptedTree? Running(string key) =>
        trees.TryGetValue(key, out var tree) && !tree.HasEnded ? tree : null;

    private TimeSpan Drawn(Script script, TimeSpan span) => span + (span * script.Jitter * dice.Fraction());

    private void Listen(ScriptedTree tree)
    {
        Note("listens", tree);
        tree.Listen();
        Tell();
    }

    private void Exit(ScriptedTree tree, int? code) =>
        End(tree, code is null ? "killed by SIGSEGV" : $"exited with {code}", code);

    private void End(ScriptedTree tree, string why, int? code = null)
    {
        if (!tree.HasEnded)
        {
            Note(why, tree);
            tree.End(why, code);
            Tell();
        }
    }

    private void Tell()
    {
        ears.RemoveAll(ear => ear.Life is { Over: true });
        foreach (var (life, hear) in ears.ToArray())
        {
            if (life is null)
            {
                hear();
            }
            else
            {
                life.Post(static hear => ((Action)hear!)(), hear);
            }
        }
    }

    private void Note(string what, ScriptedTree tree) =>
        world.Scheduler.Note(host, $"process {tree.Key} {what}", null, trees.Count);

    private sealed class Ear(Action close) : IDisposable
    {
        public void Dispose() => close();
    }
}
