using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Instances;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    /// <summary>
    /// Moves an instance off a host that has failed, for an alarm ("Recover your instance", EC2 user guide): it boots
    /// on another one of its zone, with its id, its addresses and its volumes. Null once that is decided, or why it
    /// cannot be.
    /// </summary>
    internal async ValueTask<string?> Recover(AlarmAction action, CancellationToken ct)
    {
        var id = action.Dimensions.GetValueOrDefault("InstanceId");
        using var held = await book.Take(action.Account, ct);
        var (state, now) = (held.State, node.Now);
        if (state.Machines.Find(action.Account, id) is not { } machine)
        {
            return $"InvalidInstanceID.NotFound: The instance ID '{id}' does not exist";
        }

        if (!machine.Is(InstanceStateName.Running))
        {
            return $"IncorrectInstanceState: The instance '{id}' is {machine.State}; only one that runs is recovered";
        }

        if (checks.Of(state, machine, now).SystemStatus?.Status != SummaryStatus.Impaired)
        {
            return $"The system status check of '{id}' has not failed: there is nothing to recover it from";
        }

        if (Recovery.Now(state, machine, around.Board.View, now) is not { } moved)
        {
            return $"InsufficientInstanceCapacity: No other host of the zone has room for the instance '{id}'";
        }

        transitions.Take(state, machine, moved, now);
        transitions.Say(moved, now, $"{id} is recovered on {moved.Host}, as the alarm {action.Alarm} asks");
        await held.Keep();
        Tell();
        return null;
    }
}
