using Faultline.Api.Ec2;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Capacity;

namespace Faultline.Tests.Ec2;

/// <summary>Placement groups: where their instances are.</summary>
public sealed class PlacementTests
{
    private readonly Ec2Rig rig = new();

    [Fact]
    public async Task Instances_that_are_spread_share_no_rack_and_there_are_seven_in_a_zone()
    {
        await Create(new() { GroupName = "apart", Strategy = "spread" });
        var hosts = await Hosts(await Launch("apart", 7));
        Assert.Equal(7, hosts.Select(host => host.Parent).Distinct().Count());
        await Ec2Rig.Refused("InsufficientInstanceCapacity", () => Launch("apart", 1));

        // Another zone has seven of its own, and one that leaves makes room.
        await Launch("apart", 1, zone: 'b');
        await rig.Stop((await Members("apart"))[0]);
        await Launch("apart", 1);
        await rig.Sound();
    }

    [Fact]
    public async Task Partitions_fill_evenly_share_no_rack_and_can_be_asked_for()
    {
        await Create(new() { GroupName = "parts", Strategy = "partition", PartitionCount = 3 });
        var machines = await Launch("parts", 6);
        var sizes = machines.CountBy(one => one.Placement!.PartitionNumber!.Value).Select(each => each.Value);
        Assert.Equal([2, 2, 2], sizes);
        var hosts = await Hosts(machines);
        Assert.All(hosts.Zip(machines), each => Assert.Equal(
            each.Second.Placement!.PartitionNumber, Spread.PartitionOf(each.First.Parent!, 3)));
        var asked = await Launch("parts", 2, partition: 3);
        Assert.All(asked, one => Assert.Equal(3, one.Placement!.PartitionNumber));
        await Ec2Rig.Refused("InvalidParameterValue", () => Launch("parts", 1, partition: 4));
    }

    [Fact]
    public async Task A_cluster_is_on_one_rack_or_there_is_no_room_for_it()
    {
        await Create(new() { GroupName = "close" });
        var hosts = await Hosts(await Launch("close", 3, "m5.large"));
        Assert.Single(hosts.Select(host => host.Parent).Distinct());
        await Ec2Rig.Refused("InsufficientInstanceCapacity", () => Launch("close", 3, "m5.24xlarge"));
        await Ec2Rig.Refused("InvalidParameterCombination", () => Launch("close", 1, "t3.micro"));
        await rig.Sound();
    }

    [Fact]
    public async Task Nobody_is_launched_on_a_host_without_power()
    {
        rig.Fault(new ZonePower(rig.Zone('a'), 0.5, TimeSpan.Zero));
        var hosts = await Hosts(await Launch(null, 2, "m5.8xlarge"));
        Assert.DoesNotContain(hosts, host => rig.Around.Board.View.Host(host).Off);
        await rig.Sound();
    }

    [Fact]
    public async Task A_group_is_deleted_once_nobody_is_in_it()
    {
        await Create(new() { GroupName = "apart", Strategy = "spread" });
        await Launch("apart", 1);
        await Ec2Rig.Refused("InvalidPlacementGroup.InUse", () => Delete("apart"));
        await rig.Enter((await Members("apart"))[0], InstanceStateName.Terminated);
        await Delete("apart");
        await Ec2Rig.Refused("InvalidPlacementGroup.Unknown", () => Delete("apart"));
        await Ec2Rig.Refused("InvalidPlacementGroup.Unknown", () => Launch("apart", 1));
        await Ec2Rig.Refused("InvalidPlacementGroup.Unknown", async () => await rig.Ec2.DescribePlacementGroups(
            rig.Call("DescribePlacementGroups"), new() { GroupNames = ["apart"] }, Ec2Rig.Ct));
    }

    [Theory]
    [InlineData("spread", 2, null, "InvalidParameterCombination")]
    [InlineData("partition", 8, null, "InvalidParameterValue")]
    [InlineData("partition", 0, null, "InvalidParameterValue")]
    [InlineData("cluster", null, "rack", "InvalidParameterCombination")]
    [InlineData("spread", null, "planet", "InvalidParameterValue")]
    [InlineData("heap", null, null, "InvalidParameterValue")]
    public async Task What_is_no_group_is_refused(string strategy, int? partitions, string? level, string code) =>
        await Ec2Rig.Refused(code, () => Create(
            new() { GroupName = "g", Strategy = strategy, PartitionCount = partitions, SpreadLevel = level }));

    [Fact]
    public async Task Groups_are_shown_as_they_are()
    {
        var group = await Create(new() { GroupName = "apart", Strategy = "spread" });
        Assert.Equal(("available", "rack", "arn:aws:ec2:us-east-1:111122223333:placement-group/apart"), (
            group.State, group.SpreadLevel, group.GroupArn));
        await Create(new() { GroupName = "parts", Strategy = "partition" });
        await Ec2Rig.Refused("InvalidPlacementGroup.Duplicate", () => Create(new() { GroupName = "parts" }));
        var found = await rig.Ec2.DescribePlacementGroups(
            rig.Call("DescribePlacementGroups"), new() { Filters = Ec2Call.Filters("strategy=partition") }, Ec2Rig.Ct);
        var parts = Assert.Single(found.PlacementGroups!);
        Assert.Equal(("parts", 2), (parts.GroupName, parts.PartitionCount));
    }

    private async Task<PlacementGroup> Create(CreatePlacementGroupRequest request) =>
        (await rig.Ec2.CreatePlacementGroup(rig.Call("CreatePlacementGroup"), request, Ec2Rig.Ct)).PlacementGroup!;

    private async Task Delete(string name) => await rig.Ec2.DeletePlacementGroup(
        rig.Call("DeletePlacementGroup"), new() { GroupName = name }, Ec2Rig.Ct);

    private async Task<List<Instance>> Launch(
        string? group, int count, string type = "t3.micro", char zone = 'a', int? partition = null) =>
        (await rig.Run(new()
        {
            MinCount = count,
            InstanceType = type,
            Placement = new()
            {
                AvailabilityZone = $"us-east-1{zone}",
                GroupName = group,
                PartitionNumber = partition,
            },
        })).Instances!;

    private async Task<List<Domain>> Hosts(List<Instance> instances)
    {
        using var held = await rig.Ec2.Book.Take(Ec2Rig.Ct);
        return instances.ConvertAll(one => held.State.Hosts.Find(held.State.Machines.Find(one.InstanceId)!.Host!)!);
    }

    private async Task<List<string>> Members(string group)
    {
        using var held = await rig.Ec2.Book.Take(Ec2Rig.Ct);
        var members = held.State.Machines.All.Where(each => each.Shown.Placement!.GroupName == group);
        return [.. members.Select(each => each.Id)];
    }
}
