using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Addresses;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// Network interfaces: each has an address of its subnet that no other one has, the groups that guard it, and hangs on
/// one instance at most. Pure.
/// </summary>
internal static class Interfaces
{
    /// <summary>
    /// Makes an interface. Without groups it has the default one of its VPC, as in AWS; all is checked before anything
    /// changes.
    /// </summary>
    public static Owned<NetworkInterface> Make(
        Ec2State state,
        string account,
        Owned<Subnet> subnet,
        IReadOnlyList<string> groups,
        NewInterface asked,
        DateTimeOffset now,
        Dice dice)
    {
        _ = now; // An interface does not show when it was made.
        var members = asked.HasNoGroups ? [] : Groups(state, account, subnet, groups);
        var addresses = new SubnetAddresses(state, subnet).Take(asked.Address, asked.Secondary, asked.SecondaryCount);
        var six = new SubnetIpv6Addresses(state, subnet).Take(asked, dice);
        var region = HostNames.RegionOf(subnet.Shown.AvailabilityZone!);
        var eni = new Owned<NetworkInterface>(dice.Resource("eni"), account, new());
        eni = eni.With(shown =>
        {
            shown.NetworkInterfaceId = eni.Id;
            shown.OwnerId = account;
            shown.Description = asked.Description;
            shown.InterfaceType = asked.Type;
            shown.RequesterId = asked.Requester;
            shown.RequesterManaged = asked.Requester is not null;
            shown.SubnetId = subnet.Id;
            shown.VpcId = subnet.Shown.VpcId;
            shown.AvailabilityZone = subnet.Shown.AvailabilityZone;
            shown.AvailabilityZoneId = subnet.Shown.AvailabilityZoneId;
            shown.MacAddress = Mac(dice);
            shown.PrivateIpAddress = addresses[0];
            shown.PrivateDnsName = HostNames.Private(addresses[0], region);
            shown.PrivateIpAddresses =
                [.. addresses.Select((address, index) => Private(address, region, isPrimary: index == 0))];
            shown.Ipv6Addresses = six;
            shown.Groups = members;
            shown.Status = NetworkInterfaceStatus.Available;
            shown.SourceDestCheck = !asked.HasNoGroups;
            shown.TagSet = asked.Tags;
        });
        state.Interfaces.Put(eni);
        return eni;
    }

    /// <summary>Refuses what <see cref="Make"/> would, and changes nothing.</summary>
    public static void Check(
        Ec2State state, string account, Owned<Subnet> subnet, IReadOnlyList<string> groups, NewInterface asked)
    {
        Groups(state, account, subnet, groups);
        new SubnetAddresses(state, subnet).Take(asked.Address, asked.Secondary, asked.SecondaryCount);
        new SubnetIpv6Addresses(state, subnet).Check(asked);
    }

    /// <summary>Hangs the interface on an instance; refused where one of the two is taken.</summary>
    public static Owned<NetworkInterface> Attach(
        Ec2State state,
        string interfaceId,
        string instanceId,
        string account,
        int deviceIndex,
        bool deleteOnTermination,
        DateTimeOffset now,
        Dice dice)
    {
        CheckAttach(
            state,
            state.Interfaces.Find(interfaceId) ?? throw Noun.Interface.Missing(interfaceId),
            instanceId,
            deviceIndex);
        return state.Interfaces.Change(interfaceId, row => row.With(shown =>
        {
            shown.Status = NetworkInterfaceStatus.InUse;
            shown.Attachment = new()
            {
                AttachmentId = dice.Resource("eni-attach"),
                AttachTime = now,
                DeleteOnTermination = deleteOnTermination,
                DeviceIndex = deviceIndex,
                NetworkCardIndex = 0,
                InstanceId = instanceId,
                InstanceOwnerId = account,
                Status = AttachmentStatus.Attached,
            };
        }));
    }

    public static void CheckAttach(
        Ec2State state, Owned<NetworkInterface> eni, string instanceId, int deviceIndex)
    {
        if (eni.Shown.Attachment is not null)
        {
            throw NetworkRefusal.InterfaceInUse(eni.Id);
        }

        if (Of(state, instanceId).Any(other => other.Shown.Attachment!.DeviceIndex == deviceIndex))
        {
            throw Refusal.Value(
                $"Instance '{instanceId}' already has an interface attached at device index '{deviceIndex}'.");
        }
    }

