using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Kernel.Times;
using Faultline.Services.Ec2.Addresses;
using Faultline.Services.Ec2.Capacity;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Maintenance;
using Faultline.Services.Ec2.Network;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    public override async ValueTask<StartInstancesResult> StartInstances(
        Call call, StartInstancesRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var machines = Find(held.State, call, request.InstanceIds);
        foreach (var machine in machines)
        {
            if (!machine.Is(InstanceStateName.Stopped) && !machine.Is(InstanceStateName.Running)
                && !machine.Is(InstanceStateName.Pending))
            {
                throw WrongState(machine, "started");
            }
        }

        DryRun.Stop(request.DryRun);
        var changes = Start(held.State, call, machines);
        await held.Keep();
        Tell();
        return new() { StartingInstances = changes.ConvertAll(Change) };
    }

    public override async ValueTask<StopInstancesResult> StopInstances(
        Call call, StopInstancesRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var machines = Find(held.State, call, request.InstanceIds);
        foreach (var machine in machines)
        {
            if (machine.StopProtected && request.Force != true)
            {
                throw Protected(machine, "stopped", "disableApiStop");
            }

            if (machine.Is(InstanceStateName.ShuttingDown) || machine.Is(InstanceStateName.Terminated)
                || machine.Is(InstanceStateName.Pending))
            {
                throw WrongState(machine, "stopped");
            }

            if (machine.Shown.InstanceLifecycle == "spot")
            {
                throw new AwsError(
                    "UnsupportedOperation", 400,
                    $"You can't stop the Spot Instance '{machine.Id}' because it is associated with a one-time Spot "
                    + "Instance request. You can only stop Spot Instances associated with persistent Spot Instance "
                    + "requests.");
            }
        }

        DryRun.Stop(request.DryRun);
        var changes = machines.ConvertAll(machine => (
            Before: machine,
            After: Stop(held.State, call, machine, request.Force == true)));
        await held.Keep();
        Tell();
        return new() { StoppingInstances = changes.ConvertAll(Change) };
    }

    public override async ValueTask RebootInstances(Call call, RebootInstancesRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var machines = Find(held.State, call, request.InstanceIds);
        if (machines.Find(each => each.State is not (InstanceStateName.Running or InstanceStateName.Pending))
            is { } wrong)
        {
            throw WrongState(wrong, "rebooted");
        }

        DryRun.Stop(request.DryRun);
        foreach (var machine in machines.Where(each => each.Is(InstanceStateName.Running)))
        {
            held.State.Machines.Put(machine.Reboot());
            Schedule.Rebooted(held.State, machine.Id, call.Now);
        }

        await held.Keep();
        Tell();
    }

    public override async ValueTask<TerminateInstancesResult> TerminateInstances(
        Call call, TerminateInstancesRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var machines = Find(held.State, call, request.InstanceIds);
        if (machines.Find(machine => machine.TerminationProtected) is { } kept)
        {
            throw Protected(kept, "terminated", "disableApiTermination");
        }

        DryRun.Stop(request.DryRun);
        var changes = machines.ConvertAll(machine => (
            Before: machine,
            After: machine.State is InstanceStateName.ShuttingDown or InstanceStateName.Terminated
                ? machine
                : End(held.State, call, machine, InstanceStateName.ShuttingDown)));
        await held.Keep();
        Tell();
        return new() { TerminatingInstances = changes.ConvertAll(Change) };
    }

    /// <summary>The instances of those ids, each once.</summary>
    private static List<Machine> Find(Ec2State state, Call call, List<string>? ids) => ids is { Count: > 0 }
        ? [.. Noun.Instance.Pick(state.Machines.Of(call.Account), machine => machine.Id, ids)]
        : throw Refusal.Missing("InstanceId");

    private static Machine Find(Ec2State state, Call call, string id) =>
        state.Machines.Find(call.Account, id) ?? throw Noun.Instance.Missing(id);

    /// <summary>Starts those that are stopped: all of them, or none where one finds no room.</summary>
    private List<(Machine Before, Machine After)> Start(Ec2State state, Call call, List<Machine> machines)
    {
        var changes = new List<(Machine Before, Machine After)>();
        try
        {
            foreach (var machine in machines)
            {
                changes.Add((machine, machine.Is(InstanceStateName.Stopped) ? Start(state, call, machine) : machine));
            }
        }
        catch (AwsError)
        {
            foreach (var (before, after) in changes.Where(change => change.Before.Host is null))
            {
                Interfaces.Of(state, after.Id).ToList().ForEach(each => PublicAddresses.Withdraw(state, each.Id));
                Claims.Give(state, after, after.Host!);
                state.Machines.Put(before);
            }

            throw;
        }

        return changes.ConvertAll(change => (
            change.Before, transitions.Take(state, change.Before, change.After, call.Now)));
    }

    /// <summary>A stopped instance takes room again, on whichever host of its zone has some.</summary>
    private Machine Start(Ec2State state, Call call, Machine machine)
    {
        var zone = around.Atlas.TryFind(machine.Shown.Placement!.AvailabilityZoneId!, out var found)
            ? found
            : throw new InvariantBroken($"The zone of {machine.Id} is not on the map.");
        var type = machine.Shown.InstanceType!;
        var first = Interfaces.Of(state, machine.Id).FirstOrDefault();
        var lent = first is { Shown.Association: null }
            && state.Subnets.Find(first.Shown.SubnetId)?.Shown.MapPublicIpOnLaunch == true
                ? addresses.Draw(state)
                : null;
        var place = Claims.TakeAgain(state, call, machine, zone, around.Board.View, Askers.Of(call, machine))
            ?? throw new AwsError(
                "InsufficientInstanceCapacity", 500,
                $"We currently do not have sufficient {type} capacity in the Availability Zone of {machine.Id} "
                + $"({machine.Shown.Placement.AvailabilityZone}). Try again later, or change its instance type.");
        if (lent is not null)
        {
            PublicAddresses.Lend(state, first!.Id, lent);
        }

        var started = (machine with { Host = place.Host, Boots = machine.Boots + 1, Forced = false })
            .Enter(InstanceStateName.Pending, call.Now, call.Now + around.Timing.Draw(Steps.Ec2Boot, call.Dice))
            .With(shown =>
            {
                shown.LaunchTime = call.Now;
                shown.StateReason = null;
                shown.StateTransitionReason = "";
                shown.CapacityReservationId = place.Reservation;
            });
        state.Machines.Put(started);
        return started;
    }

    /// <summary>One that is stopping already can still be told to do so at once.</summary>
    private Machine Stop(Ec2State state, Call call, Machine machine, bool forced)
    {
        if (machine.Is(InstanceStateName.Running))
        {
            return End(state, call, machine with { Forced = forced }, InstanceStateName.Stopping);
        }

        return forced && machine.Is(InstanceStateName.Stopping)
            ? state.Machines.Change(machine.Id, row => row with { Forced = true })
            : machine;
    }

    private Machine End(Ec2State state, Call call, Machine machine, string way)
    {
        var ended = machine.Enter(way, call.Now)
            .Because(Reasons.User, $"{Reasons.User}: User initiated shutdown", call.Now);
        if (machine.Is(InstanceStateName.Stopped))
        {
            // Nothing of it runs: it is gone at once.
            ended = ended.Enter(InstanceStateName.Terminated, call.Now);
        }

        return transitions.Take(state, machine, ended, call.Now);
    }

    private static InstanceStateChange Change((Machine Before, Machine After) change) => new()
    {
        InstanceId = change.Before.Id,
        PreviousState = change.Before.Shown.State,
        CurrentState = change.After.Shown.State,
    };

    private static AwsError WrongState(Machine machine, string done) => new(
        "IncorrectInstanceState", 400,
        $"The instance '{machine.Id}' is not in a state from which it can be {done}.");

    private static AwsError Protected(Machine machine, string done, string attribute) => new(
        "OperationNotPermitted", 400,
        $"The instance '{machine.Id}' may not be {done}. Modify its '{attribute}' instance attribute and try again.");
}
