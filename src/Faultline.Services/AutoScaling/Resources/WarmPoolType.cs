using System.Text.Json.Nodes;
using Faultline.Api.AutoScaling;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling.Resources;

/// <summary>The warm pool of a group. Its id is the group's name; putting it twice makes one.</summary>
internal sealed class WarmPoolType(AutoScalingApi scaling) : ResourceType("AWS::AutoScaling::WarmPool")
{
    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var group = work.Properties.Needed("AutoScalingGroupName");
        await Put(work with { Id = group }, ct);
        return group;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct) => await Put(work, ct);

    public override async ValueTask Delete(Work work, CancellationToken ct)
    {
        if ((await Look(work, ct))?.Status is null)
        {
            await this.OrGone(work.Ask(
                scaling.DeleteWarmPool,
                new DeleteWarmPoolType { AutoScalingGroupName = work.Id!, ForceDelete = true },
                ct));
        }
    }

    public override async ValueTask<bool> IsGone(Work work, CancellationToken ct) => await Look(work, ct) is null;

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if (await Look(work, ct) is not { } pool)
        {
            return null;
        }

        var shown = this.Shown(pool);
        shown["AutoScalingGroupName"] = work.Id;
        return shown;
    }

    public override bool SaysGone(AwsError error) => Absence.Is(error);

    /// <summary>What is not said is said as AWS has it by default: the API would keep it.</summary>
    private async ValueTask Put(Work work, CancellationToken ct)
    {
        var request = work.Properties.As<PutWarmPoolType>();
        request.AutoScalingGroupName = work.Id!;
        request.MaxGroupPreparedCapacity ??= -1;
        request.MinSize ??= 0;
        request.PoolState ??= WarmPoolState.Stopped;
        request.InstanceReusePolicy ??= new() { ReuseOnScaleIn = false };
        await work.Ask(scaling.PutWarmPool, request, ct);
    }

    private async ValueTask<WarmPoolConfiguration?> Look(Work work, CancellationToken ct) =>
        (await this.OrGone(work.Ask(
            scaling.DescribeWarmPool, new DescribeWarmPoolType { AutoScalingGroupName = work.Id! }, ct)))
        ?.WarmPoolConfiguration;
}
