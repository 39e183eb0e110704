using Faultline.Api.CloudFormation;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation;

// Operations that wait to be built. Whoever builds one takes it out of here.
internal sealed partial class CloudFormation
{
    public override ValueTask<CreateStackInstancesOutput> CreateStackInstances(
        Call call, CreateStackInstancesInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<CreateStackSetOutput> CreateStackSet(
        Call call, CreateStackSetInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DeleteStackInstancesOutput> DeleteStackInstances(
        Call call, DeleteStackInstancesInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DeleteStackSetOutput> DeleteStackSet(
        Call call, DeleteStackSetInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DescribeStackInstanceOutput> DescribeStackInstance(
        Call call, DescribeStackInstanceInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DescribeStackSetOutput> DescribeStackSet(
        Call call, DescribeStackSetInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DescribeStackSetOperationOutput> DescribeStackSetOperation(
        Call call, DescribeStackSetOperationInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DetectStackSetDriftOutput> DetectStackSetDrift(
        Call call, DetectStackSetDriftInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<ImportStacksToStackSetOutput> ImportStacksToStackSet(
        Call call, ImportStacksToStackSetInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<ListStackInstanceResourceDriftsOutput> ListStackInstanceResourceDrifts(
        Call call, ListStackInstanceResourceDriftsInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<ListStackInstancesOutput> ListStackInstances(
        Call call, ListStackInstancesInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<ListStackSetAutoDeploymentTargetsOutput> ListStackSetAutoDeploymentTargets(
        Call call, ListStackSetAutoDeploymentTargetsInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<ListStackSetOperationResultsOutput> ListStackSetOperationResults(
        Call call, ListStackSetOperationResultsInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<ListStackSetOperationsOutput> ListStackSetOperations(
        Call call, ListStackSetOperationsInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<ListStackSetsOutput> ListStackSets(
        Call call, ListStackSetsInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<StopStackSetOperationOutput> StopStackSetOperation(
        Call call, StopStackSetOperationInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<UpdateStackInstancesOutput> UpdateStackInstances(
        Call call, UpdateStackInstancesInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<UpdateStackSetOutput> UpdateStackSet(
        Call call, UpdateStackSetInput request, CancellationToken ct) => throw NotBuilt(call);
}
