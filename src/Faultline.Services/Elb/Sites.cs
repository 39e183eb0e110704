using Faultline.Api.Elb;
using Faultline.Kernel.Places;
using Faultline.Services.Elb.Keeping;
using Faultline.Wire;
using Address = Faultline.Api.Ec2.Address;

namespace Faultline.Services.Elb;

/// <summary>Where a balancer stands: its subnets, their zones, and the addresses of its nodes.</summary>
internal sealed class Sites(string region, Atlas atlas, int share, Premises premises)
{
    /// <summary>CreateLoadBalancer in the API reference: so many addresses of a subnet must be free.</summary>
    private const int FreeMin = 8;

    private readonly AddressPlan plan = new(atlas, share);

    /// <summary>The subnets as they were asked for, one way or the other.</summary>
    public static List<SubnetMapping> Asked(List<string>? subnets, List<SubnetMapping>? mappings)
    {
        if (subnets is { Count: > 0 } && mappings is { Count: > 0 })
        {
            throw Refusal.Invalid("You can specify either subnets or subnet mappings, but not both");
        }

        var asked = mappings is { Count: > 0 }
            ? mappings
            : (subnets ?? []).ConvertAll(id => new SubnetMapping { SubnetId = id });
        return asked.Exists(each => each.IPv6Address is not null || each.SourceNatIpv6Prefix is not null)
            ? throw Refusal.NotBuilt("IPv6 addresses of load balancers")
            : asked;
    }

    /// <summary>The zones that a balancer is to be in; refused where AWS would.</summary>
    /// <param name="there">The zones that it is in.</param>
    public async ValueTask<Site> Find(
        Call call,
        List<SubnetMapping> asked,
        bool isNetwork,
        bool isInternal,
        List<AvailabilityZone> there,
        CancellationToken ct)
    {
        if (asked.Count == 0)
        {
            throw Refusal.Invalid(isNetwork ? "At least one subnet must be specified" : TooFew);
        }

        var found = await premises.Subnets(call, asked.Select(each => each.SubnetId ?? ""), ct);
        if (asked.Find(each => !found.ContainsKey(each.SubnetId ?? "")) is { } unknown)
        {
            throw ElbErrors.SubnetNotFoundException($"The subnet ID '{unknown.SubnetId}' does not exist");
        }

        var plots = asked.ConvertAll(each => found[each.SubnetId!]);
        var elastic = await Elastic(call, asked, isNetwork, isInternal, ct);
        await CheckAddresses(call, asked, there, ct);
        Check(plots, isNetwork);
        if (!isInternal && !await premises.HasInternetGateway(call, plots[0].Vpc, ct))
        {
            throw ElbErrors.InvalidSubnetException($"VPC {plots[0].Vpc} has no internet gateway");
        }

        return new(
            plots[0].Vpc,
            asked.Zip(plots).Select(each => (each.Second, Zone(each.First, each.Second, elastic, there))).ToList(),
            [.. elastic.Values.Where(each => each.AssociationId is not null).Select(each => each.PublicIp!)]);
    }

    /// <summary>The Elastic IPs that are asked for, by their ids.</summary>
    private async ValueTask<IReadOnlyDictionary<string, Address>> Elastic(
        Call call, List<SubnetMapping> asked, bool isNetwork, bool isInternal, CancellationToken ct)
    {
        var ids = asked.Select(each => each.AllocationId).OfType<string>().ToList();
        if (ids.Count == 0)
        {
            return new Dictionary<string, Address>();
        }

        if (!isNetwork || isInternal)
        {
            throw Refusal.Configuration(
                "Elastic IP addresses can be specified for internet-facing network load balancers only");
        }

        if (ids.Distinct(StringComparer.Ordinal).Count() < ids.Count)
        {
            throw Refusal.Configuration("An Elastic IP address can be specified for one subnet only");
        }

        var found = await premises.ElasticIps(call, ids, ct);
        return ids.Find(id => !found.ContainsKey(id)) is { } unknown
            ? throw ElbErrors.AllocationIdNotFoundException($"The allocation ID '{unknown}' does not exist")
            : found;
    }

    /// <summary>Gives a balancer a node in each of its zones; one that it has there already stays as it is.</summary>
    public void Settle(ElbState state, Item<LoadBalancer> balancer, Site site)
    {
        var wanted = site.Zones.Select(each => each.Plot.Zone.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in state.NodesOf(balancer.Id).Where(node => !wanted.Contains(node.Zone)).ToList())
        {
            state.Nodes.Remove(gone.Id);
        }

        CheckElastic(state, balancer, site);
        var taken = state.Nodes.All.Select(node => node.Address).ToHashSet(StringComparer.Ordinal);
        foreach (var zone in wanted.Where(zone => state.Nodes.Find(BalancerNode.IdOf(balancer.Id, zone)) is null))
        {
            var place = atlas.Region(region)!.Children.First(each => each.Name == zone);
            var address = site.ElasticIn(zone) ?? plan.Free(place, AddressRole.Balancer, taken)?.ToString()
                ?? throw ElbErrors.InvalidSubnetException($"Not enough IP space available in zone {zone}.");
            taken.Add(address);
            state.Nodes.Put(new(
                BalancerNode.IdOf(balancer.Id, zone), balancer.Account, balancer.Id, zone, address));
        }
    }

