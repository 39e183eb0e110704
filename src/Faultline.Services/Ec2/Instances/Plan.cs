using Faultline.Api.Ec2;
using Faultline.Engines.Processes;
using Faultline.Kernel.Faults;

namespace Faultline.Services.Ec2.Instances;

/// <summary>
/// What is to be done about an instance, given how its host does and what runs of it: one act of the engine, or a step
/// to another state, or nothing. Pure: the reconciler asks again after each.
/// </summary>
internal readonly record struct Plan(Act Act, Machine? Next = null, DateTimeOffset? Again = null)
{
    /// <summary>What the host leaves it, for <see cref="Act.Press"/>.</summary>
    public Pressure Pressure { get; init; }

    private static Plan Nothing => new(Act.None);

    public static Plan For(Machine machine, HostState host, MachineTrees trees, DateTimeOffset now) =>
        machine.State switch
        {
            InstanceStateName.Pending => Pending(machine, host, trees, now),
            InstanceStateName.Running => Running(machine, host, trees, now),
            InstanceStateName.Stopping or InstanceStateName.ShuttingDown => Ending(machine, host, trees, now),
            _ => trees.IsEmpty ? Nothing : new(trees.AnyAlive ? Act.Kill : Act.Remove),
        };

    private static Plan Pending(Machine machine, HostState host, MachineTrees trees, DateTimeOffset now)
    {
        if (host.Off)
        {
            return Fail(machine, "The host of the instance has no power.", now);
        }

        if (trees.StaleAlive || trees.Current is null)
        {
            return new(trees.StaleAlive ? Act.Kill : Act.Boot);
        }

        return machine.Due > now
            ? new(Act.None, Again: machine.Due)
            : new(Act.None, machine.Up().Enter(InstanceStateName.Running, now));
    }

    private static Plan Running(Machine machine, HostState host, MachineTrees trees, DateTimeOffset now)
    {
        if (host.Off)
        {
            // It is written down before it dies, so that a crash of ours in between takes it for no death of its own.
            return machine.Downfall != Downfall.Fault ? new(Act.None, machine.Down(Downfall.Fault, now))
                : trees.AnyAlive ? new(Act.Kill)
                : Nothing;
        }

        if (trees.StaleAlive)
        {
            return new(machine.Reboots ? Act.Halt : Act.Kill);
        }

        if (trees.Current is not { } tree)
        {
            return machine.Downfall == Downfall.None && !machine.Reboots
                ? new(Act.None, machine.Down(Downfall.Fault, now))
                : new(Act.Boot);
        }

        if (tree.State == TreeState.Ended)
        {
            return Dead(machine, tree, now);
        }

        if (machine.Downfall != Downfall.None || machine.Reboots)
        {
            return new(Act.None, machine.Up());
        }

        var isPaused = tree.State == TreeState.Paused;
        if (host.Paused != isPaused)
        {
            return new(host.Paused ? Act.Pause : Act.Resume);
        }

        var pressure = new Pressure(host.CpuLoad, host.MemoryLoad);
        if (tree.Pressure != pressure)
        {
            return new(Act.Press) { Pressure = pressure };
        }

        // Who stands still does not answer its status checks.
        return isPaused == machine.ImpairedSince is not null
            ? Nothing
            : new(Act.None, machine with { ImpairedSince = isPaused ? now : null });
    }

    /// <summary>It has ended while its host is well.</summary>
    private static Plan Dead(Machine machine, ProcessTree tree, DateTimeOffset now)
    {
        if (tree.WhileAway)
        {
            // We were not there either: to whoever runs here, that was a loss of power.
            return new(Act.None, machine.Down(Downfall.Fault, now));
        }

        if (tree.ExitCode == BootScript.RebootCode)
        {
            return new(Act.None, machine.Reboot());
        }

        if (tree.ExitCode != 0)
        {
            return machine.Downfall == Downfall.Crash ? Nothing : new(Act.None, machine.Down(Downfall.Crash, now));
        }

        var state = machine.TerminatesOnShutdown ? InstanceStateName.ShuttingDown : InstanceStateName.Stopping;
        return new(Act.None, machine.Enter(state, now).Because(
            Reasons.Shutdown, $"{Reasons.Shutdown}: Instance initiated shutdown", now));
    }

    private static Plan Ending(Machine machine, HostState host, MachineTrees trees, DateTimeOffset now)
    {
        if (trees.AnyAlive)
        {
            return new(machine.Forced || host.Off || host.Paused ? Act.Kill : Act.Halt);
        }

        if (machine.Due > now)
        {
            return new(Act.None, Again: machine.Due);
        }

        var state = machine.Is(InstanceStateName.Stopping)
            ? InstanceStateName.Stopped
            : InstanceStateName.Terminated;
        return new(Act.None, machine.Enter(state, now));
    }

    /// <summary>What never ran is terminated; what was stopped before is stopped again.</summary>
    public static Plan Fail(Machine machine, string why, DateTimeOffset now)
    {
        var state = machine.Boots <= 1 ? InstanceStateName.ShuttingDown : InstanceStateName.Stopping;
        return new(Act.None, machine.Enter(state, now).Because(Reasons.Internal, $"{Reasons.Internal}: {why}", now));
    }
}

/// <summary>What the engine is to do for an instance.</summary>
internal enum Act
{
    None,
    Boot,

    /// <summary>Ends it in order: it is told, and has a while.</summary>
    Halt,

    /// <summary>Ends it at once, as a loss of power does.</summary>
    Kill,
    Pause,
    Resume,

    /// <summary>Something else on its host takes more, or less, of what it may use.</summary>
    Press,

    /// <summary>Nothing of it is needed any more.</summary>
    Remove,
}
