using System.Text.Json.Nodes;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Services.Ec2.Resources;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Tests.Ec2.Resources;

/// <summary>Every type of EC2 in one stack: made once, shown whole, and gone without a trace.</summary>
public sealed class AllTypesTests
{
    /// <summary>Attributes of what this EC2 does not have.</summary>
    private static readonly string[] notHere =
    [
        "AWS::EC2::CapacityReservation.CapacityAllocationSet",
        "AWS::EC2::CapacityReservation.CapacityReservationFleetId",
        "AWS::EC2::CapacityReservation.CommitmentInfo",
        "AWS::EC2::CapacityReservation.DeliveryPreference",
        "AWS::EC2::NatGateway.AutoProvisionZones",
        "AWS::EC2::NatGateway.AutoScalingIps",
        "AWS::EC2::NatGateway.RouteTableId",
        "AWS::EC2::NetworkInterface.PrimaryIpv6Address",
        "AWS::EC2::NetworkInterface.PublicIpDnsNameOptions",
        "AWS::EC2::Subnet.BlockPublicAccessStates",
        "AWS::EC2::Subnet.OutpostArn",
        "AWS::EC2::VPCCidrBlock.IpSource",
        "AWS::EC2::VPCCidrBlock.Ipv6AddressAttribute",
    ];