    /// <summary>
    /// An Elastic IP is a node's from its first day to its last, and nobody else's meanwhile ("Network Load Balancers",
    /// Elastic Load Balancing user guide).
    /// </summary>
    private static void CheckElastic(ElbState state, Item<LoadBalancer> balancer, Site site)
    {
        foreach (var (plot, _) in site.Zones)
        {
            if (site.ElasticIn(plot.Zone.Id) is not { } address)
            {
                continue;
            }

            if (state.Nodes.Find(BalancerNode.IdOf(balancer.Id, plot.Zone.Id)) is { } node)
            {
                if (node.Address != address)
                {
                    throw Refusal.Configuration(
                        $"The IP address of the load balancer in the Availability Zone '{plot.Zone.Name}' cannot be "
                        + "changed");
                }
            }
            else if (site.Busy.Contains(address) || state.Nodes.All.Any(each => each.Address == address))
            {
                throw ElbErrors.ResourceInUseException("The allocation IDs are not available for use");
            }
        }
    }

    /// <summary>An address that is somebody's already is refused; those that the balancer has are its own.</summary>
    private async ValueTask CheckAddresses(
        Call call, List<SubnetMapping> asked, List<AvailabilityZone> there, CancellationToken ct)
    {
        foreach (var each in asked)
        {
            if (each.PrivateIPv4Address is { } address && !there.Exists(zone => zone.SubnetId == each.SubnetId))
            {
                if (!await premises.IsFree(call, each.SubnetId!, address, ct))
                {
                    throw Refusal.Configuration($"The private IPv4 address '{address}' is in use");
                }
            }
        }
    }

    private const string TooFew = "At least two subnets in two different Availability Zones must be specified";

    private static void Check(List<Plot> plots, bool isNetwork)
    {
        if (plots.Exists(plot => plot.Vpc != plots[0].Vpc))
        {
            throw Refusal.Configuration("All subnets must belong to the same VPC");
        }

        if (plots.DistinctBy(plot => plot.Zone.Id).Count() < plots.Count)
        {
            throw Refusal.Configuration(
                "A load balancer cannot be attached to multiple subnets in the same Availability Zone");
        }

        if (!isNetwork && plots.Count < 2)
        {
            throw Refusal.Invalid(TooFew);
        }

        if (plots.Find(plot => plot.Free < FreeMin) is { } full)
        {
            throw ElbErrors.InvalidSubnetException(
                $"Not enough IP space available in {full.Id}. ELB requires at least {FreeMin} free IP addresses in "
                + "each subnet.");
        }
    }

    private static AvailabilityZone Zone(
        SubnetMapping asked,
        Plot plot,
        IReadOnlyDictionary<string, Address> elastic,
        List<AvailabilityZone> there)
    {
        if (asked.PrivateIPv4Address is { } text
            && (!System.Net.IPAddress.TryParse(text, out var address) || !plot.Takes(address)))
        {
            throw Refusal.Configuration(
                $"The private IPv4 address '{text}' is not in the range of the subnet '{plot.Id}'");
        }

        return new()
        {
            ZoneName = plot.Zone.Name,
            SubnetId = plot.Id,
            LoadBalancerAddresses = asked switch
            {
                { AllocationId: { } id } => [new()
                {
                    AllocationId = id,
                    IpAddress = elastic[id].PublicIp,
                    PrivateIPv4Address = asked.PrivateIPv4Address,
                }],
                { PrivateIPv4Address: { } own } => [new() { PrivateIPv4Address = own }],
                // What was said of a subnet when it was given holds until it goes.
                _ => there.Find(zone => zone.SubnetId == plot.Id)?.LoadBalancerAddresses ?? [],
            },
        };
    }
}

/// <summary>The VPC of a balancer and its zones, each with its subnet and as the API shows it.</summary>
/// <param name="Busy">Those of the Elastic IPs that were asked for that somebody has.</param>
internal sealed record Site(string Vpc, List<(Plot Plot, AvailabilityZone Shown)> Zones, HashSet<string> Busy)
{
    /// <summary>The Elastic IP of the node in a zone, by the zone's id.</summary>
    public string? ElasticIn(string zone) => Zones.Find(each => each.Plot.Zone.Id == zone).Shown
        .LoadBalancerAddresses!.Find(each => each.AllocationId is not null)?.IpAddress;
}
