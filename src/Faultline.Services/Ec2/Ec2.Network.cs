using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Store;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    public override async ValueTask<DescribeAccountAttributesResult> DescribeAccountAttributes(
        Call call, DescribeAccountAttributesRequest request, CancellationToken ct)
    {
        using var held = await TakeNetwork(call, ct);
        var all = AccountAttributes.Of(held.State, call.Account);
        var asked = request.AttributeNames ?? [];
        if (asked.Find(name => !all.Exists(each => each.AttributeName == name)) is { } unknown)
        {
            throw Refusal.Value(unknown, "attributeName");
        }

        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new()
        {
            AccountAttributes = asked.Count == 0 ? all : all.FindAll(each => asked.Contains(each.AttributeName!)),
        };
    }

    /// <summary>The turn, once what time alone changes in a network is as it is by now.</summary>
    private async ValueTask<Held<Ec2State>> TakeNetwork(Call call, CancellationToken ct)
    {
        var held = await book.Take(call.Account, ct);
        NatGateways.Settle(held.State, around.Timing, call.Now);
        Peerings.Settle(held.State, call.Now);
        return held;
    }
}
