using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Types;
using Faultline.Wire;

namespace Faultline.Tests.Ec2;

/// <summary>The table of instance types, and the two operations that answer from it.</summary>
public sealed class InstanceTypeTests
{
    /// <summary>From AWS's own pages of instance types, not from where the table came from.</summary>
    [Theory]
    [InlineData("t2.micro", 1, 1, "Low to Moderate")]
    [InlineData("t3.nano", 2, 0.5, "Up to 5 Gigabit")]
    [InlineData("t4g.medium", 2, 4, "Up to 5 Gigabit")]
    [InlineData("m4.10xlarge", 40, 160, "10 Gigabit")]
    [InlineData("m5.large", 2, 8, "Up to 10 Gigabit")]
    [InlineData("m6i.metal", 128, 512, "50 Gigabit")]
    [InlineData("m7g.medium", 1, 4, "Up to 12.5 Gigabit")]
    [InlineData("m7i-flex.large", 2, 8, "Up to 12.5 Gigabit")]
    [InlineData("c4.8xlarge", 36, 60, "10 Gigabit")]
    [InlineData("c5.18xlarge", 72, 144, "25 Gigabit")]
    [InlineData("c5n.large", 2, 5.25, "Up to 25 Gigabit")]
    [InlineData("r4.large", 2, 15.25, "Up to 10 Gigabit")]
    [InlineData("r5.24xlarge", 96, 768, "25 Gigabit")]
    [InlineData("r7i.metal-48xl", 192, 1536, "50 Gigabit")]
    [InlineData("i3.16xlarge", 64, 488, "25 Gigabit")]
    [InlineData("i4i.large", 2, 16, "Up to 10 Gigabit")]
    [InlineData("x2idn.32xlarge", 128, 2048, "100 Gigabit")]
    public void A_type_has_the_processors_memory_and_network_that_AWS_gives_it(
        string name, int vcpus, double gib, string network)
    {
        var type = InstanceTypes.Find(name)!;
        Assert.Equal((vcpus, (int)(gib * 1024), network), (type.Vcpus, type.MemoryMiB, type.Network));
    }

    [Fact]
    public void The_table_has_35_families_and_no_type_that_contradicts_itself()
    {
        Assert.Equal(302, InstanceTypes.All.Count);
        Assert.Equal(35, InstanceTypes.All.Select(type => type.Family.Name).Distinct().Count());
        Assert.All(InstanceTypes.All, type =>
        {
            var cores = InstanceTypeView.Of(type).VCpuInfo!;
            Assert.Equal(type.Vcpus, cores.DefaultCores * cores.DefaultThreadsPerCore);
            Assert.True(type.Size.ValidCores.Count == 0 || type.Size.ValidCores[^1] == cores.DefaultCores, type.Name);
            Assert.InRange(type.MemoryMiB, type.Vcpus * 250, type.Vcpus * 16 * 1024);
            Assert.True(type.Size.Network.Always <= type.Size.Network.Most, type.Name);
        });
    }

    [Theory]
    [InlineData("t5.micro")]
    [InlineData("m5")]
    [InlineData("M5.large")]
    [InlineData("")]
    public void What_AWS_does_not_have_is_not_found(string name) => Assert.Null(InstanceTypes.Find(name));

    [Theory]
    [InlineData("instance-type=m5.large,m5.xlarge", "m5.large m5.xlarge")]
    [InlineData("instance-type=m5d.* bare-metal=true", "m5d.metal")]
    [InlineData("instance-type=t3*.micro hypervisor=nitro", "t3.micro t3a.micro")]
    [InlineData("instance-type=t?.nano supported-usage-class=spot", "t3.nano")]
    [InlineData("burstable-performance-supported=true vcpu-info.default-vcpus=8",
        "t2.2xlarge t3.2xlarge t3a.2xlarge t4g.2xlarge")]
    [InlineData("processor-info.supported-architecture=i386", "t2.medium t2.micro t2.nano t2.small")]
    [InlineData("processor-info.supported-architecture=arm64 memory-info.size-in-mib=8192 vcpu-info.default-vcpus=4",
        "c6g.xlarge c7g.xlarge")]
    [InlineData("free-tier-eligible=true", "m7i-flex.large t3.micro t3.small t4g.micro t4g.small")]
    [InlineData("instance-storage-supported=true memory-info.size-in-mib=15616", "i3.large")]
    [InlineData("instance-storage-info.total-size-in-gb=7500", "i4i.8xlarge")]
    [InlineData("network-info.network-performance=25 Gigabit instance-type=m5*",
        "m5.24xlarge m5.metal m5d.24xlarge m5d.metal")]
    [InlineData("network-info.efa-supported=true instance-type=c5*", "c5n.18xlarge c5n.9xlarge c5n.metal")]
    [InlineData("ebs-info.ebs-optimized-support=unsupported vcpu-info.default-vcpus=4", "t2.xlarge")]
    [InlineData("ebs-info.ebs-optimized-info.baseline-throughput-in-mbps=39.0625", "m7i-flex.large")]
    [InlineData("processor-info.sustained-clock-speed-in-ghz=3.6 instance-type=c5.*",
        "c5.12xlarge c5.24xlarge c5.metal")]
    [InlineData("vcpu-info.valid-threads-per-core=1,2 instance-type=m5.large", "m5.large")]
    [InlineData("current-generation=true instance-type=r?.large", "")]
    [InlineData("supported-root-device-type=instance-store", "")]
    public async Task Types_are_filtered(string filters, string names)
    {
        var texts = filters.Split(' ').Aggregate(new List<string>(), Join);
        var found = await Types(new() { Filters = Ec2Call.Filters([.. texts]) });
        Assert.Equal(names, string.Join(' ', found.InstanceTypes!.Select(type => type.InstanceType)));

        // A word without '=' belongs to the value before it.
        static List<string> Join(List<string> all, string word)
        {
            if (word.Contains('='))
            {
                all.Add(word);
            }
            else
            {
                all[^1] += ' ' + word;
            }

            return all;
        }
    }

