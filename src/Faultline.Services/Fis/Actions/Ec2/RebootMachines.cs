using System.Collections.Immutable;
using Faultline.Api.Ec2;

namespace Faultline.Services.Fis.Actions.Ec2;

/// <summary>Reboots instances. One that has booted since the action began has had its reboot.</summary>
internal sealed class RebootMachines(ActionReach reach) : IAction
{
    public async ValueTask<ImmutableSortedDictionary<string, string>> Begin(ActionScene scene, CancellationToken ct)
    {
        var booted = reach.Machines is { } machines
            ? await machines.Booted()
            : ImmutableDictionary<string, DateTimeOffset>.Empty;
        var ids = scene.Targets.Select(target => target.Id)
            .Where(id => !booted.TryGetValue(id, out var at) || at < scene.Began)
            .ToList();
        if (ids.Count > 0)
        {
            await reach.Calls.Ask(
                scene.Who, reach.Ec2.RebootInstances, new RebootInstancesRequest { InstanceIds = ids }, ct);
        }

        return Notes.Nothing;
    }
}
