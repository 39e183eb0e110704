using System.Collections.Immutable;
using Faultline.Kernel.Times;

namespace Faultline.Services.Fis.Actions.Ec2;

/// <summary>
/// Takes spot instances away as AWS does: they are told that they may be, have two minutes' notice, and are terminated.
/// What has its notice keeps it, also when the experiment is stopped.
/// </summary>
internal sealed class InterruptMachines(ActionReach reach) : IAction
{
    private const string Before = "durationBeforeInterruption";

    /// <summary>"Spot Instance interruption notices", EC2 user guide.</summary>
    private static readonly TimeSpan notice = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan most = TimeSpan.FromMinutes(15);

    public IEnumerable<string> Check(IReadOnlyDictionary<string, string> parameters) =>
        Given.WithinLimits(parameters, Before, notice, most);

    public async ValueTask<ImmutableSortedDictionary<string, string>> Begin(ActionScene scene, CancellationToken ct)
    {
        var machines = reach.Machines ?? throw ActionRefusal.NotHere("instances that run");
        foreach (var target in scene.Targets)
        {
            if (!await machines.Rebalance(target.Id, scene.Began, ct) && reach.Node.Now < Hour(scene))
            {
                throw ActionRefusal.Failed($"{target.Id} does not run, so that nothing can be announced to it.");
            }
        }

        return Notes.Nothing;
    }

    public async ValueTask<bool> IsOver(ActionScene scene, CancellationToken ct)
    {
        var hour = Hour(scene);
        if (reach.Machines is { } machines && reach.Node.Now >= hour - notice)
        {
            foreach (var target in scene.Targets)
            {
                // One that is gone already needs no notice.
                await machines.Interrupt(target.Id, hour, ct);
            }
        }

        return reach.Node.Now >= hour;
    }

    private static DateTimeOffset Hour(ActionScene scene) =>
        scene.Began + (Spans.TryRead(scene.Parameters[Before], out var span) ? span : notice);
}
