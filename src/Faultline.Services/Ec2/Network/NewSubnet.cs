using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>Makes a subnet in a zone, under the default network ACL of its VPC. Pure.</summary>
internal sealed record NewSubnet(string Region, Owned<Vpc> Vpc, Cidr Block, string ZoneName, string ZoneId)
{
    public bool IsDefault { get; init; }

    public List<Tag> Tags { get; init; } = [];

    public Owned<Subnet> Make(Ec2State state, Dice dice)
    {
        var subnet = new Owned<Subnet>(dice.Resource("subnet"), Vpc.Account, new());
        subnet = subnet.With(shown =>
        {
            shown.SubnetId = subnet.Id;
            shown.SubnetArn = $"arn:aws:ec2:{Region}:{Vpc.Account}:subnet/{subnet.Id}";
            shown.VpcId = Vpc.Id;
            shown.OwnerId = Vpc.Account;
            shown.State = SubnetState.Available;
            shown.CidrBlock = Block.ToString();
            shown.AvailabilityZone = ZoneName;
            shown.AvailabilityZoneId = ZoneId;
            shown.DefaultForAz = IsDefault;
            shown.MapPublicIpOnLaunch = IsDefault;
            shown.MapCustomerOwnedIpOnLaunch = false;
            shown.AssignIpv6AddressOnCreation = false;
            shown.Ipv6CidrBlockAssociationSet = [];
            shown.Ipv6Native = false;
            shown.EnableDns64 = false;
            shown.PrivateDnsNameOptionsOnLaunch = new()
            {
                HostnameType = HostnameType.IpName,
                EnableResourceNameDnsARecord = false,
                EnableResourceNameDnsAAAARecord = false,
            };
            shown.Tags = Tags;
        });
        state.Subnets.Put(subnet);
        var acl = state.NetworkAcls.All.First(row => row.Shown.VpcId == Vpc.Id && row.Shown.IsDefault == true);
        NewNetworkAcl.Associate(state, acl.Id, subnet.Id, dice);
        return subnet;
    }
}
