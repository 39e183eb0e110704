using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// The IPv6 addresses of a subnet: AWS keeps the first four and the last ("Subnet sizing for IPv6", Amazon VPC User
/// Guide), and no address is on two interfaces. Pure.
/// </summary>
internal sealed class SubnetIpv6Addresses(Ec2State state, Owned<Subnet> subnet)
{
    private const int KeptAtBegin = 4;

    private readonly Cidr6? block = SubnetIpv6Blocks.Of(subnet.Shown).Select(each => (Cidr6?)each).FirstOrDefault();

    /// <summary>How many addresses are to be chosen for a new interface.</summary>
    public int Wanted(NewInterface asked) => asked.Ipv6Count
        ?? (asked is { Ipv6: [], Requester: null, HasNoGroups: false }
            && subnet.Shown.AssignIpv6AddressOnCreation == true
            && block is not null
                ? 1
                : 0);

    public void Check(NewInterface asked)
    {
        if (asked.Ipv6.Count == 0 && Wanted(asked) == 0)
        {
            return;
        }

        if (block is not { } own)
        {
            throw Refusal.Value($"The subnet '{subnet.Id}' does not have an associated IPv6 CIDR block.");
        }

        var taken = Taken();
        foreach (var text in asked.Ipv6)
        {
            var address = Cidr6.ReadAddress(text)
                ?? throw Refusal.Value($"invalid value for parameter ipv6Address: {text}");
            if (!own.Contains(address) || address < own.First + KeptAtBegin || address == own.Last)
            {
                throw Refusal.Value($"Address {text} does not fall within the subnet's address range");
            }

            if (!taken.Add(address))
            {
                throw new AwsError("InvalidIPAddress.InUse", 400, $"Address {text} is in use.");
            }
        }
    }

    /// <summary>Those that are named, and others as AWS chooses them: anywhere in the block.</summary>
    public List<NetworkInterfaceIpv6Address> Take(NewInterface asked, Dice dice)
    {
        Check(asked);
        var taken = Taken();
        var addresses = asked.Ipv6.Select(text => Cidr6.ReadAddress(text)!.Value).ToList();
        taken.UnionWith(addresses);
        for (var more = Wanted(asked); more > 0; more--)
        {
            addresses.Add(Draw(block!.Value, taken, dice));
        }

        return [.. addresses.Select(each => new NetworkInterfaceIpv6Address { Ipv6Address = Cidr6.Text(each) })];
    }

    private static UInt128 Draw(Cidr6 block, HashSet<UInt128> taken, Dice dice)
    {
        while (true)
        {
            var address = block.First | (new UInt128(dice.Next(), dice.Next()) & (block.Last ^ block.First));
            if (address >= block.First + KeptAtBegin && address != block.Last && taken.Add(address))
            {
                return address;
            }
        }
    }

    private HashSet<UInt128> Taken() =>
    [
        .. from row in state.Interfaces.All
           where row.Shown.SubnetId == subnet.Id
           from each in row.Shown.Ipv6Addresses ?? []
           select Cidr6.ReadAddress(each.Ipv6Address)!.Value,
    ];
}
