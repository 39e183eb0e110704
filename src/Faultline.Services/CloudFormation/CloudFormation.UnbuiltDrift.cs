using Faultline.Api.CloudFormation;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation;

// Operations that wait to be built. Whoever builds one takes it out of here.
internal sealed partial class CloudFormation
{
    public override ValueTask<DescribeStackDriftDetectionStatusOutput> DescribeStackDriftDetectionStatus(
        Call call, DescribeStackDriftDetectionStatusInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DescribeStackResourceDriftsOutput> DescribeStackResourceDrifts(
        Call call, DescribeStackResourceDriftsInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DetectStackDriftOutput> DetectStackDrift(
        Call call, DetectStackDriftInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DetectStackResourceDriftOutput> DetectStackResourceDrift(
        Call call, DetectStackResourceDriftInput request, CancellationToken ct) => throw NotBuilt(call);
}
