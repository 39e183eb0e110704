using Faultline.Api.AutoScaling;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling;

internal sealed partial class AutoScaling
{
    public override ValueTask PutScheduledUpdateGroupAction(
        Call call, PutScheduledUpdateGroupActionType request, CancellationToken ct) =>
        throw Refusal.NotBuilt("PutScheduledUpdateGroupAction");

    public override ValueTask<BatchPutScheduledUpdateGroupActionAnswer> BatchPutScheduledUpdateGroupAction(
        Call call, BatchPutScheduledUpdateGroupActionType request, CancellationToken ct) =>
        throw Refusal.NotBuilt("BatchPutScheduledUpdateGroupAction");

    public override ValueTask<ScheduledActionsType> DescribeScheduledActions(
        Call call, DescribeScheduledActionsType request, CancellationToken ct) =>
        throw Refusal.NotBuilt("DescribeScheduledActions");

    public override ValueTask DeleteScheduledAction(
        Call call, DeleteScheduledActionType request, CancellationToken ct) =>
        throw Refusal.NotBuilt("DeleteScheduledAction");

    public override ValueTask<BatchDeleteScheduledActionAnswer> BatchDeleteScheduledAction(
        Call call, BatchDeleteScheduledActionType request, CancellationToken ct) =>
        throw Refusal.NotBuilt("BatchDeleteScheduledAction");
}
