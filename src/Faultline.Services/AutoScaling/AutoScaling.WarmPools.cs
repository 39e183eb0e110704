using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.AutoScaling;

internal sealed partial class AutoScaling
{
    public override async ValueTask<PutWarmPoolAnswer> PutWarmPool(
        Call call, PutWarmPoolType request, CancellationToken ct)
    {
        if (request.PoolState == WarmPoolState.Hibernated)
        {
            throw Refusal.NotBuilt("warm pools that hibernate");
        }

        using var held = await book.Take(ct);
        var group = Find(held.State, call, request.AutoScalingGroupName);
        if (group.Shown.MixedInstancesPolicy is not null)
        {
            throw Refusal.Invalid(
                "You can't add a warm pool to an Auto Scaling group that has a mixed instances policy.");
        }

        if (group.Shown.WarmPoolConfiguration?.Status is not null)
        {
            throw Refusal.Invalid("The warm pool of the group is being deleted.");
        }

        if (request.MaxGroupPreparedCapacity is { } prepared and not -1 && prepared < group.Desired)
        {
            throw Refusal.Invalid("MaxGroupPreparedCapacity must not be below the desired capacity of the group.");
        }

        var pool = (group.Shown.WarmPoolConfiguration ?? new()).Under(request.To<WarmPoolConfiguration>()).With(made =>
        {
            made.MinSize ??= 0;
            made.PoolState ??= WarmPoolState.Stopped;
            made.MaxGroupPreparedCapacity = made.MaxGroupPreparedCapacity == -1 ? null : made.MaxGroupPreparedCapacity;
        });
        held.State.Groups.Put(group.With(shown => shown.WarmPoolConfiguration = pool));
        await held.Keep();
        Tell();
        return new();
    }

    public override async ValueTask<DescribeWarmPoolAnswer> DescribeWarmPool(
        Call call, DescribeWarmPoolType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var group = Any(held.State, call, request.AutoScalingGroupName);
        var (page, next) = Pages.Cut(
            call,
            held.State.MembersOf(group.Id).Where(member => member.IsWarm),
            member => member.Id,
            request.MaxRecords,
            request.NextToken,
            most: 50);
        await held.Keep();
        return new()
        {
            WarmPoolConfiguration = group.Shown.WarmPoolConfiguration,
            Instances = page.ConvertAll(member => member.Shown),
            NextToken = next,
        };
    }

    public override async ValueTask<DeleteWarmPoolAnswer> DeleteWarmPool(
        Call call, DeleteWarmPoolType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var group = Find(held.State, call, request.AutoScalingGroupName);
        if (group.Shown.WarmPoolConfiguration is not { } pool)
        {
            throw Refusal.Invalid($"No warm pool found for Auto Scaling group {group.Name}");
        }

        var isEmpty = !held.State.MembersOf(group.Id).Any(member => member.IsWarm)
            && !held.State.LaunchesOf(group.Id).Any(launch => launch.IsWarm);
        if (!isEmpty && request.ForceDelete != true)
        {
            throw AutoScalingErrors.ResourceInUseFault(
                "You cannot delete a warm pool while there are instances in it.");
        }

        held.State.Groups.Put(group.With(shown => shown.WarmPoolConfiguration = isEmpty
            ? null
            : pool.With(made => made.Status = WarmPoolStatus.PendingDelete)));
        await held.Keep();
        Tell();
        return new();
    }
}
