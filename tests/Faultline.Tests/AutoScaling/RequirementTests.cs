using Faultline.Api.AutoScaling;
using Faultline.Api.Ec2;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Services.AutoScaling.Planning;
using Faultline.Services.Ec2.Types;
using InstanceRequirements = Faultline.Api.AutoScaling.InstanceRequirements;

namespace Faultline.Tests.AutoScaling;

/// <summary>Instance types that are chosen by what they have, and capacities in processors and memory.</summary>
public sealed class RequirementTests
{
    public static TheoryData<string, Action<InstanceRequirements>, string, bool> Cases { get; } = new()
    {
        { "as many processors as asked for", _ => { }, "m5.large", true },
        { "too few processors", needs => needs.VCpuCount = new() { Min = 4 }, "m5.large", false },
        { "too many processors", needs => needs.VCpuCount = new() { Min = 0, Max = 1 }, "m5.large", false },
        { "too little memory", needs => needs.MemoryMiB = new() { Min = 16_384 }, "m5.large", false },
        { "too much memory", needs => needs.MemoryMiB = new() { Min = 0, Max = 4096 }, "m5.large", false },
        { "memory for a processor", needs => needs.MemoryGiBPerVCpu = new() { Min = 4, Max = 4 }, "m5.large", true },
        { "little memory for a processor", needs => needs.MemoryGiBPerVCpu = new() { Min = 4 }, "c5.large", false },
        { "burstable unasked", _ => { }, "t3.large", false },
        { "burstable asked for", needs => needs.BurstablePerformance = "included", "t3.large", true },
        { "burstable required", needs => needs.BurstablePerformance = "required", "m5.large", false },
        { "metal unasked", _ => { }, "m5.metal", false },
        { "metal asked for", needs => needs.BareMetal = "required", "m5.metal", true },
        { "excluded by name", needs => needs.ExcludedInstanceTypes = ["m5*"], "m5.large", false },
        { "excluded another", needs => needs.ExcludedInstanceTypes = ["m5a*"], "m5.large", true },
        { "allowed by name", needs => needs.AllowedInstanceTypes = ["m5.*"], "m5.large", true },
        { "not allowed", needs => needs.AllowedInstanceTypes = ["c5.*", "m5"], "m5.large", false },
        { "by the maker", needs => needs.CpuManufacturers = ["intel"], "m5.large", true },
        { "by another maker", needs => needs.CpuManufacturers = ["amd"], "m5.large", false },
        { "a generation before", needs => needs.InstanceGenerations = ["current"], "m5.large", false },
        { "any generation", needs => needs.InstanceGenerations = ["current", "previous"], "m5.large", true },
        { "hibernates", needs => needs.RequireHibernateSupport = true, "m5.large", true },
        { "does not hibernate", needs => needs.RequireHibernateSupport = true, "m5.24xlarge", false },
        { "disks required", needs => needs.LocalStorage = "required", "m5.large", false },
        { "disks there", needs => needs.LocalStorage = "required", "m5d.large", true },
        { "disks excluded", needs => needs.LocalStorage = "excluded", "m5d.large", false },
        { "spinning disks", needs => needs.LocalStorageTypes = ["hdd"], "m5d.large", false },
        { "disks too small", needs => needs.TotalLocalStorageGB = new() { Min = 100 }, "m5d.large", false },
        { "interfaces", needs => needs.NetworkInterfaceCount = new() { Min = 4 }, "m5.large", false },
        { "bandwidth", needs => needs.NetworkBandwidthGbps = new() { Min = 20 }, "m5.large", false },
        { "accelerators", needs => needs.AcceleratorCount = new() { Min = 1 }, "m5.large", false },
        { "no accelerators", needs => needs.AcceleratorCount = new() { Max = 0 }, "m5.large", true },
        { "an accelerator's name", needs => needs.AcceleratorNames = ["t4"], "m5.large", false },
        { "another architecture", _ => { }, "m6g.large", false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_type_fits_what_is_required(string what, Action<InstanceRequirements> with, string type, bool fits)
    {
        var needs = new InstanceRequirements { VCpuCount = new() { Min = 2 }, MemoryMiB = new() { Min = 1024 } };
        with(needs);
        Assert.True(fits == Requirements.Fit(needs, InstanceTypeView.Of(InstanceTypes.Find(type)!), "x86_64"), what);
    }

    [Fact]
    public async Task A_group_launches_the_smallest_that_fits_and_others_where_that_is_short()
    {
        var rig = new ScalingRig();
        await rig.Template();
        await rig.Group(desired: 1, with: request => Require(request, "m5.*", "c5.2xlarge"));
        Assert.Equal("m5.large", (await rig.Instances()).Single().InstanceType);
        rig.Ec2.Fault([.. "abc".Select(zone =>
            new CapacityShortage(rig.Ec2.Zone(zone), 0, "m5.large"))]);
        await rig.Desire(2);
        Assert.Contains(await rig.Instances(), each => each.InstanceType == "m5.xlarge");
    }

    [Theory]
    [InlineData("vcpu", 6, "2 2 2", 6)]
    [InlineData("vcpu", 5, "2 2 2", 5)]
    [InlineData("memory-mib", 20_000, "8192 8192 8192", 5)]
    public async Task A_capacity_counts_processors_or_memory(
        string unit, int desired, string weights, int ofTwice)
    {
        var rig = new ScalingRig();
        await rig.Template();
        await rig.Group(desired, max: 100_000, with: request =>
        {
            Require(request, "m5.large");
            request.DesiredCapacityType = unit;
        });
        Assert.Equal(weights, string.Join(' ', (await rig.Instances()).Select(each => each.WeightedCapacity)));
        var before = (await rig.Instances()).ConvertAll(each => each.InstanceId);
        await rig.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(before, (await rig.Instances()).ConvertAll(each => each.InstanceId));
        rig.Reopen();
        await rig.Desire(desired * 2);
        Assert.Equal(ofTwice, (await rig.Instances()).Count);
    }

    [Fact]
    public async Task What_nothing_fits_and_what_does_not_go_together_is_refused()
    {
        var rig = new ScalingRig();
        await rig.Template();
        await Refused("No instance types satisfy", request => Require(request, "p99.*"));
        await Refused("only supported with attribute-based", request =>
        {
            request.LaunchConfigurationName = null;
            request.LaunchTemplate = new() { LaunchTemplateName = "web" };
            request.DesiredCapacityType = "vcpu";
        });
        await Refused("in a launch template override using instance requirements", request =>
        {
            Require(request, "m5.*");
            request.MixedInstancesPolicy!.LaunchTemplate!.Overrides![0].InstanceType = "m5.large";
        });
        await Refused("Invalid DesiredCapacityType", request =>
        {
            Require(request, "m5.*");
            request.DesiredCapacityType = "gpu";
        });

        Task Refused(string says, Action<CreateAutoScalingGroupType> with) => ScalingRig.Refused(
            "ValidationError", () => Try(with), says);
        async Task Try(Action<CreateAutoScalingGroupType> with)
        {
            var request = new CreateAutoScalingGroupType
            {
                AutoScalingGroupName = ScalingRig.Web, MinSize = 0, MaxSize = 9, AvailabilityZones = ["us-east-1a"],
            };
            with(request);
            await rig.Scaling.CreateAutoScalingGroup(rig.Call("CreateAutoScalingGroup"), request, ScalingRig.Ct);
        }
    }

    private static void Require(CreateAutoScalingGroupType request, params string[] allowed)
    {
        request.LaunchConfigurationName = null;
        request.MixedInstancesPolicy = new()
        {
            LaunchTemplate = new()
            {
                LaunchTemplateSpecification = new() { LaunchTemplateName = "web", Version = "1" },
                Overrides =
                [
                    new()
                    {
                        InstanceRequirements = new()
                        {
                            VCpuCount = new() { Min = 2 },
                            MemoryMiB = new() { Min = 1024 },
                            AllowedInstanceTypes = [.. allowed],
                        },
                    },
                ],
            },
        };
    }
}