    /// <summary>Takes the interface from what it hangs on.</summary>
    public static Owned<NetworkInterface> Detach(Ec2State state, string interfaceId) =>
        state.Interfaces.Change(interfaceId, row => row.With(shown =>
        {
            shown.Attachment = null;
            shown.Status = NetworkInterfaceStatus.Available;
        }));

    /// <summary>
    /// Ends the interface: its addresses are free, and an Elastic IP address that led to it leads nowhere.
    /// </summary>
    public static void Remove(Ec2State state, string interfaceId)
    {
        if (state.Interfaces.Find(interfaceId) is not { } eni)
        {
            return;
        }

        foreach (var address in eni.Shown.PrivateIpAddresses ?? [])
        {
            Unmap(state, interfaceId, address.PrivateIpAddress!);
        }

        state.Interfaces.Remove(interfaceId);
    }

    /// <summary>Lets an Elastic IP address that led to the private one lead nowhere.</summary>
    public static void Unmap(Ec2State state, string interfaceId, string privateAddress)
    {
        var elastic = state.Addresses.All.FirstOrDefault(row =>
            row.Shown.NetworkInterfaceId == interfaceId && row.Shown.PrivateIpAddress == privateAddress);
        if (elastic is not null)
        {
            PublicAddresses.Disassociate(state, elastic.Id);
        }
    }

    /// <summary>The interfaces of an instance, in the order of their devices.</summary>
    public static IEnumerable<Owned<NetworkInterface>> Of(Ec2State state, string instanceId) => state.Interfaces.All
        .Where(row => row.Shown.Attachment?.InstanceId == instanceId)
        .OrderBy(row => row.Shown.Attachment!.DeviceIndex);

    /// <summary>Says which public address leads to a private one of the interface; null says that none does.</summary>
    public static Owned<NetworkInterface> Associate(
        Ec2State state, string interfaceId, string address, NetworkInterfaceAssociation? association) =>
        state.Interfaces.Change(interfaceId, row => row.With(shown =>
        {
            shown.PrivateIpAddresses =
            [
                .. shown.PrivateIpAddresses!.Select(each => each.PrivateIpAddress == address
                    ? each.With(it => it.Association = association)
                    : each),
            ];
            if (shown.PrivateIpAddress == address)
            {
                shown.Association = association;
                shown.PublicDnsName = association?.PublicDnsName;
            }
        }));

    /// <summary>The groups by id and name; those of another VPC or account will not do.</summary>
    public static List<GroupIdentifier> Groups(
        Ec2State state, string account, Owned<Subnet> subnet, IReadOnlyList<string> groups)
    {
        var vpc = subnet.Shown.VpcId;
        if (groups.Count == 0)
        {
            return [.. state.SecurityGroups.All
                .Where(row => row.Shown.VpcId == vpc && row.Shown.GroupName == "default")
                .Select(Identify)];
        }

        if (groups.Count > NetworkLimits.GroupsPerInterface)
        {
            throw NetworkRefusal.TooManyGroups();
        }

        return [.. groups.Distinct(StringComparer.Ordinal).Select(id =>
        {
            var group = state.SecurityGroups.Find(account, id) ?? throw NetworkRefusal.NoGroupOfInterface(id);
            return group.Shown.VpcId == vpc
                ? Identify(group)
                : throw new AwsError(
                    "InvalidParameter", 400,
                    $"Security group {id} and subnet {subnet.Id} belong to different networks.");
        })];
    }

    public static NetworkInterfacePrivateIpAddress Private(string address, string region, bool isPrimary) => new()
    {
        PrivateIpAddress = address,
        PrivateDnsName = HostNames.Private(address, region),
        Primary = isPrimary,
    };

    private static GroupIdentifier Identify(Owned<SecurityGroup> group) =>
        new() { GroupId = group.Id, GroupName = group.Shown.GroupName };

    /// <summary>One that is administered locally and belongs to a single card.</summary>
    private static string Mac(Dice dice)
    {
        Span<byte> bytes = stackalloc byte[5];
        dice.Fill(bytes);
        return $"02:{bytes[0]:x2}:{bytes[1]:x2}:{bytes[2]:x2}:{bytes[3]:x2}:{bytes[4]:x2}";
    }
}