    [Fact]
    public async Task Types_are_found_by_name_and_unknown_ones_are_all_named()
    {
        var found = await Types(new() { InstanceTypes = ["t3.micro", "c5.large"] });
        Assert.Equal(["c5.large", "t3.micro"], found.InstanceTypes!.Select(type => type.InstanceType));
        var error = await Assert.ThrowsAsync<AwsError>(
            () => Types(new() { InstanceTypes = ["t3.micro", "t9.huge", "x"] }));
        Assert.Equal(
            ("InvalidInstanceType", 400, "The following supplied instance types do not exist: [t9.huge, x]"),
            (error.Code, error.Status, error.Message));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Types_come_in_pages_that_hold_each_once(int? size)
    {
        var (names, token) = (new List<string>(), (string?)null);
        do
        {
            var page = await Types(new() { MaxResults = size, NextToken = token });
            Assert.InRange(page.InstanceTypes!.Count, 1, size ?? 100);
            names.AddRange(page.InstanceTypes.Select(type => type.InstanceType!));
            token = page.NextToken;
        }
        while (token is not null);
        Assert.Equal(InstanceTypes.All.Select(type => type.Name).Order(StringComparer.Ordinal), names);
    }

    [Theory]
    [InlineData(4, 101)]
    public async Task Sizes_of_pages_have_the_limits_of_each_operation(int tooSmall, int tooLarge)
    {
        await Assert.ThrowsAsync<AwsError>(() => Types(new() { MaxResults = tooSmall }));
        await Assert.ThrowsAsync<AwsError>(() => Types(new() { MaxResults = tooLarge }));
        await Assert.ThrowsAsync<AwsError>(() => Offerings(new() { MaxResults = tooSmall }));
        await Assert.ThrowsAsync<AwsError>(() => Offerings(new() { MaxResults = 1001 }));
        Assert.Equal(tooLarge, (await Offerings(new() { MaxResults = tooLarge })).InstanceTypeOfferings!.Count);
    }

    [Theory]
    [InlineData(null, "region", "us-east-1")]
    [InlineData("region", "region", "us-east-1")]
    [InlineData("availability-zone", "availability-zone",
        "us-east-1a us-east-1b us-east-1c us-east-1d us-east-1e us-east-1f")]
    [InlineData("availability-zone-id", "availability-zone-id",
        "use1-az1 use1-az2 use1-az3 use1-az4 use1-az5 use1-az6")]
    [InlineData("outpost", null, "")]
    public async Task A_type_is_offered_at_every_place_of_the_kind(string? asked, string? shown, string places)
    {
        var found = await Offerings(new()
        {
            LocationType = asked,
            Filters = Ec2Call.Filters("instance-type=m5.large"),
        });
        Assert.All(found.InstanceTypeOfferings!, one => Assert.Equal(
            ("m5.large", shown), (one.InstanceType, one.LocationType)));
        Assert.Equal(places, string.Join(' ', found.InstanceTypeOfferings!.Select(one => one.Location)));
    }

    [Fact]
    public async Task Offerings_are_filtered_by_place_and_a_kind_of_place_that_is_none_is_refused()
    {
        var found = await Offerings(new()
        {
            LocationType = "availability-zone",
            Filters = Ec2Call.Filters("location=us-east-1b", "instance-type=t3.*"),
        });
        Assert.Equal(7, found.InstanceTypeOfferings!.Count);
        found = await Offerings(new() { Filters = Ec2Call.Filters("location=eu-west-1") });
        Assert.Empty(found.InstanceTypeOfferings!);
        var error = await Assert.ThrowsAsync<AwsError>(() => Offerings(new() { LocationType = "planet" }));
        Assert.Equal(
            ("InvalidParameterValue", "Value (planet) for parameter LocationType is invalid."),
            (error.Code, error.Message));
    }

    [Fact]
    public async Task A_dry_run_lists_nothing()
    {
        Assert.Equal(
            "DryRunOperation", (await Assert.ThrowsAsync<AwsError>(() => Types(new() { DryRun = true }))).Code);
        Assert.Equal(
            "DryRunOperation", (await Assert.ThrowsAsync<AwsError>(() => Offerings(new() { DryRun = true }))).Code);
    }

    private static async Task<DescribeInstanceTypesResult> Types(DescribeInstanceTypesRequest request) =>
        await Ec2Call.In("us-east-1").DescribeInstanceTypes(Ec2Call.Of("DescribeInstanceTypes"), request, default);

    private static async Task<DescribeInstanceTypeOfferingsResult> Offerings(
        DescribeInstanceTypeOfferingsRequest request) =>
        await Ec2Call.In("us-east-1").DescribeInstanceTypeOfferings(
            Ec2Call.Of("DescribeInstanceTypeOfferings"), request, default);
}
