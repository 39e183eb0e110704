using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Types;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Network;

/// <summary>What requests about interfaces ask for, and what AWS refuses of it. Pure.</summary>
internal static class InterfaceRequest
{
    public static NewInterface Read(CreateNetworkInterfaceRequest request)
    {
        if (request.Ipv4Prefixes is [_, ..] || request.Ipv4PrefixCount > 0
            || request.Ipv6Prefixes is [_, ..] || request.Ipv6PrefixCount > 0)
        {
            throw NetworkRefusal.NotHere("prefixes of interfaces");
        }

        if (request.InterfaceType is not (null or NetworkInterfaceType.Interface))
        {
            throw NetworkRefusal.NotHere($"interfaces of the type {request.InterfaceType}");
        }

        return Read(
            request.Description,
            request.PrivateIpAddress,
            request.PrivateIpAddresses,
            request.SecondaryPrivateIpAddressCount)
            .WithIpv6(request.Ipv6Addresses, request.Ipv6AddressCount);
    }

    /// <summary>IPv6 addresses are named, or a number of them is asked for.</summary>
    public static NewInterface WithIpv6(this NewInterface asked, List<InstanceIpv6Address>? named, int? count) =>
        named is [_, ..] && count > 0
            ? throw NetworkRefusal.Combination("ipv6AddressCount", "ipv6Addresses")
            : asked with { Ipv6 = [.. (named ?? []).Select(each => each.Ipv6Address!)], Ipv6Count = count };

    /// <summary>The addresses may come as one primary, or as a list in which one is.</summary>
    public static NewInterface Read(
        string? description, string? address, List<PrivateIpAddressSpecification>? addresses, int? more)
    {
        var listed = addresses ?? [];
        var primaries = listed.FindAll(each => each.Primary == true);
        if (primaries.Count > 1 || (address is not null && primaries.Exists(each => each.PrivateIpAddress != address)))
        {
            throw Refusal.Value("Only one primary private IP address can be specified.");
        }

        if (listed.Exists(each => each.Primary != true) && more is not null)
        {
            throw NetworkRefusal.Combination("secondaryPrivateIpAddressCount", "privateIpAddresses");
        }

        return new()
        {
            Description = description ?? "",
            Address = address ?? primaries.FirstOrDefault()?.PrivateIpAddress,
            Secondary = [.. listed.Where(each => each.Primary != true).Select(each => each.PrivateIpAddress!)],
            SecondaryCount = more ?? 0,
        };
    }

    public static void CheckAttach(Ec2State state, Owned<NetworkInterface> eni, Machine machine, int index)
    {
        if (machine.State is InstanceStateName.Terminated or InstanceStateName.ShuttingDown)
        {
            throw new AwsError(
                "IncorrectState", 400, $"Instance '{machine.Id}' is not in a state from which it can take interfaces.");
        }

        if (machine.Shown.Placement!.AvailabilityZone != eni.Shown.AvailabilityZone)
        {
            throw new AwsError(
                "InvalidParameterCombination", 400,
                "You may not attach a network interface to an instance if they are not in the same availability zone");
        }

        var there = Interfaces.Of(state, machine.Id).Count();
        if (InstanceTypes.Find(machine.Shown.InstanceType!) is { } type && there >= type.Size.Interfaces)
        {
            throw new AwsError(
                "AttachmentLimitExceeded", 400, $"Interface count {there + 1} exceeds the limit for {type.Name}");
        }

        Interfaces.CheckAttach(state, eni, machine.Id, index);
    }

    public static void Apply(
        ModifyNetworkInterfaceAttributeRequest request, List<GroupIdentifier>? groups, NetworkInterface shown)
    {
        shown.Description = request.Description?.Value ?? shown.Description;
        shown.SourceDestCheck = request.SourceDestCheck?.Value ?? shown.SourceDestCheck;
        shown.Groups = groups ?? shown.Groups;
        if (request.Attachment?.DeleteOnTermination is { } deletes)
        {
            shown.Attachment = shown.Attachment!.With(each => each.DeleteOnTermination = deletes);
        }
    }
}
