using Faultline.Api.CloudFormation;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation;

// Operations that wait to be built. Whoever builds one takes it out of here.
internal sealed partial class CloudFormation
{
    public override ValueTask CancelUpdateStack(
        Call call, CancelUpdateStackInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<ContinueUpdateRollbackOutput> ContinueUpdateRollback(
        Call call, ContinueUpdateRollbackInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<CreateChangeSetOutput> CreateChangeSet(
        Call call, CreateChangeSetInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<CreateStackOutput> CreateStack(
        Call call, CreateStackInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DeleteChangeSetOutput> DeleteChangeSet(
        Call call, DeleteChangeSetInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask DeleteStack(
        Call call, DeleteStackInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DescribeAccountLimitsOutput> DescribeAccountLimits(
        Call call, DescribeAccountLimitsInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DescribeChangeSetOutput> DescribeChangeSet(
        Call call, DescribeChangeSetInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DescribeChangeSetHooksOutput> DescribeChangeSetHooks(
        Call call, DescribeChangeSetHooksInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DescribeEventsOutput> DescribeEvents(
        Call call, DescribeEventsInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DescribeStackEventsOutput> DescribeStackEvents(
        Call call, DescribeStackEventsInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DescribeStackResourceOutput> DescribeStackResource(
        Call call, DescribeStackResourceInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DescribeStackResourcesOutput> DescribeStackResources(
        Call call, DescribeStackResourcesInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<DescribeStacksOutput> DescribeStacks(
        Call call, DescribeStacksInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<ExecuteChangeSetOutput> ExecuteChangeSet(
        Call call, ExecuteChangeSetInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<GetStackPolicyOutput> GetStackPolicy(
        Call call, GetStackPolicyInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<GetTemplateOutput> GetTemplate(
        Call call, GetTemplateInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<ListChangeSetsOutput> ListChangeSets(
        Call call, ListChangeSetsInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<ListExportsOutput> ListExports(
        Call call, ListExportsInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<ListImportsOutput> ListImports(
        Call call, ListImportsInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<ListStackResourcesOutput> ListStackResources(
        Call call, ListStackResourcesInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<ListStacksOutput> ListStacks(
        Call call, ListStacksInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<RollbackStackOutput> RollbackStack(
        Call call, RollbackStackInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask SetStackPolicy(
        Call call, SetStackPolicyInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask SignalResource(
        Call call, SignalResourceInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<UpdateStackOutput> UpdateStack(
        Call call, UpdateStackInput request, CancellationToken ct) => throw NotBuilt(call);

    public override ValueTask<UpdateTerminationProtectionOutput> UpdateTerminationProtection(
        Call call, UpdateTerminationProtectionInput request, CancellationToken ct) => throw NotBuilt(call);
}
