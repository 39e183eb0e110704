using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Kernel.Times;
using Faultline.Services.Ec2.Addresses;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// NAT gateways: each has an interface in its subnet, and a public one an Elastic IP address. They come and go by the
/// hour alone, so their state is settled whenever somebody looks. Pure.
/// </summary>
internal static class NatGateways
{
    // AWS publishes no figure; users commonly see one to two minutes.
    private static readonly TimeSpan step = TimeSpan.FromSeconds(90);

    // "A deleted gateway appears for about an hour" ("Work with NAT gateways", Amazon VPC User Guide).
    private static readonly TimeSpan seen = TimeSpan.FromHours(1);

    /// <summary>
    /// Makes a gateway, which is to work soon; without an internet gateway a public one fails, as in AWS.
    /// </summary>
    public static Owned<NatGateway> Make(
        Ec2State state,
        Owned<Subnet> subnet,
        Owned<Address>? elastic,
        NewInterface asked,
        List<Tag> tags,
        DateTimeOffset now,
        Dice dice)
    {
        var id = dice.Resource("nat");
        var fails = elastic is not null && InternetGateways.Of(state, subnet.Shown.VpcId) is null;
        var row = new Owned<NatGateway>(id, subnet.Account, new()
        {
            NatGatewayId = id,
            VpcId = subnet.Shown.VpcId,
            SubnetId = subnet.Id,
            ConnectivityType = elastic is null ? ConnectivityType.Private : ConnectivityType.Public,
            AvailabilityMode = AvailabilityMode.Zonal,
            CreateTime = now,
            State = fails ? NatGatewayState.Failed : NatGatewayState.Pending,
            FailureCode = fails ? "Gateway.NotAttached" : null,
            FailureMessage = fails ? $"Network {subnet.Shown.VpcId} has no Internet gateway attached" : null,
            NatGatewayAddresses = fails ? [new() { AllocationId = elastic!.Id }] : [],
            Tags = tags,
        });
        state.NatGateways.Put(fails ? row : Place(state, row, subnet, elastic, asked, now, dice));
        return state.NatGateways.Find(id)!;
    }

    /// <summary>Begins the end of a gateway.</summary>
    public static void Delete(Ec2State state, Owned<NatGateway> gateway, DateTimeOffset now) =>
        state.NatGateways.Put(gateway.With(shown =>
        {
            shown.State = NatGatewayState.Deleting;
            shown.DeleteTime = now;
        }));

    /// <summary>Takes every gateway to where it is by now. Says when the next one is to be taken further.</summary>
    public static DateTimeOffset? Settle(Ec2State state, Timing timing, DateTimeOffset now)
    {
        var takes = timing.Interval("ec2", step, TimeSpan.Zero);
        DateTimeOffset? next = null;
        void Wait(DateTimeOffset hour) => next = hour < next || next is null ? hour : next;
        foreach (var row in state.NatGateways.All.ToList())
        {
            switch (row.Shown)
            {
                case { State: NatGatewayState.Pending, CreateTime: { } begun } when begun + takes <= now:
                    state.NatGateways.Put(row.With(shown => shown.State = NatGatewayState.Available));
                    break;
                case { State: NatGatewayState.Pending, CreateTime: { } begun }:
                    Wait(begun + takes);
                    break;
                case { State: NatGatewayState.Deleting, DeleteTime: { } begun } when begun + takes <= now:
                    Remove(state, row);
                    break;
                case { State: NatGatewayState.Deleting, DeleteTime: { } begun }:
                    Wait(begun + takes);
                    break;
                case { State: NatGatewayState.Deleted, DeleteTime: { } begun } when begun + seen <= now:
                    state.NatGateways.Remove(row.Id);
                    break;
                case { State: NatGatewayState.Failed, CreateTime: { } begun } when begun + seen <= now:
                    state.NatGateways.Remove(row.Id);
                    break;
            }
        }

        return next;
    }

    private static Owned<NatGateway> Place(
        Ec2State state,
        Owned<NatGateway> row,
        Owned<Subnet> subnet,
        Owned<Address>? elastic,
        NewInterface asked,
        DateTimeOffset now,
        Dice dice)
    {
        var eni = Interfaces.Make(state, row.Account, subnet, [], asked with
        {
            Description = $"Interface for NAT Gateway {row.Id}",
            Type = "nat_gateway",
            Requester = "amazon-nat-gateway",
            HasNoGroups = true,
        }, now, dice);
        eni = Requester.Use(state, eni, "amazon-aws", now: null, dice);
        var association = elastic is null
            ? null
            : PublicAddresses.Associate(state, elastic, eni, eni.Shown.PrivateIpAddress!, dice);
        return row.With(shown => shown.NatGatewayAddresses =
        [
            .. eni.Shown.PrivateIpAddresses!.Select(each => new NatGatewayAddress
            {
                NetworkInterfaceId = eni.Id,
                PrivateIp = each.PrivateIpAddress,
                PublicIp = each.Primary == true ? elastic?.Shown.PublicIp : null,
                AllocationId = each.Primary == true ? elastic?.Id : null,
                AssociationId = each.Primary == true ? association : null,
                IsPrimary = each.Primary,
                Status = NatGatewayAddressStatus.Succeeded,
            }),
        ]);
    }

    /// <summary>Its interface and addresses are free; itself it is seen for a while yet.</summary>
    private static void Remove(Ec2State state, Owned<NatGateway> row)
    {
        foreach (var id in row.Shown.NatGatewayAddresses!.Select(each => each.NetworkInterfaceId).Distinct())
        {
            if (state.Interfaces.Find(id) is { } eni)
            {
                Interfaces.Remove(state, eni.Id);
            }
        }

        state.NatGateways.Put(row.With(shown => shown.State = NatGatewayState.Deleted));
    }
}
