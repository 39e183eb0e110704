using Faultline.Api.Ec2;
using Faultline.Kernel.Timeline;
using Faultline.Services.Ec2.Addresses;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Maintenance;
using Faultline.Services.Ec2.Network;
using Faultline.Services.Ec2.Storage;

namespace Faultline.Services.Ec2.Instances;

/// <summary>
/// Takes an instance from one state to the next, with all that hangs on it: room, addresses, interfaces, volumes; and
/// says so on the timeline.
/// </summary>
internal sealed class Transitions(string region, IRecorder timeline)
{
    /// <summary>The instance as it is afterwards.</summary>
    public Machine Take(Ec2State state, Machine before, Machine after, DateTimeOffset now)
    {
        if (before.State != after.State && after.Is(InstanceStateName.Stopped))
        {
            Withdraw(state, after);
            Schedule.Left(state, after.Id, now);
            after = after.Leave(state);
        }
        else if (before.State != after.State && after.Is(InstanceStateName.Terminated))
        {
            End(state, after);
            Schedule.Left(state, after.Id, now);
            after = after.Leave(state) with { Address = null };
        }

        if (after.Reboots && !before.Reboots)
        {
            Schedule.Rebooted(state, after.Id, now);
        }

        state.Machines.Put(after);
        Note(before, after, now);
        return after;
    }

    private static void Withdraw(Ec2State state, Machine machine) =>
        Interfaces.Of(state, machine.Id).ToList().ForEach(each => PublicAddresses.Withdraw(state, each.Id));

    private static void End(Ec2State state, Machine machine)
    {
        foreach (var each in Interfaces.Of(state, machine.Id).ToList())
        {
            PublicAddresses.Clear(state, each.Id);
            var goes = each.Shown.Attachment!.DeleteOnTermination == true;
            Interfaces.Detach(state, each.Id);
            if (goes)
            {
                Interfaces.Remove(state, each.Id);
            }
        }

        Disks.End(state, machine);
    }

    private void Note(Machine before, Machine after, DateTimeOffset now)
    {
        if (before.State != after.State)
        {
            Say(HappeningKind.InstanceChanged, after, now, $"{after.Id} is {after.State}");
        }
        else if (before.Downfall != after.Downfall)
        {
            var (kind, says) = after.Downfall switch
            {
                Downfall.Fault => (HappeningKind.InstanceDied, "has lost its power"),
                Downfall.Crash => (HappeningKind.InstanceDied, "has died"),
                _ => (HappeningKind.InstanceReturned, "runs again"),
            };
            Say(kind, after, now, $"{after.Id} {says}");
        }
    }

    /// <summary>Something about an instance that is worth a line, though its state is as it was.</summary>
    public void Say(Machine machine, DateTimeOffset now, string says) =>
        Say(HappeningKind.InstanceChanged, machine, now, says);

    private void Say(HappeningKind kind, Machine machine, DateTimeOffset now, string says) =>
        timeline.Note(new(kind, now)
        {
            Region = region,
            Zone = machine.Shown.Placement?.AvailabilityZoneId,
            Resource = machine.Id,
            Says = says,
        });
}
