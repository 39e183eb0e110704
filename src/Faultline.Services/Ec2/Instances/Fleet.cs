using Faultline.Api.Ec2;
using Faultline.Engines.Processes;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Maintenance;
using Faultline.Services.Ec2.Metadata;

namespace Faultline.Services.Ec2.Instances;

/// <summary>
/// Brings what runs to what is asked for: looks how each instance, its host and its processes do, takes the steps that
/// are due, and lets the engine act. What it takes down it has written down before, so a crash in between is made good
/// by looking again.
/// </summary>
internal sealed class Fleet : IAsyncDisposable
{
    /// <summary>How long the system of an instance has to end in order before it is cut off.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>
    /// So many boot in one look: then it is written down that they run, and whatever ends is not kept waiting.
    /// </summary>
    private const int BootsMax = 16;

    /// <summary>Steps that one look takes with one instance; more of them and the plan goes round in circles.</summary>
    private const int StepsMax = 8;

    private readonly Ec2Book book;
    private readonly Node node;
    private readonly Surroundings around;
    private readonly Ec2Engines engines;
    private readonly BootPlan boot;
    private readonly Transitions transitions;
    private readonly MetadataDoors metadata;
    private readonly Action changed;
    private readonly Recovery recovery;
    private readonly Appointments appointments;
    private readonly Reconciler reconciler;
    private readonly Dictionary<string, string> linked = new(StringComparer.Ordinal);
    private long swept = -1;
    private IDisposable[] listening = [];

    /// <summary>It says so when an instance came into another state, which others may wait for.</summary>
    public Fleet(
        Ec2Book book,
        Node node,
        Surroundings around,
        Ec2Engines engines,
        BootPlan boot,
        Transitions transitions,
        MetadataDoors metadata,
        Action changed)
    {
        (this.book, this.node, this.around, this.engines) = (book, node, around, engines);
        (this.boot, this.transitions, this.metadata, this.changed) = (boot, transitions, metadata, changed);
        recovery = new(around, node.Dice.Fork("recovery"));
        appointments = new(transitions);
        reconciler = new(node, Look);
    }

    public void Start()
    {
        engines.Folders.Write(BootScript.Commands, boot.Commands());
        listening = [around.Board.OnChange(Tell), engines.Processes.OnChange(Tell)];
        reconciler.Start();
    }

    public void Tell() => reconciler.Tell();

    public async ValueTask DisposeAsync()
    {
        foreach (var each in listening)
        {
            each.Dispose();
        }

        await reconciler.DisposeAsync();
        await metadata.DisposeAsync();
    }

    private async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        var (errands, living, again) = await Decide(ct);

        // Before anything boots: the first thing that many programs do is to ask who they are.
        await metadata.Keep(living.ConvertAll(each => each.Machine));
        living.ForEach(Link);
        if (errands.Count == 0)
        {
            return again;
        }

