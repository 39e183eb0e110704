using System.Net;
using Faultline.Api.Elb;
using Faultline.Kernel.Places;
using Faultline.Services.Elb.Keeping;

namespace Faultline.Services.Elb.Wanted;

/// <summary>Where targets stand on this machine. Pure: a picture of the instances at one moment.</summary>
internal sealed class Whereabouts
{
    private readonly Dictionary<string, Backend> instances;
    private readonly Dictionary<(string Account, string Address), List<Backend>> addresses;
    private readonly Domain region;
    private readonly Domain outside;
    private readonly AddressPlan plan;

    public Whereabouts(Atlas atlas, string region, IReadOnlyList<Backend> backends)
    {
        this.region = atlas.Region(region)!;
        outside = atlas.Outside;
        plan = new(atlas);
        instances = backends.ToDictionary(each => each.Instance, StringComparer.Ordinal);
        addresses = backends.Where(each => each.PrivateAddress is not null)
            .GroupBy(each => (each.Account, each.PrivateAddress!))
            .ToDictionary(each => each.Key, each => each.ToList());
    }

    public Domain Region => region;

    /// <summary>The instance that a target names; null for one that is gone, and for addresses.</summary>
    public Backend? Instance(Registration target) => instances.GetValueOrDefault(target.Shown.Id);

    /// <summary>The instance that runs behind a target; null for what is none.</summary>
    public string? Runner(TargetGroup group, Registration target) =>
        (group.TargetType == TargetTypeEnum.Instance ? Instance(target) : Owner(group, target))?.Instance;

    /// <summary>The id of the zone that a target counts as; null when it counts as every node's own.</summary>
    public string? ZoneOf(TargetGroup group, Registration target)
    {
        if (group.TargetType == TargetTypeEnum.Instance)
        {
            return Instance(target)?.Zone;
        }

        return target.Shown.AvailabilityZone is { } name && name != TargetRules.AllZones
            ? ZoneNames.Find(target.Account, region, name)?.Name
            : null;
    }

    /// <summary>Where it is asked; null while it is nowhere.</summary>
    public (IPAddress Address, Domain At)? Of(TargetGroup group, Registration target)
    {
        if (group.TargetType == TargetTypeEnum.Instance)
        {
            return Instance(target) is { IsRunning: true } instance ? Of(instance) : null;
        }

        var address = IPAddress.Parse(target.Shown.Id);
        if (Owner(group, target) is { } owner)
        {
            return Of(owner);
        }

        var zone = ZoneOf(group, target) is { } name ? region.Children.First(each => each.Name == name) : null;
        if (IPAddress.IsLoopback(address))
        {
            return (address, zone ?? outside);
        }

        // An address that nobody has: behind that of a real network somebody might answer. No number ends in 0, so
        // nobody is ever there.
        return (plan.At(zone ?? region.Children[0], AddressRole.Instance, 0), zone ?? region.Children[0]);
    }

    /// <summary>Who has the address that a target names, in the VPC of its group.</summary>
    private Backend? Owner(TargetGroup group, Registration target) =>
        addresses.GetValueOrDefault((target.Account, target.Shown.Id))?
            .Find(each => each.IsRunning && (each.Vpc is null || each.Vpc == group.VpcId));

    private static (IPAddress, Domain)? Of(Backend instance) =>
        instance is { Address: { } address, At: { } at } ? (IPAddress.Parse(address), at) : null;
}
