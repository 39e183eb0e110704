using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// The private addresses of a subnet: AWS keeps the first four and the last ("Subnet sizing for IPv4", Amazon VPC User
/// Guide), and no address is on two interfaces. Pure.
/// </summary>
internal sealed class SubnetAddresses
{
    private const int KeptAtBegin = 4;
    private const int KeptAtEnd = 1;

    private readonly Owned<Subnet> subnet;
    private readonly Cidr block;
    private readonly HashSet<uint> taken;

    public SubnetAddresses(Ec2State state, Owned<Subnet> subnet)
    {
        this.subnet = subnet;
        block = Cidr.Read(subnet.Shown.CidrBlock)!.Value;
        taken = [
            .. from row in state.Interfaces.All
               where row.Shown.SubnetId == subnet.Id
               from address in row.Shown.PrivateIpAddresses ?? []
               select Cidr.ReadAddress(address.PrivateIpAddress)!.Value,
        ];
    }

    /// <summary>How many nobody has.</summary>
    public int Free => (int)(block.Count - KeptAtBegin - KeptAtEnd - taken.Count);

    /// <summary>
    /// A primary address, then the secondary ones: those that are named, and as many more as are asked.
    /// </summary>
    public List<string> Take(string? primary, IReadOnlyList<string> named, int more)
    {
        var fixedOnes = named.Select(Claim).ToList();
        var first = primary is null ? (uint?)null : Claim(primary);
        return [.. ((uint[])[first ?? Lowest(), .. fixedOnes]).Concat(Lowest(more)).Select(Cidr.Text)];
    }

    /// <summary>Addresses to add to an interface that has a primary one.</summary>
    public List<string> Take(IReadOnlyList<string> named, int more) =>
        [.. named.Select(Claim).ToList().Concat(Lowest(more)).Select(Cidr.Text)];

    private uint[] Lowest(int count)
    {
        var found = new uint[count];
        for (var at = 0; at < count; at++)
        {
            found[at] = Lowest();
        }

        return found;
    }

    private uint Lowest()
    {
        for (var at = block.First + KeptAtBegin; at <= block.Last - KeptAtEnd; at++)
        {
            if (taken.Add(at))
            {
                return at;
            }
        }

        throw NetworkRefusal.NoFreeAddress(subnet.Id);
    }

    private uint Claim(string asked)
    {
        var address = Cidr.ReadAddress(asked) ?? throw Refusal.Value($"invalid value for parameter address: {asked}");
        if (!block.Contains(address))
        {
            throw Refusal.Value($"Address {asked} does not fall within the subnet's address range");
        }

        if (address < block.First + KeptAtBegin || address > block.Last - KeptAtEnd)
        {
            throw Refusal.Value($"Address {asked} is in subnet's reserved address range");
        }

        return taken.Add(address)
            ? address
            : throw new AwsError("InvalidIPAddress.InUse", 400, $"Address {asked} is in use.");
    }
}
