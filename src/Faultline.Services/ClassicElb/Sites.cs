using Faultline.Api.ClassicElb;
using Faultline.Kernel.Places;
using Faultline.Services.ClassicElb.Keeping;
using Faultline.Wire;

namespace Faultline.Services.ClassicElb;

/// <summary>Where a balancer stands: its subnets, their zones, and the addresses of its nodes.</summary>
internal sealed class Sites(string region, Atlas atlas, int share, Premises premises)
{
    /// <summary>"Subnets for your load balancer" in the user guide: so many addresses must be free.</summary>
    private const int FreeMin = 8;

    private readonly AddressPlan plan = new(atlas, share);

    /// <summary>The subnets of those ids; refused where AWS would.</summary>
    public async ValueTask<List<Plot>> Subnets(Call call, List<string> ids, CancellationToken ct)
    {
        var found = await premises.Subnets(call, ids, ct);
        return ids.Find(id => !found.ContainsKey(id)) is { } unknown
            ? throw ClassicElbErrors.SubnetNotFoundException($"The subnet ID '{unknown}' does not exist")
            : Checked([.. ids.Distinct().Select(id => found[id])]);
    }

    /// <summary>The default subnets of zones.</summary>
    public async ValueTask<List<Plot>> Zones(Call call, List<string> zones, CancellationToken ct)
    {
        if (zones.Find(zone => ZoneNames.Find(call.Account, atlas.Region(region)!, zone) is null) is { } unknown)
        {
            throw Refusal.Invalid($"'{unknown}' is not a valid availability zone");
        }

        var found = await premises.DefaultSubnets(call, zones, ct);
        return zones.Find(zone => !found.ContainsKey(zone)) is { } bare
            ? throw ClassicElbErrors.InvalidSubnetException($"There is no default subnet in zone {bare}")
            : Checked([.. zones.Distinct().Select(zone => found[zone])]);
    }

    /// <summary>The balancer in these subnets as well; refused where they do not go together.</summary>
    public Balancer Add(ClassicState state, Balancer balancer, List<Plot> plots)
    {
        var taken = state.Balancers.All.SelectMany(each => each.Places).Select(place => place.Address)
            .ToHashSet(StringComparer.Ordinal);
        var places = balancer.Places.ToList();
        foreach (var plot in plots.Where(plot => !places.Exists(place => place.Subnet == plot.Id)))
        {
            if (plot.Vpc != balancer.Shown.VPCId)
            {
                throw Refusal.Configuration($"The subnet {plot.Id} is not in VPC {balancer.Shown.VPCId}");
            }

            if (places.Exists(place => place.Zone == plot.Zone.Id))
            {
                throw Refusal.Configuration("ELB cannot be attached to multiple subnets in the same AZ.");
            }

            var zone = atlas.Region(region)!.Children.First(each => each.Name == plot.Zone.Id);
            var address = plan.Free(zone, AddressRole.ClassicBalancer, taken)?.ToString()
                ?? throw ClassicElbErrors.InvalidSubnetException($"Not enough IP space available in {plot.Id}.");
            taken.Add(address);
            places.Add(new(plot.Id, plot.Zone.Id, plot.Zone.Name, address));
        }

        return balancer.At(places);
    }

    /// <summary>The balancer without some of its places; it has to stand somewhere.</summary>
    public static Balancer Take(Balancer balancer, Func<Place, bool> goes) =>
        balancer.Places.FindAll(place => !goes(place)) is { Count: > 0 } places
            ? balancer.At(places)
            : throw Refusal.Configuration(
                $"Load balancer {balancer.Name} must stay in at least one Availability Zone");

    private static List<Plot> Checked(List<Plot> plots) => plots.Find(plot => plot.Free < FreeMin) is { } full
        ? throw ClassicElbErrors.InvalidSubnetException(
            $"Not enough IP space available in {full.Id}. ELB requires at least {FreeMin} free IP addresses in each "
            + "subnet.")
        : plots;
}