    [Fact]
    public void Every_type_that_has_facts_is_there_and_in_the_samples()
    {
        const string Folder = "types/";
        var facts = typeof(TypeFacts).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder + "AWS.EC2.", StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^".json".Length].Replace(".", "::", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(facts);
        var types = AllTypes.Of(new ResourceRig().Cloud.Ec2).Select(type => type.Name);
        Assert.Equal(facts, types.Order(StringComparer.Ordinal));
        var samples = Samples.All.Select(each => "AWS::EC2::" + each.Type).Distinct();
        Assert.Equal(facts, samples.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_stack_of_all_types_is_made_shown_and_deleted()
    {
        var rig = await Stack();
        foreach (var (name, _, _) in Samples.All)
        {
            var (facts, shown) = (rig.TypeOf(name).Facts, await rig.Read(name));
            Assert.NotNull(shown);
            Assert.All(facts.Attributes.Keys.Where(each => !IsNotHere(facts, each)), attribute =>
                Assert.True(shown[attribute] is not null, $"{facts.Name} does not show {attribute}."));
            Assert.All(shown, each => Assert.True(
                facts.Properties.ContainsKey(each.Key) || facts.Attributes.ContainsKey(each.Key),
                $"{facts.Name} shows {each.Key}, of which its facts know nothing."));
            AgreesWith(rig[name].Properties, shown, facts.Name);
        }

        await rig.DeleteAll();
        await Nothing_is_left(rig);
    }

    [Fact]
    public async Task Whatever_has_tags_bears_those_of_the_stack_and_shows_those_of_its_template()
    {
        var rig = await Stack();
        foreach (var (name, _, _) in Samples.All.Where(each => rig.TypeOf(each.Name).Facts.TagsProperty is not null))
        {
            // An instance is known by its client token.
            var id = rig.TypeOf(name).Name == "AWS::EC2::Instance"
                ? rig[name].Id!
                : Assert.Single(await rig.Marked(rig[name]));
            var tags = (await rig.Cloud.Ec2.DescribeTags(
                rig.Cloud.Call("DescribeTags"),
                new() { Filters = Ec2Call.Filters($"resource-id={id}") },
                ResourceRig.Ct)).Tags!.ToDictionary(tag => tag.Key!, tag => tag.Value);
            Assert.Equal(name, tags["aws:cloudformation:logical-id"]);
            Assert.Equal("web", tags["aws:cloudformation:stack-name"]);
            var own = rig[name].Properties.Groups("Tags").Select(tag => tag.Text("Key"));
            var shown = (await rig.Read(name))!["Tags"]?.AsArray().Select(tag => tag!["Key"]!.ToString()) ?? [];
            Assert.Equal(own, shown);
        }
    }

    [Fact]
    public async Task What_a_try_made_that_ended_before_it_was_noted_is_found_and_deleted()
    {
        var rig = await Stack();
        foreach (var (name, _, _) in Samples.All.Reverse())
        {
            if (rig[name].Properties.Flag("AmazonProvidedIpv6CidrBlock") == true)
            {
                // Nothing says whose it is but the token: it is found by asking for it again.
                await rig.Delete(name);
                continue;
            }

            var unknown = rig[name] with { Id = null };
            Assert.NotNull(await rig.TypeOf(name).Read(unknown, ResourceRig.Ct));
            await rig.TypeOf(name).Delete(unknown, ResourceRig.Ct);
            await rig.Delete(name);
        }

        await Nothing_is_left(rig);
    }

    [Fact]
    public async Task Calls_that_fail_and_servers_that_are_killed_make_nothing_twice_and_leave_nothing()
    {
        for (var seed = 1UL; seed <= 4; seed++)
        {
            var (tries, luck) = (0, new Dice(seed));
            ResourceRig? rig = null;
            async Task Patiently(Func<Task> act)
            {
                while (true)
                {
                    try
                    {
                        await act();
                        return;
                    }
                    catch (AwsError error) when (error.Code == "ServiceUnavailable")
                    {
                        tries++;
                        if (luck.Chance(0.05))
                        {
                            rig!.Cloud.Reopen();
                        }
                    }
                }
            }

            rig = new(seed) { Patiently = Patiently };
            rig.Cloud.Fault(new ApiError(
                new(rig.Cloud.Atlas.Everything) { Service = "ec2", Share = 0.3 },
                new("ServiceUnavailable", 503, "Not now.")));
            foreach (var (name, type, json) in Samples.All)
            {
                await rig.Make(name, type, json);
                Assert.InRange((await rig.Marked(rig[name])).Count, 0, 1);
            }

            await rig.DeleteAll();
            Assert.True(tries > 50, $"Only {tries} calls failed.");
            await Nothing_is_left(rig);
        }
    }

    private static async Task<ResourceRig> Stack()
    {
        var rig = new ResourceRig();
        foreach (var (name, type, json) in Samples.All)
        {
            await rig.Make(name, type, json);
        }

        return rig;
    }

    private static bool IsNotHere(TypeFacts facts, string attribute) =>
        notHere.Contains($"{facts.Name}.{attribute}")
        || attribute.StartsWith("VpcEncryptionControl", StringComparison.Ordinal);

    /// <summary>What a template says, EC2 shows, where it shows it at all.</summary>
    private static void AgreesWith(Properties wanted, JsonObject shown, string type)
    {
        foreach (var name in wanted.Names.Where(each => wanted[each] is JsonValue && shown[each] is JsonValue))
        {
            Assert.True(
                Nodes.Same(wanted[name], shown[name]) || name == "IpProtocol",
                $"{name} of {type} is {shown[name]}, not {wanted[name]}.");
        }
    }

    private static async Task Nothing_is_left(ResourceRig rig)
    {
        using var held = await rig.Cloud.Ec2.Book.Take(ResourceRig.Ct);
        var state = held.State;
        Assert.All(state.Vpcs.Of(Ec2Call.Account), row => Assert.True(row.Shown.IsDefault));
        Assert.All(state.Subnets.Of(Ec2Call.Account), row => Assert.True(row.Shown.DefaultForAz));
        Assert.Equal("default", Assert.Single(state.SecurityGroups.Of(Ec2Call.Account)).Shown.GroupName);
        Assert.Empty(state.Interfaces.Of(Ec2Call.Account));
        Assert.Empty(state.EgressGateways.Of(Ec2Call.Account));
        Assert.Empty(state.Addresses.Of(Ec2Call.Account));
        Assert.Empty(state.Volumes.Of(Ec2Call.Account));
        Assert.Empty(state.KeyPairs.Of(Ec2Call.Account));
        Assert.Empty(state.PlacementGroups.Of(Ec2Call.Account));
        Assert.Empty(state.LaunchTemplates.Of(Ec2Call.Account));
        Assert.Single(state.InternetGateways.Of(Ec2Call.Account));
        Assert.Single(state.RouteTables.Of(Ec2Call.Account));
        Assert.Single(state.NetworkAcls.Of(Ec2Call.Account));
        Assert.Single(state.DhcpOptions.Of(Ec2Call.Account));
        Assert.All(state.Machines.Of(Ec2Call.Account), row => Assert.Equal("terminated", row.State));
        Assert.All(state.NatGateways.Of(Ec2Call.Account), row => Assert.Equal("deleted", row.Shown.State));
        Assert.All(state.Reservations.Of(Ec2Call.Account), row => Assert.Equal("cancelled", row.Shown.State));
        Assert.Equal(2, state.Machines.Of(Ec2Call.Account).Count());
        Assert.Single(state.NatGateways.Of(Ec2Call.Account));
        await held.Keep();
        await rig.Cloud.Sound();
    }
}
