using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Capacity;
using Faultline.Services.Ec2.Storage;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private static readonly Paging holdPages = new(Min: 1, Max: 1000, Unasked: null);

    private static readonly Filters<CapacityReservation> holdFilters = new Filters<CapacityReservation>()
        .On("availability-zone", hold => hold.AvailabilityZone)
        .On("availability-zone-id", hold => hold.AvailabilityZoneId)
        .On("end-date", hold => VolumeFilters.Time(hold.EndDate))
        .On("end-date-type", hold => hold.EndDateType)
        .On("instance-match-criteria", hold => hold.InstanceMatchCriteria)
        .On("instance-platform", hold => hold.InstancePlatform)
        .On("instance-type", hold => hold.InstanceType)
        .On("outpost-arn", hold => hold.OutpostArn)
        .On("owner-id", hold => hold.OwnerId)
        .On("placement-group-arn", hold => hold.PlacementGroupArn)
        .On("start-date", hold => VolumeFilters.Time(hold.StartDate))
        .On("state", hold => hold.State)
        .On("tenancy", hold => hold.Tenancy)
        .OnTags(hold => Tagging.Map(hold.Tags));

    public override async ValueTask<DescribeCapacityReservationsResult> DescribeCapacityReservations(
        Call call, DescribeCapacityReservationsRequest request, CancellationToken ct)
    {
        var passes = holdFilters.Read(request.Filters);
        using var held = await book.Take(call.Account, ct);
        Holds.Settle(held.State, call.Now);
        var ids = request.CapacityReservationIds ?? [];
        ids.ForEach(id => Holds.Own(held.State, call.Account, id));
        var found = held.State.Reservations.Of(call.Account)
            .Where(hold => hold.IsShown && (ids.Count == 0 || ids.Contains(hold.Id)))
            .Select(hold => hold.Shown)
            .Where(shown => passes(shown));
        var (page, next) = holdPages.Cut(
            call, found, shown => shown.CapacityReservationId!, request.MaxResults, request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { CapacityReservations = page, NextToken = next };
    }

    public override async ValueTask<GetCapacityReservationUsageResult> GetCapacityReservationUsage(
        Call call, GetCapacityReservationUsageRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        Holds.Settle(held.State, call.Now);
        var hold = Holds.Own(held.State, call.Account, request.CapacityReservationId);
        var used = held.State.Machines.Of(call.Account)
            .Count(machine => machine.HasRoom && machine.Shown.CapacityReservationId == hold.Id);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new()
        {
            CapacityReservationId = hold.Id,
            InstanceType = hold.Shown.InstanceType,
            TotalInstanceCount = hold.Shown.TotalInstanceCount,
            AvailableInstanceCount = hold.Shown.AvailableInstanceCount,
            State = hold.Shown.State,
            InstanceUsages = used > 0 ? [new() { AccountId = call.Account, UsedInstanceCount = used }] : [],
        };
    }
}