        var boots = errands.Where(errand => errand.Plan.Act == Act.Boot).Skip(BootsMax);
        var failures = await Task.WhenAll(errands.Except(boots).Select(errand => Do(errand, ct)));
        await Fail([.. failures.OfType<Failure>()], ct);
        return node.Now;
    }

    private async ValueTask<(List<Errand>, List<Living>, DateTimeOffset? Again)> Decide(CancellationToken ct)
    {
        var errands = new List<Errand>();
        DateTimeOffset? again = null;
        using var held = await book.Take(ct);
        var (state, now) = (held.State, node.Now);
        var trees = MachineTrees.ByMachine(engines.Processes);
        var before = state.Machines.All.ToList();
        var captures = false;
        foreach (var machine in before)
        {
            var plan = Settle(state, machine, trees[machine.Id], now);
            if (plan.Act == Act.Boot && !Storage.Disks.Ready(state, machine.Id))
            {
                // Whoever makes volumes tells us when they are there, or that they cannot be made.
                GiveUp(state, machine.Id, now);
                continue;
            }

            if (plan.Act == Act.Boot && Images.Captures.Holds(state, machine.Id))
            {
                // Whoever takes them tells us too.
                captures = true;
                continue;
            }

            if (plan.Act != Act.None)
            {
                var settled = state.Machines.Find(machine.Id)!;
                errands.Add(new(settled, plan, MachineTrees.Of(settled, trees[machine.Id]), Disks(state, settled)));
            }

            again = plan.Again < again || again is null ? plan.Again ?? again : again;
        }

        var hasMoved = before.Exists(machine => !ReferenceEquals(state.Machines.Find(machine.Id), machine));
        var strays = trees.Select(each => each.Key).Where(id => state.Machines.Find(id) is null)
            .Concat(Abandoned(state, hasMoved).Where(id => !trees.Contains(id)));
        errands.AddRange(strays.Select(id => Stray(id, trees[id])));
        var living = state.Machines.All
            .Where(machine => machine.HasRoom)
            .Select(machine => new Living(machine, Disks(state, machine)))
            .ToList();
        await held.Keep();
        if (hasMoved || captures)
        {
            changed();
        }

        return (errands, living, again);
    }

    /// <summary>An instance whose volumes could not be made never boots.</summary>
    private void GiveUp(Ec2State state, string id, DateTimeOffset now)
    {
        var machine = state.Machines.Find(id)!;
        if (Storage.Disks.Of(state, id).Exists(disk => disk.Is(VolumeState.Error)))
        {
            transitions.Take(state, machine, Plan.Fail(machine, "A volume could not be made.", now).Next!, now);
            reconciler.Tell();
        }
    }

    /// <summary>Takes every step that needs nobody but us; gives the plan that is left.</summary>
    private Plan Settle(Ec2State state, Machine machine, IEnumerable<ProcessTree> trees, DateTimeOffset now)
    {
        for (var step = 0; step < StepsMax; step++)
        {
            if (machine.Is(InstanceStateName.Terminated) && machine.Since + Life.TerminatedShown <= now)
            {
                state.Machines.Remove(machine.Id);
                Schedule.Forget(state, machine.Id);
                return default;
            }

            var plan = appointments.Or(state, machine, Next(state, machine, trees, now), now);
            if (plan.Next is not { } next)
            {
                return plan.Act == Act.None && machine.Is(InstanceStateName.Terminated)
                    ? plan with { Again = machine.Since + Life.TerminatedShown }
                    : plan;
            }

            machine = transitions.Take(state, machine, next, now);
        }

        throw new InvariantBroken($"The plan for {machine.Id} goes round in circles.");
    }

    private Plan Next(Ec2State state, Machine machine, IEnumerable<ProcessTree> trees, DateTimeOffset now) =>
        recovery.Or(
            state, machine, Plan.For(machine, HostOf(state, machine), MachineTrees.Of(machine, trees), now), now);

    private HostState HostOf(Ec2State state, Machine machine) =>
        machine.Host is { } name && state.Hosts.Find(name) is { } host
            ? around.Board.View.Host(host, machine.Id)
            : HostState.Well;

    private async Task<Failure?> Do(Errand errand, CancellationToken ct)
    {
        var processes = engines.Processes;
        var keys = errand.Trees.All.Select(tree => tree.Key);
        switch (errand.Plan.Act)
        {
            case Act.Boot:
                return await Boot(errand, ct);
            case Act.Halt:
                await Task.WhenAll(keys.Select(key => processes.Stop(key, Grace, ct).AsTask()));
                break;
            case Act.Kill:
                await Task.WhenAll(keys.Select(key => processes.Kill(key).AsTask()));
                break;
            case Act.Pause:
                processes.Pause(errand.Trees.Current!.Key);
                break;
            case Act.Resume:
                processes.Resume(errand.Trees.Current!.Key);
                break;
            case Act.Press:
                processes.Press(errand.Trees.Current!.Key, errand.Plan.Pressure);
                break;
            case Act.Remove:
                Forget(errand.Trees.All);
                if (!errand.Machine.Is(InstanceStateName.Stopped))
                {
                    engines.Folders.Remove(errand.Machine.Id);
                    linked.Remove(errand.Machine.Id);
                }

                break;
            default:
                break;
        }

        return null;
    }

    private async Task<Failure?> Boot(Errand errand, CancellationToken ct)
    {
        try
        {
            Forget(errand.Trees.All);
            var (machine, id) = (errand.Machine, errand.Machine.Id);
            engines.Folders.Write(id, boot.Files(machine));
            var root = errand.Disks.FirstOrDefault(disk => disk.Device == machine.Shown.RootDeviceName);
            var folder = root is null ? engines.Folders.PathOf(id) : engines.Volumes.FolderOf(root.Volume);
            var spec = boot.Spec(machine, folder);
            await engines.Processes.Start(MachineTrees.KeyOf(machine), spec, ct);
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new(errand.Machine, refused.Message);
        }
    }

    /// <summary>What could not be started is ended, if it is still what it was.</summary>
    private async ValueTask Fail(List<Failure> failures, CancellationToken ct)
    {
        if (failures.Count == 0)
        {
            return;
        }

        using var held = await book.Take(ct);
        foreach (var (machine, why) in failures)
        {
            if (ReferenceEquals(held.State.Machines.Find(machine.Id), machine))
            {
                transitions.Take(held.State, machine, Plan.Fail(machine, why, node.Now).Next!, node.Now);
            }
        }

        await held.Keep();
        changed();
    }

    /// <summary>Shows an instance the volumes that it has now: they come and go while it runs.</summary>
    private void Link(Living living)
    {
        var links = living.Disks.ToDictionary(
            disk => Path.GetFileName(disk.Device),
            disk => engines.Volumes.FolderOf(disk.Volume),
            StringComparer.Ordinal);
        var text = string.Join('\n', links.Select(link => $"{link.Key} {link.Value}"));
        if (linked.GetValueOrDefault(living.Machine.Id) != text)
        {
            engines.Folders.Link(living.Machine.Id, BootScript.Volumes, links);
            linked[living.Machine.Id] = text;
        }
    }

    private void Forget(IEnumerable<ProcessTree> trees)
    {
        foreach (var tree in trees)
        {
            engines.Processes.Forget(tree.Key);
        }
    }

    /// <summary>
    /// Instances that are gone but for their folders, which one has from before its first boot. Nothing is looked for
    /// while nothing has changed.
    /// </summary>
    private IEnumerable<string> Abandoned(Ec2State state, bool hasMoved)
    {
        if (swept == state.Version && !hasMoved)
        {
            return [];
        }

        swept = state.Version;
        return engines.Folders.All.Where(id => id != BootScript.Commands
            && (state.Machines.Find(id) is not { } machine || machine.Is(InstanceStateName.Terminated)));
    }

    /// <summary>What is here of an instance that nobody knows, or that is gone.</summary>
    private static Errand Stray(string id, IEnumerable<ProcessTree> trees)
    {
        var nobody = new Machine(id, "", new() { State = Life.Named(InstanceStateName.Terminated) })
        {
            Reservation = "",
        };
        var all = new MachineTrees(null, [.. trees]);
        return new(nobody, new(all.AnyAlive ? Act.Kill : Act.Remove), all, []);
    }

    private static List<Disk> Disks(Ec2State state, Machine machine) =>
    [
        .. from volume in state.Volumes.All
            let attached = volume.Shown.Attachments?.Find(each => each.InstanceId == machine.Id)
            where attached is not null && attached.State != VolumeAttachmentState.Detaching
            select new Disk(volume.Id, attached.Device!),
    ];

    /// <summary>Something for the engine to do, with all that it has to know.</summary>
    private sealed record Errand(Machine Machine, Plan Plan, MachineTrees Trees, List<Disk> Disks);

    /// <summary>An instance that has room on a host, with its volumes.</summary>
    private sealed record Living(Machine Machine, List<Disk> Disks);

    private sealed record Disk(string Volume, string Device);

    private sealed record Failure(Machine Machine, string Why);
}
