using Faultline.Api.Ec2;
using Faultline.Kernel.Places;
using Faultline.Wire;

namespace Faultline.Tests.Ec2;

/// <summary>Regions and zones, as the map has them.</summary>
public sealed class PlaceTests
{
    private const string Other = "444455556666";

    [Fact]
    public async Task Regions_are_those_of_the_map_with_endpoints_that_lead_here()
    {
        var all = await Regions(new(), "us-east-1", "eu-south-1");
        Assert.Equal(
            [
                "eu-south-1 opted-in ec2.eu-south-1.cloud.test:4566",
                "us-east-1 opt-in-not-required ec2.us-east-1.cloud.test:4566",
            ],
            all.Select(one => $"{one.RegionName} {one.OptInStatus} {one.Endpoint}"));
        Assert.Equal(RegionFacts.All.Count, (await Regions(new() { AllRegions = true })).Count);
    }

    [Theory]
    [InlineData("region-name=eu-west-?", "eu-west-1 eu-west-2 eu-west-3")]
    [InlineData("opt-in-status=opted-in region-name=eu-*", "eu-central-2 eu-south-1 eu-south-2")]
    [InlineData("endpoint=ec2.eu-west-1.amazonaws.com", "eu-west-1")]
    [InlineData("endpoint=*.us-west-2.cloud.test*", "us-west-2")]
    [InlineData("opt-in-status=not-opted-in", "")]
    public async Task Regions_are_filtered(string filters, string names)
    {
        var found = await Regions(new() { Filters = Ec2Call.Filters(filters.Split(' ')) });
        Assert.Equal(names, string.Join(' ', found.Select(one => one.RegionName)));
    }

    [Fact]
    public async Task Regions_are_found_by_name_and_an_unknown_name_is_refused()
    {
        var found = await Regions(new() { RegionNames = ["us-west-2", "eu-west-1"] });
        Assert.Equal(["eu-west-1", "us-west-2"], found.Select(one => one.RegionName));
        await Refused(
            () => Regions(new() { RegionNames = ["us-west-2", "us-moon-1"] }), "InvalidParameterValue", 400,
            "Invalid region: [us-moon-1]");
    }

    [Fact]
    public async Task Zones_are_shown_as_AWS_shows_them()
    {
        var zones = await Zones(new());
        Assert.Equal(["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d", "us-east-1e", "us-east-1f"],
            zones.Select(zone => zone.ZoneName));
        Assert.Equal(["use1-az1", "use1-az2", "use1-az3", "use1-az4", "use1-az5", "use1-az6"],
            zones.Select(zone => zone.ZoneId).Order(StringComparer.Ordinal));
        Assert.All(zones, zone => Assert.Equal(
            ("us-east-1", "us-east-1", "us-east-1-zg-1", "US East (N. Virginia) 1", "availability-zone", "available",
                "opt-in-not-required", 0),
            (zone.RegionName, zone.NetworkBorderGroup, zone.GroupName, zone.GroupLongName, zone.ZoneType, zone.State,
                zone.OptInStatus, zone.Messages!.Count)));
    }

    [Fact]
    public async Task Each_account_has_names_of_its_own_for_the_same_zones_and_keeps_them()
    {
        var first = await Names(Ec2Call.Account);
        Assert.Equal(first, await Names(Ec2Call.Account));
        var orders = new HashSet<string>();
        for (var account = 0; account < 20; account++)
        {
            orders.Add(await Names($"{account:D12}"));
        }

        Assert.True(orders.Count > 5, $"20 accounts have only {orders.Count} ways to name six zones.");
        var atlas = Atlas.Draw(new());
        foreach (var zone in await Zones(new(), Other))
        {
            Assert.Equal(zone.ZoneId, ZoneNames.Find(Other, atlas.Region("us-east-1")!, zone.ZoneName!)!.Name);
        }

        async Task<string> Names(string account) =>
            string.Join(' ', (await Zones(new(), account)).Select(zone => zone.ZoneId));
    }

