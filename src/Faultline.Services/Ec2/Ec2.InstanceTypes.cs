using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Types;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    // MaxResults of both operations in the API reference.
    private static readonly Paging typePages = new(Min: 5, Max: 100, Unasked: 100);
    private static readonly Paging offeringPages = new(Min: 5, Max: 1000, Unasked: 1000);

    private static readonly Filters<InstanceTypeOffering> offeringFilters = new Filters<InstanceTypeOffering>()
        .On("instance-type", offering => offering.InstanceType)
        .On("location", offering => offering.Location);

    public override ValueTask<DescribeInstanceTypesResult> DescribeInstanceTypes(
        Call call, DescribeInstanceTypesRequest request, CancellationToken ct)
    {
        var passes = InstanceTypeFilters.All.Read(request.Filters);
        var asked = request.InstanceTypes ?? [];
        if (asked.FindAll(name => InstanceTypes.Find(name) is null) is { Count: > 0 } unknown)
        {
            throw Refusal.UnknownTypes(unknown);
        }

        var types = InstanceTypes.All
            .Where(type => asked.Count == 0 || asked.Contains(type.Name))
            .Select(InstanceTypeView.Of)
            .Where(shown => passes(shown));
        var (page, next) = typePages.Cut(
            call, types, shown => shown.InstanceType!, request.MaxResults, request.NextToken);
        DryRun.Stop(request.DryRun);
        return new(new DescribeInstanceTypesResult { InstanceTypes = page, NextToken = next });
    }

    public override ValueTask<DescribeInstanceTypeOfferingsResult> DescribeInstanceTypeOfferings(
        Call call, DescribeInstanceTypeOfferingsRequest request, CancellationToken ct)
    {
        var passes = offeringFilters.Read(request.Filters);
        var kind = request.LocationType ?? LocationType.Region;
        var offered =
            from location in Locations(call, kind)
            from type in InstanceTypes.All
            let offering = new InstanceTypeOffering
            {
                InstanceType = type.Name,
                LocationType = kind,
                Location = location,
            }
            where passes(offering)
            select offering;
        var (page, next) = offeringPages.Cut(
            call,
            offered,
            offering => $"{offering.InstanceType} {offering.Location}",
            request.MaxResults,
            request.NextToken);
        DryRun.Stop(request.DryRun);
        return new(new DescribeInstanceTypeOfferingsResult { InstanceTypeOfferings = page, NextToken = next });
    }

    /// <summary>Where types are offered: everything everywhere, and nothing on outposts, as there are none.</summary>
    private IEnumerable<string> Locations(Call call, string kind) => kind switch
    {
        LocationType.Region => [region],
        LocationType.AvailabilityZone => Zones(call.Account).Select(zone => zone.Name),
        LocationType.AvailabilityZoneId => Zones(call.Account).Select(zone => zone.Id),
        LocationType.Outpost => [],
        _ => throw Refusal.Value(kind, nameof(LocationType)),
    };
}
