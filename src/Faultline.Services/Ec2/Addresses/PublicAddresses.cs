using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Addresses;

/// <summary>
/// The public addresses of a region, one supply for all accounts: those that instances have while they run, and Elastic
/// IPs. None is ever on two interfaces. Pure.
/// </summary>
internal sealed class PublicAddresses(string region, Atlas atlas, int share)
{
    public const string OfAmazon = "amazon";

    private readonly AddressPlan plan = new(atlas, share);

    /// <summary>An address that nobody has.</summary>
    public string Draw(Ec2State state) => Draw(state, 1)[0];

    /// <summary>So many addresses that nobody has.</summary>
    public IReadOnlyList<string> Draw(Ec2State state, int count) => Draw(
        Here, AddressRole.Public, Taken(state), count, new(
            "InsufficientAddressCapacity", 503, "Not enough free addresses are available in the region."));

    /// <summary>Whether it is one of this region's, and nobody has it.</summary>
    public bool IsFree(Ec2State state, string address) =>
        plan.IsOf(Here, AddressRole.Public, address) && !Taken(state).Contains(address);

    /// <summary>So many addresses in a zone that stand for the private ones of instances.</summary>
    public IReadOnlyList<string> DrawPrivate(Ec2State state, Domain zone, int count) => Draw(
        zone,
        AddressRole.Instance,
        state.Machines.All.Select(each => each.Address).OfType<string>().ToHashSet(StringComparer.Ordinal),
        count,
        new(
            "InsufficientFreeAddressesInSubnet", 400,
            "The zone has not enough free addresses to satisfy the request."));

    /// <summary>Gives an interface an address for as long as its instance runs.</summary>
    public static void Lend(Ec2State state, string networkInterface, string address) =>
        Put(state, networkInterface, new() { PublicIp = address, IpOwnerId = OfAmazon });

    /// <summary>Takes back an address that was lent; an Elastic IP stays.</summary>
    public static void Withdraw(Ec2State state, string networkInterface)
    {
        if (state.Interfaces.Find(networkInterface)?.Shown.Association is { IpOwnerId: OfAmazon })
        {
            Put(state, networkInterface, null);
        }
    }

    /// <summary>
    /// Puts an Elastic IP on an interface. Where it was before it is no more, and an address that was lent is taken
    /// back: all in one change.
    /// </summary>
    public static string Associate(
        Ec2State state, Owned<Address> address, Owned<NetworkInterface> target, string privateAddress, Dice dice)
    {
        Disassociate(state, address.Id);
        if (state.Addresses.All.FirstOrDefault(each => each.Shown.NetworkInterfaceId == target.Id
            && each.Shown.PrivateIpAddress == privateAddress) is { } before)
        {
            Disassociate(state, before.Id);
        }

        var association = dice.Resource("eipassoc");
        var moved = state.Addresses.Change(address.Id, row => row.With(it =>
        {
            it.AssociationId = association;
            it.NetworkInterfaceId = target.Id;
            it.NetworkInterfaceOwnerId = target.Account;
            it.InstanceId = target.Shown.Attachment?.InstanceId;
            it.PrivateIpAddress = privateAddress;
        }));
        Interfaces.Associate(state, target.Id, privateAddress, new()
        {
            AllocationId = address.Id,
            AssociationId = association,
            IpOwnerId = address.Account,
            PublicIp = moved.Shown.PublicIp,
        });
        return association;
    }

    /// <summary>The Elastic IP is nobody's; the account still has it.</summary>
    public static void Disassociate(Ec2State state, string allocation)
    {
        if (state.Addresses.Find(allocation)?.Shown is not { NetworkInterfaceId: { } from } shown)
        {
            return;
        }

        if (state.Interfaces.Find(from) is not null)
        {
            Interfaces.Associate(state, from, shown.PrivateIpAddress!, null);
        }

        state.Addresses.Change(allocation, row => row.With(it =>
            (it.AssociationId, it.NetworkInterfaceId, it.NetworkInterfaceOwnerId, it.InstanceId, it.PrivateIpAddress) =
                (null, null, null, null, null)));
    }

    /// <summary>Whatever public address the interface has is no more on it.</summary>
    public static void Clear(Ec2State state, string networkInterface)
    {
        Withdraw(state, networkInterface);
        state.Addresses.All
            .Where(each => each.Shown.NetworkInterfaceId == networkInterface)
            .ToList()
            .ForEach(each => Disassociate(state, each.Id));
    }

    private List<string> Draw(Domain place, AddressRole role, HashSet<string> taken, int count, AwsError none)
    {
        var drawn = new List<string>();
        while (drawn.Count < count)
        {
            drawn.Add(plan.Free(place, role, taken)?.ToString() ?? throw none);
            taken.Add(drawn[^1]);
        }

        return drawn;
    }

    private static HashSet<string> Taken(Ec2State state) =>
        state.Interfaces.All.Select(each => each.Shown.Association?.PublicIp)
            .Concat(state.Addresses.All.Select(each => each.Shown.PublicIp))
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);

    private Domain Here => atlas.Region(region) ?? throw new AwsError(
        "InsufficientAddressCapacity", 503, $"The region {region} is not on the map of this server.");

    private static void Put(Ec2State state, string networkInterface, NetworkInterfaceAssociation? association)
    {
        var shown = state.Interfaces.Find(networkInterface)!.Shown;
        Interfaces.Associate(state, networkInterface, shown.PrivateIpAddress!, association);
    }
}
