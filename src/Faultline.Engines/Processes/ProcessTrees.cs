using System.Collections.Immutable;
using Faultline.Kernel;

namespace Faultline.Engines.Processes;

/// <summary>
/// The process trees of this machine. They outlive the server: whoever is made over the same folder, with the same
/// mark, finds them again. Linux only.
/// </summary>
public sealed partial class ProcessTrees : IProcesses, IAsyncDisposable
{
    private readonly Node node;
    private readonly string owner;
    private readonly string boot = ProcFiles.Boot();
    private readonly TreeRecords records;
    private readonly Cgroups cgroups;
    private readonly ProcFiles files = new();
    private readonly Kinship kinship;
    private readonly Listening listening;
    private readonly Lock gate = new();
    private readonly Lock earsGate = new();
    private readonly TaskCompletionSource watched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int bell = Posix.MakeBell();
    private ImmutableSortedDictionary<string, Tree> trees =
        ImmutableSortedDictionary.Create<string, Tree>(StringComparer.Ordinal);

    private ImmutableList<Action> ears = [];
    private bool disposed;

    /// <summary>
    /// Finds the trees of before. The folder is this engine's alone; the owner is a word that no other engine of this
    /// machine has, the same at every start.
    /// </summary>
    public ProcessTrees(Node node, string folder, string owner)
        : this(node, folder, owner, new Cgroups(owner))
    {
    }

    internal ProcessTrees(Node node, string folder, string owner, Cgroups cgroups)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Process trees are for Linux only.");
        }

        (this.node, this.owner, this.cgroups) = (node, owner, cgroups);
        records = new(folder);
        kinship = new(owner, files);
        listening = new(files);
        foreach (var record in records.Load())
        {
            Adopt(record);
        }

        Settle();
        new Thread(Watch) { IsBackground = true, Name = "process trees" }.Start();
    }

    /// <summary>What a process has in its environment that is to belong to a tree, whoever starts it.</summary>
    public (string Name, string Value) MarkOf(string key) => (Kinship.Variable, $"{owner}/{key}");

    public IReadOnlyList<ProcessTree> All => [.. Volatile.Read(ref trees).Values.Select(tree => tree.View)];

    public ProcessTree? Find(string key) => Volatile.Read(ref trees).GetValueOrDefault(key)?.View;

    public ValueTask Start(string key, ProcessSpec spec, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (trees.GetValueOrDefault(key) is { HasEnded: false })
            {
                throw new InvariantBroken($"The process tree {key} runs already.");
            }

            Forget(key);
            Begin(key, spec);
        }

        Posix.Ring(bell);
        return ValueTask.CompletedTask;
    }

    public async ValueTask Stop(string key, TimeSpan grace, CancellationToken ct)
    {
        Tree tree;
        lock (gate)
        {
            if (!TryFind(key, out tree))
            {
                return;
            }

            if (tree.Doom is null && IsThere(tree.Record))
            {
                tree.IsAsked = true;
                Posix.SignalById(-tree.Record.Pid, tree.Record.EndsByInterrupt ? Posix.SigInt : Posix.SigTerm);
            }
        }

        try
        {
            await tree.Gone.WaitAsync(grace, node.Clock, ct);
        }
        catch (TimeoutException)
        {
            await End(tree, Endings.AfterGrace(grace));
        }
    }

    public async ValueTask Kill(string key)
    {
        Tree tree;
        lock (gate)
        {
            if (!TryFind(key, out tree))
            {
                return;
            }
        }

        await End(tree, Endings.Killed);
    }

    /// <summary>Kills every tree, for a server that goes down. Returns when nothing is left.</summary>
    public async ValueTask KillAll()
    {
        List<Tree> running;
        lock (gate)
        {
            running = [.. trees.Values.Where(tree => !tree.HasEnded)];
        }

        await Task.WhenAll(running.Select(tree => End(tree, Endings.Killed)));
    }

    public void Pause(string key)
    {
        lock (gate)
        {
            if (!TryFind(key, out var tree))
            {
                return;
            }

            SetPaused(tree, true);
            for (var round = 0; round < PauseRoundsMax && StopAll(tree, Sort()); round++)
            {
                Thread.Sleep(1);
            }
        }
    }

    public void Resume(string key)
    {
        lock (gate)
        {
            if (!TryFind(key, out var tree))
            {
                return;
            }

            SetPaused(tree, false);
            Sort();
            foreach (var (pid, member) in tree.Members)
            {
                Signal(pid, member.Start, Posix.SigContinue);
            }
        }
    }

    public void Forget(string key)
    {
        lock (gate)
        {
            if (trees.GetValueOrDefault(key) is not { } tree)
            {
                return;
            }

            if (!tree.HasEnded)
            {
                throw new InvariantBroken($"The process tree {key} still runs, and cannot be forgotten.");
            }

            records.Delete(key);
            Volatile.Write(ref trees, trees.Remove(key));
        }
    }

    public IDisposable OnChange(Action hear)
    {
        lock (earsGate)
        {
            ears = ears.Add(hear);
        }

        return new Ear(this, hear);
    }

    /// <summary>Stops watching. The trees run on; the next engine over the same folder finds them.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            disposed = true;
        }

        Posix.Ring(bell);
        await watched.Task;
        lock (gate)
        {
            Posix.Close(bell);
            foreach (var tree in trees.Values.Where(tree => !tree.HasEnded))
            {
                Let(tree);
                CloseRoot(tree);
                tree.SetLost(new ObjectDisposedException(nameof(ProcessTrees)));
            }
        }
    }

    private bool TryFind(string key, out Tree tree)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return trees.TryGetValue(key, out tree!) && !tree.HasEnded;
    }

    private void Begin(string key, ProcessSpec spec)
    {
        var pid = Spawn.Root(spec, Kinship.MarkOf(owner, key));
        var start = ProcessTable.Find(files, pid)?.Start ?? 0;
        var tree = new Tree(new(key, pid, start, boot, node.Now, Path.GetFullPath(spec.OutputFile))
        {
            OutputBytesMax = spec.OutputBytesMax,
            Address = spec.Address?.ToString(),
            MemoryBytesMax = spec.MemoryBytesMax,
            CpusMax = spec.CpusMax,
            EndsByInterrupt = spec.EndsByInterrupt,
        })
        {
            Group = cgroups.Make(key, spec.CpusMax),
        };
        tree.Group?.Add(pid);
        Watch(tree);
        try
        {
            records.Save(tree.Record);
        }
        catch (Exception why) when (why is IOException or UnauthorizedAccessException)
        {
            // Without a record the next server would not know it.
            Banish(tree);
            throw new StartFailed($"{spec.Program} cannot be run: it cannot be recorded. {why.Message}");
        }

        Volatile.Write(ref trees, trees.SetItem(key, tree));
    }

    private Task End(Tree tree, string why)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (!tree.HasEnded)
            {
                tree.Doom ??= why;
            }
        }

        Posix.Ring(bell);
        return tree.Gone;
    }

    private void Tell()
    {
        foreach (var hear in Volatile.Read(ref ears))
        {
            hear();
        }
    }

    private sealed class Ear(ProcessTrees trees, Action hear) : IDisposable
    {
        public void Dispose()
        {
            lock (trees.earsGate)
            {
                trees.ears = trees.ears.Remove(hear);
            }
        }
    }
}
