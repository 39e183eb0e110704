using Faultline.Api.Ec2;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    public override ValueTask<CancelCapacityReservationResult> CancelCapacityReservation(Call call, CancelCapacityReservationRequest request, CancellationToken ct) => throw Pending(call);
    public override ValueTask<CreateCapacityReservationResult> CreateCapacityReservation(Call call, CreateCapacityReservationRequest request, CancellationToken ct) => throw Pending(call);
    public override ValueTask<CreatePlacementGroupResult> CreatePlacementGroup(Call call, CreatePlacementGroupRequest request, CancellationToken ct) => throw Pending(call);
    public override ValueTask DeletePlacementGroup(Call call, DeletePlacementGroupRequest request, CancellationToken ct) => throw Pending(call);
    public override ValueTask<DescribeCapacityReservationsResult> DescribeCapacityReservations(Call call, DescribeCapacityReservationsRequest request, CancellationToken ct) => throw Pending(call);
    public override ValueTask<DescribePlacementGroupsResult> DescribePlacementGroups(Call call, DescribePlacementGroupsRequest request, CancellationToken ct) => throw Pending(call);
    public override ValueTask<DescribeReservedInstancesResult> DescribeReservedInstances(Call call, DescribeReservedInstancesRequest request, CancellationToken ct) => throw Pending(call);
    public override ValueTask<DescribeReservedInstancesModificationsResult> DescribeReservedInstancesModifications(Call call, DescribeReservedInstancesModificationsRequest request, CancellationToken ct) => throw Pending(call);
    public override ValueTask<DescribeReservedInstancesOfferingsResult> DescribeReservedInstancesOfferings(Call call, DescribeReservedInstancesOfferingsRequest request, CancellationToken ct) => throw Pending(call);
    public override ValueTask<GetCapacityReservationUsageResult> GetCapacityReservationUsage(Call call, GetCapacityReservationUsageRequest request, CancellationToken ct) => throw Pending(call);
    public override ValueTask<ModifyCapacityReservationResult> ModifyCapacityReservation(Call call, ModifyCapacityReservationRequest request, CancellationToken ct) => throw Pending(call);
    public override ValueTask<ModifyInstanceCapacityReservationAttributesResult> ModifyInstanceCapacityReservationAttributes(Call call, ModifyInstanceCapacityReservationAttributesRequest request, CancellationToken ct) => throw Pending(call);
    public override ValueTask<ModifyInstanceEventStartTimeResult> ModifyInstanceEventStartTime(Call call, ModifyInstanceEventStartTimeRequest request, CancellationToken ct) => throw Pending(call);
    public override ValueTask<ModifyInstancePlacementResult> ModifyInstancePlacement(Call call, ModifyInstancePlacementRequest request, CancellationToken ct) => throw Pending(call);
    public override ValueTask<ModifyReservedInstancesResult> ModifyReservedInstances(Call call, ModifyReservedInstancesRequest request, CancellationToken ct) => throw Pending(call);
    public override ValueTask<PurchaseReservedInstancesOfferingResult> PurchaseReservedInstancesOffering(Call call, PurchaseReservedInstancesOfferingRequest request, CancellationToken ct) => throw Pending(call);
    private static AwsError Pending(Call call) => new("NotImplemented", 501, call.Operation.Name);
}
