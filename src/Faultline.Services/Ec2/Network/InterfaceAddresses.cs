using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Types;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Network;

/// <summary>The secondary private addresses of an interface, which come and go while it stays. Pure.</summary>
internal static class InterfaceAddresses
{
    /// <summary>
    /// Gives more addresses: those that are named, also from others where that is wanted, and a number.
    /// </summary>
    public static List<string> Assign(
        Ec2State state, Owned<NetworkInterface> eni, IReadOnlyList<string> named, int more, bool fromOthers)
    {
        var subnet = state.Subnets.Find(eni.Shown.SubnetId)!;
        CheckCount(state, eni, named.Count + more);
        var moved = fromOthers ? Owners(state, eni, named) : [];
        var addresses = new SubnetAddresses(state, subnet).Take(
            [.. named.Where(address => !moved.Exists(each => each.Address == address))], more);
        foreach (var (other, address) in moved)
        {
            Remove(state, other, [address]);
        }

        var region = HostNames.RegionOf(subnet.Shown.AvailabilityZone!);
        List<string> all = [.. moved.Select(each => each.Address), .. addresses];
        state.Interfaces.Change(eni.Id, row => row.With(shown => shown.PrivateIpAddresses =
        [
            .. shown.PrivateIpAddresses!,
            .. all.Select(address => Interfaces.Private(address, region, isPrimary: false)),
        ]));
        return all;
    }

    public static void CheckUnassign(Owned<NetworkInterface> eni, IReadOnlyList<string> addresses)
    {
        foreach (var address in addresses)
        {
            var found = eni.Shown.PrivateIpAddresses!.Find(each => each.PrivateIpAddress == address);
            if (found is null)
            {
                throw Refusal.Value(
                    $"Some of the specified addresses are not assigned to interface {eni.Id}: {address}");
            }

            if (found.Primary == true)
            {
                throw Refusal.Value($"The primary address {address} of interface {eni.Id} cannot be unassigned");
            }
        }
    }

    public static void Remove(Ec2State state, string interfaceId, IReadOnlyList<string> addresses)
    {
        state.Interfaces.Change(interfaceId, row => row.With(shown => shown.PrivateIpAddresses =
            [.. shown.PrivateIpAddresses!.Where(each => !addresses.Contains(each.PrivateIpAddress))]));
        foreach (var address in addresses)
        {
            Interfaces.Unmap(state, interfaceId, address);
        }
    }

    /// <summary>Whose secondary addresses they are; primary ones stay where they are.</summary>
    private static List<(string Interface, string Address)> Owners(
        Ec2State state, Owned<NetworkInterface> eni, IReadOnlyList<string> named) =>
    [
        .. from other in state.Interfaces.All
           where other.Shown.SubnetId == eni.Shown.SubnetId && other.Id != eni.Id
           from each in other.Shown.PrivateIpAddresses!
           where each.Primary != true && named.Contains(each.PrivateIpAddress!)
           select (other.Id, each.PrivateIpAddress!),
    ];

    /// <summary>An instance type sets how many addresses each of its interfaces may have.</summary>
    private static void CheckCount(Ec2State state, Owned<NetworkInterface> eni, int more)
    {
        if (state.Machines.Find(eni.Shown.Attachment?.InstanceId) is { } machine
            && InstanceTypes.Find(machine.Shown.InstanceType!) is { } type
            && eni.Shown.PrivateIpAddresses!.Count + more > type.Size.AddressesPerInterface)
        {
            throw new AwsError(
                "PrivateIpAddressLimitExceeded", 400,
                "Number of private addresses will exceed limit.");
        }
    }
}