    [Fact]
    public async Task Zones_are_found_by_name_by_id_and_by_both()
    {
        var all = await Zones(new());
        Assert.Equal(["us-east-1b", "us-east-1c"], await Found(new() { ZoneNames = ["us-east-1c", "us-east-1b"] }));
        Assert.Equal([all[3].ZoneName], await Found(new() { ZoneIds = [all[3].ZoneId!] }));
        Assert.Equal([all[3].ZoneName], await Found(
            new() { ZoneIds = [all[3].ZoneId!], ZoneNames = ["us-east-1d", "us-east-1e"] }));
        await Refused(
            () => Zones(new() { ZoneNames = ["us-east-1a", "us-east-1z"] }), "InvalidParameterValue", 400,
            "Invalid availability zone: [us-east-1z]");
        await Refused(
            () => Zones(new() { ZoneIds = ["euw1-az1"] }), "InvalidParameterValue", 400,
            "Invalid availability zone-id: [euw1-az1]");

        async Task<IEnumerable<string?>> Found(DescribeAvailabilityZonesRequest request) =>
            (await Zones(request)).Select(zone => zone.ZoneName);
    }

    [Theory]
    [InlineData("group-long-name=US East*", 6)]
    [InlineData("group-name=us-east-1-zg-1", 6)]
    [InlineData("message=*", 0)]
    [InlineData("opt-in-status=opt-in-not-required", 6)]
    [InlineData("parent-zone-id=*", 0)]
    [InlineData("parent-zone-name=*", 0)]
    [InlineData("region-name=us-east-1", 6)]
    [InlineData("region-name=us-west-2", 0)]
    [InlineData("state=available", 6)]
    [InlineData("state=impaired,unavailable", 0)]
    [InlineData("zone-id=use1-az1,use1-az2", 2)]
    [InlineData("zone-name=us-east-1a", 1)]
    [InlineData("zone-type=availability-zone", 6)]
    [InlineData("zone-type=local-zone", 0)]
    public async Task Zones_are_filtered(string filter, int count) =>
        Assert.Equal(count, (await Zones(new() { Filters = Ec2Call.Filters(filter) })).Count);

    [Fact]
    public async Task A_region_that_is_not_on_the_map_has_no_zones() => Assert.Empty(
        (await Ec2Call.In("cn-north-1").DescribeAvailabilityZones(
            Ec2Call.Of("DescribeAvailabilityZones", region: "cn-north-1"), new(), default)).AvailabilityZones!);

    [Fact]
    public async Task A_dry_run_says_that_it_would_have_succeeded_and_only_then()
    {
        const string says = "Request would have succeeded, but DryRun flag is set.";
        await Refused(() => Regions(new() { DryRun = true }), "DryRunOperation", 412, says);
        await Refused(() => Zones(new() { DryRun = true }), "DryRunOperation", 412, says);
        await Refused(
            () => Regions(new() { DryRun = true, RegionNames = ["x"] }), "InvalidParameterValue", 400,
            "Invalid region: [x]");
        Assert.NotEmpty(await Regions(new() { DryRun = false }));
    }

    private static async Task<List<Region>> Regions(DescribeRegionsRequest request, params string[] world) =>
        (await Ec2Call.In("us-east-1", world).DescribeRegions(Ec2Call.Of("DescribeRegions"), request, default))
            .Regions!;

    private static async Task<List<AvailabilityZone>> Zones(
        DescribeAvailabilityZonesRequest request, string account = Ec2Call.Account) =>
        (await Ec2Call.In("us-east-1").DescribeAvailabilityZones(
            Ec2Call.Of("DescribeAvailabilityZones", account), request, default)).AvailabilityZones!;

    private static async Task Refused(Func<Task> act, string code, int status, string message)
    {
        var error = await Assert.ThrowsAsync<AwsError>(act);
        Assert.Equal((code, status, message), (error.Code, error.Status, error.Message));
    }
}
