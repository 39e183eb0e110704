using Faultline.Api.Ec2;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    public override ValueTask<ModifyInstanceCapacityReservationAttributesResult> ModifyInstanceCapacityReservationAttributes(Call call, ModifyInstanceCapacityReservationAttributesRequest request, CancellationToken ct) => throw Pending(call);
    public override ValueTask<ModifyInstanceEventStartTimeResult> ModifyInstanceEventStartTime(Call call, ModifyInstanceEventStartTimeRequest request, CancellationToken ct) => throw Pending(call);
    public override ValueTask<ModifyInstancePlacementResult> ModifyInstancePlacement(Call call, ModifyInstancePlacementRequest request, CancellationToken ct) => throw Pending(call);
    private static AwsError Pending(Call call) => new("NotImplemented", 501, call.Operation.Name);
}
