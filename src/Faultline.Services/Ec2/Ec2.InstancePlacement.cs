using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Capacity;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Storage;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Modified = Faultline.Api.Ec2.ModifyInstanceCapacityReservationAttributesResult;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    public override async ValueTask<ModifyInstancePlacementResult> ModifyInstancePlacement(
        Call call, ModifyInstancePlacementRequest request, CancellationToken ct)
    {
        if (request.HostId is not null || request.HostResourceGroupArn is not null || request.Affinity is not null)
        {
            throw StorageRefusal.Unsupported("There are no dedicated hosts here to place an instance on.");
        }

        using var held = await book.Take(call.Account, ct);
        var machine = Find(held.State, call, request.InstanceId);
        MustBeStopped(machine, "placement");
        var placement = machine.Shown.Placement ?? new();
        var group = request.GroupName is null && request.GroupId is null
            ? Spread.Find(held.State, call.Account, placement.GroupName, null)
            : Spread.Find(held.State, call.Account, request.GroupName, request.GroupId);
        if (request.PartitionNumber is { } partition
            && (partition < 1 || partition > (group?.Shown.PartitionCount ?? 0)))
        {
            throw Refusal.Value($"{partition}", "partitionNumber");
        }

        held.State.Machines.Put(machine.With(shown => shown.Placement = placement.With(place =>
        {
            place.GroupName = group?.Shown.GroupName ?? "";
            place.PartitionNumber = request.PartitionNumber
                ?? (group?.Shown.GroupName == placement.GroupName ? placement.PartitionNumber : null);
            place.Tenancy = request.Tenancy ?? placement.Tenancy;
        })));
        await held.Keep();
        return new() { Return = true };
    }

    public override async ValueTask<Modified> ModifyInstanceCapacityReservationAttributes(
        Call call, ModifyInstanceCapacityReservationAttributesRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var machine = Find(held.State, call, request.InstanceId);
        MustBeStopped(machine, "capacity reservation");
        var asked = request.CapacityReservationSpecification;
        if (asked.CapacityReservationTarget?.CapacityReservationId is { } target)
        {
            Holds.Own(held.State, call.Account, target);
        }

        DryRun.Stop(request.DryRun);
        held.State.Machines.Put(machine.With(shown =>
            shown.CapacityReservationSpecification = asked.To<CapacityReservationSpecificationResponse>()));
        await held.Keep();
        return new() { Return = true };
    }
}
