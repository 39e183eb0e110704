using Faultline.Api.Ec2;
using Faultline.Kernel.Places;
using Faultline.Wire;
using ShownRegion = Faultline.Api.Ec2.Region;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private const string Always = "opt-in-not-required";

    private static readonly Filters<ShownRegion> regionFilters = new Filters<ShownRegion>()
        // Whoever filters by AWS's own name of an endpoint finds ours by it: a question leads nobody there.
        .On("endpoint", shown => new[] { shown.Endpoint, $"ec2.{shown.RegionName}.amazonaws.com" })
        .On("opt-in-status", shown => shown.OptInStatus)
        .On("region-name", shown => shown.RegionName);

    private static readonly Filters<AvailabilityZone> zoneFilters = new Filters<AvailabilityZone>()
        .On("group-long-name", shown => shown.GroupLongName)
        .On("group-name", shown => shown.GroupName)
        .On("message", shown => shown.Messages?.Select(message => message.Message))
        .On("opt-in-status", shown => shown.OptInStatus)
        .On("parent-zone-id", shown => shown.ParentZoneId)
        .On("parent-zone-name", shown => shown.ParentZoneName)
        .On("region-name", shown => shown.RegionName)
        .On("state", shown => shown.State)
        .On("zone-id", shown => shown.ZoneId)
        .On("zone-name", shown => shown.ZoneName)
        .On("zone-type", shown => shown.ZoneType);

    public override ValueTask<DescribeRegionsResult> DescribeRegions(
        Call call, DescribeRegionsRequest request, CancellationToken ct)
    {
        var passes = regionFilters.Read(request.Filters);
        var asked = request.RegionNames ?? [];
        if (asked.Find(name => around.Atlas.Region(name) is null) is { } unknown)
        {
            throw Refusal.Value($"Invalid region: [{unknown}]");
        }

        DryRun.Stop(request.DryRun);
        var regions = around.Atlas.Regions
            .Where(place => asked.Count == 0 || asked.Contains(place.Name))
            .OrderBy(place => place.Name, StringComparer.Ordinal)
            .Select(Show)
            .Where(shown => passes(shown));
        return new(new DescribeRegionsResult { Regions = [.. regions] });
    }

    public override ValueTask<DescribeAvailabilityZonesResult> DescribeAvailabilityZones(
        Call call, DescribeAvailabilityZonesRequest request, CancellationToken ct)
    {
        var passes = zoneFilters.Read(request.Filters);
        var zones = Zones(call.Account);
        var (names, ids) = (request.ZoneNames ?? [], request.ZoneIds ?? []);
        if (names.Find(name => !zones.Exists(zone => zone.Name == name)) is { } unknown)
        {
            throw Refusal.Value($"Invalid availability zone: [{unknown}]");
        }

        if (ids.Find(id => !zones.Exists(zone => zone.Id == id)) is { } strange)
        {
            throw Refusal.Value($"Invalid availability zone-id: [{strange}]");
        }

        DryRun.Stop(request.DryRun);
        var shown = zones
            .Where(zone => names.Count == 0 || names.Contains(zone.Name))
            .Where(zone => ids.Count == 0 || ids.Contains(zone.Id))
            .Select(Show)
            .Where(zone => passes(zone));
        return new(new DescribeAvailabilityZonesResult { AvailabilityZones = [.. shown] });
    }

    /// <summary>The zones of this region by the account's names for them; none in a region off the map.</summary>
    private List<(string Name, string Id)> Zones(string account) =>
    [
        .. (around.Atlas.Region(region)?.Children ?? [])
            .Select(zone => (Name: ZoneNames.NameOf(account, zone), Id: zone.Name))
            .OrderBy(zone => zone.Name, StringComparer.Ordinal),
    ];

    /// <summary>Whoever is in this cloud has opted in to all of it.</summary>
    private ShownRegion Show(Domain place) => new()
    {
        RegionName = place.Name,
        Endpoint = $"ec2.{place.Name}.{options.Host}",
        OptInStatus = around.Atlas.FactsOf(place).OptIn ? "opted-in" : Always,
    };

    /// <summary>
    /// A zone is available whatever happened to it: in AWS too, an outage does not show here.
    /// </summary>
    private AvailabilityZone Show((string Name, string Id) zone) => new()
    {
        ZoneName = zone.Name,
        ZoneId = zone.Id,
        ZoneType = "availability-zone",
        State = AvailabilityZoneState.Available,
        RegionName = region,
        NetworkBorderGroup = region,
        GroupName = $"{region}-zg-1",
        GroupLongName = $"{around.Atlas.FactsOf(around.Atlas.Region(region)!).Place} 1",
        OptInStatus = Always,
        Messages = [],
    };
}
