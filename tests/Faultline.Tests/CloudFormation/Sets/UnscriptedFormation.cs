using Faultline.Api.CloudFormation;
using Faultline.Wire;

namespace Faultline.Tests.CloudFormation.Sets;

/// <summary>The operations of CloudFormation that nobody asks of a scripted region.</summary>
internal abstract class UnscriptedFormation : CloudFormationApi
{
    public override ValueTask CancelUpdateStack(
        Call call, CancelUpdateStackInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<ContinueUpdateRollbackOutput> ContinueUpdateRollback(
        Call call, ContinueUpdateRollbackInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<CreateChangeSetOutput> CreateChangeSet(
        Call call, CreateChangeSetInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<CreateStackInstancesOutput> CreateStackInstances(
        Call call, CreateStackInstancesInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<CreateStackSetOutput> CreateStackSet(
        Call call, CreateStackSetInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<DeleteChangeSetOutput> DeleteChangeSet(
        Call call, DeleteChangeSetInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<DeleteStackInstancesOutput> DeleteStackInstances(
        Call call, DeleteStackInstancesInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<DeleteStackSetOutput> DeleteStackSet(
        Call call, DeleteStackSetInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<DescribeAccountLimitsOutput> DescribeAccountLimits(
        Call call, DescribeAccountLimitsInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<DescribeChangeSetOutput> DescribeChangeSet(
        Call call, DescribeChangeSetInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<DescribeChangeSetHooksOutput> DescribeChangeSetHooks(
        Call call, DescribeChangeSetHooksInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<DescribeEventsOutput> DescribeEvents(
        Call call, DescribeEventsInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<DescribeStackInstanceOutput> DescribeStackInstance(
        Call call, DescribeStackInstanceInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<DescribeStackResourceOutput> DescribeStackResource(
        Call call, DescribeStackResourceInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<DescribeStackResourcesOutput> DescribeStackResources(
        Call call, DescribeStackResourcesInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<DescribeStackSetOutput> DescribeStackSet(
        Call call, DescribeStackSetInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<DescribeStackSetOperationOutput> DescribeStackSetOperation(
        Call call, DescribeStackSetOperationInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<DescribeTypeOutput> DescribeType(
        Call call, DescribeTypeInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<DetectStackResourceDriftOutput> DetectStackResourceDrift(
        Call call, DetectStackResourceDriftInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<DetectStackSetDriftOutput> DetectStackSetDrift(
        Call call, DetectStackSetDriftInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<ExecuteChangeSetOutput> ExecuteChangeSet(
        Call call, ExecuteChangeSetInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<GetStackPolicyOutput> GetStackPolicy(
        Call call, GetStackPolicyInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<GetTemplateSummaryOutput> GetTemplateSummary(
        Call call, GetTemplateSummaryInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<ImportStacksToStackSetOutput> ImportStacksToStackSet(
        Call call, ImportStacksToStackSetInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<ListChangeSetsOutput> ListChangeSets(
        Call call, ListChangeSetsInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<ListExportsOutput> ListExports(
        Call call, ListExportsInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<ListImportsOutput> ListImports(
        Call call, ListImportsInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<ListStackInstanceResourceDriftsOutput> ListStackInstanceResourceDrifts(
        Call call, ListStackInstanceResourceDriftsInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<ListStackInstancesOutput> ListStackInstances(
        Call call, ListStackInstancesInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<ListStackResourcesOutput> ListStackResources(
        Call call, ListStackResourcesInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<ListStackSetAutoDeploymentTargetsOutput> ListStackSetAutoDeploymentTargets(
        Call call, ListStackSetAutoDeploymentTargetsInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<ListStackSetOperationResultsOutput> ListStackSetOperationResults(
        Call call, ListStackSetOperationResultsInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<ListStackSetOperationsOutput> ListStackSetOperations(
        Call call, ListStackSetOperationsInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<ListStackSetsOutput> ListStackSets(
        Call call, ListStackSetsInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<ListStacksOutput> ListStacks(
        Call call, ListStacksInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<ListTypesOutput> ListTypes(
        Call call, ListTypesInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<RollbackStackOutput> RollbackStack(
        Call call, RollbackStackInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask SetStackPolicy(
        Call call, SetStackPolicyInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask SignalResource(
        Call call, SignalResourceInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<StopStackSetOperationOutput> StopStackSetOperation(
        Call call, StopStackSetOperationInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<UpdateStackInstancesOutput> UpdateStackInstances(
        Call call, UpdateStackInstancesInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<UpdateStackSetOutput> UpdateStackSet(
        Call call, UpdateStackSetInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<UpdateTerminationProtectionOutput> UpdateTerminationProtection(
        Call call, UpdateTerminationProtectionInput request, CancellationToken ct) => throw Unscripted(call);

    public override ValueTask<ValidateTemplateOutput> ValidateTemplate(
        Call call, ValidateTemplateInput request, CancellationToken ct) => throw Unscripted(call);

    private static InvalidOperationException Unscripted(Call call) => new($"{call.Operation.Name} is not scripted.");
}
