using System.Collections.Immutable;
using Faultline.Api.Ec2;

namespace Faultline.Services.Fis.Actions.Ec2;

/// <summary>Terminates instances, for good.</summary>
internal sealed class TerminateMachines(ActionReach reach) : IAction
{
    public async ValueTask<ImmutableSortedDictionary<string, string>> Begin(ActionScene scene, CancellationToken ct)
    {
        var there = await reach.Look(scene, scene.Targets.Select(target => target.Id), ct);
        var ids = there.Where(each => !each.IsGone()).Select(each => each.InstanceId!).ToList();
        if (ids.Count > 0)
        {
            await reach.Calls.Ask(
                scene.Who, reach.Ec2.TerminateInstances, new TerminateInstancesRequest { InstanceIds = ids }, ct);
        }

        return Notes.Nothing;
    }
}
