using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Maintenance;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    public override async ValueTask<ModifyInstanceEventStartTimeResult> ModifyInstanceEventStartTime(
        Call call, ModifyInstanceEventStartTimeRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var machine = Find(held.State, call, request.InstanceId);
        var own = EventOf(held.State, machine, request.InstanceEventId) ?? throw new AwsError(
            "InvalidInstanceEventIDNotFound", 400,
            $"The instance '{machine.Id}' has no event '{request.InstanceEventId}'.");
        var start = request.NotBefore ?? throw Refusal.Missing("NotBefore");
        if (Schedule.WhyNotAt(own, start, call.Now) is { } why)
        {
            throw new AwsError("InstanceEventStartTimeCannotChange", 400, why);
        }

        DryRun.Stop(request.DryRun);
        var moved = own.Move(start);
        held.State.Events.Put(moved);
        await held.Keep();
        Tell();
        return new() { Event = moved.Shown };
    }

    /// <summary>
    /// Does to an instance what AWS does to it by itself. Says whether there is one of that id; it may be in another
    /// region.
    /// </summary>
    public async ValueTask<bool> Order(string id, InstanceOrder order, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        if (held.State.Machines.Find(id) is not { } machine || machine.Is(InstanceStateName.Terminated))
        {
            return false;
        }

        Carry(held.State, machine, order, node.Now);
        await held.Keep();
        Tell();
        return true;
    }

    private void Carry(Ec2State state, Machine machine, InstanceOrder order, DateTimeOffset now)
    {
        if (order is InstanceOrder.Cancel cancel)
        {
            CancelEvent(state, machine, cancel.Event, now);
            return;
        }

        if (machine.State is not (InstanceStateName.Running or InstanceStateName.Pending))
        {
            throw new OrderRefused($"{machine.Id} is {machine.State}; only one that runs can be announced something.");
        }

        switch (order)
        {
            case InstanceOrder.Schedule asked:
                if (Schedule.ActiveOf(state, machine.Id).Count() >= Schedule.ActiveMax)
                {
                    throw new OrderRefused($"{machine.Id} has {Schedule.ActiveMax} events before it already.");
                }

                var made = Schedule.Add(state, machine, node.Dice.Resource("instance-event"), asked, now);
                transitions.Say(machine, now, $"{machine.Id} has {asked.Code} before it at {made.NotBefore:u}");
                break;
            case InstanceOrder.Interrupt { At: { } at } when machine.Notice == at:
            case InstanceOrder.Rebalance { At: { } since } when machine.Rebalance == since:
                break;
            case InstanceOrder.Interrupt asked:
                var (end, does) = (asked.At ?? (now + asked.In), asked.Stops ? "stopped" : "terminated");
                state.Machines.Put(machine with { Notice = end, NoticeStops = asked.Stops });
                transitions.Say(machine, now, $"{machine.Id} has notice to be {does} at {end:u}");
                break;
            case InstanceOrder.Rebalance told:
                state.Machines.Put(machine with { Rebalance = told.At ?? now });
                transitions.Say(machine, now, $"{machine.Id} is recommended to be rebalanced");
                break;
            default:
                throw new InvariantBroken($"Nobody knows how to carry out {order}.");
        }
    }

    private void CancelEvent(Ec2State state, Machine machine, string id, DateTimeOffset now)
    {
        if (EventOf(state, machine, id) is not { IsActive: true } own)
        {
            throw new OrderRefused($"{machine.Id} has no event '{id}' before it.");
        }

        Schedule.End(state, [own], EventState.Canceled, now);
        transitions.Say(machine, now, $"{machine.Id} has its {own.Shown.Code} called off");
    }

    private static ScheduledEvent? EventOf(Ec2State state, Machine machine, string? id) =>
        state.Events.Find(id) is { } own && own.Machine == machine.Id ? own : null;
}
