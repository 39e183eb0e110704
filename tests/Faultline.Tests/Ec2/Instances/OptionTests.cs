using Faultline.Api.Ec2;

namespace Faultline.Tests.Ec2.Instances;

/// <summary>What is set of instances besides their attributes.</summary>
public sealed class OptionTests
{
    private const string Nobody = "i-00000000000000000";

    private readonly InstanceScene scene = new();

    [Fact]
    public async Task Metadata_options_are_modified_each_by_itself()
    {
        var id = await scene.Run();
        var change = await Modify(new() { InstanceId = id, HttpTokens = "required" });
        Assert.Equal(("pending", "required"), (
            change.InstanceMetadataOptions!.State, change.InstanceMetadataOptions.HttpTokens));
        await Modify(new() { InstanceId = id, HttpEndpoint = "disabled" });
        await Modify(new() { InstanceId = id, HttpPutResponseHopLimit = 64 });
        await Modify(new() { InstanceId = id, InstanceMetadataTags = "enabled" });
        await Modify(new() { InstanceId = id });
        scene.Rig.Reopen();
        var now = (await scene.Look(id)).MetadataOptions!;
        Assert.Equal(("applied", "required", 64, "enabled", "disabled"), (
            now.State, now.HttpTokens, now.HttpPutResponseHopLimit, now.InstanceMetadataTags, now.HttpEndpoint));
        await scene.Refused(
            "InvalidParameterValue", () => Modify(new() { InstanceId = id, HttpPutResponseHopLimit = 65 }));
        await scene.Refused(
            "InvalidParameterValue", () => Modify(new() { InstanceId = id, HttpPutResponseHopLimit = 0 }));
        await scene.Refused("InvalidInstanceID.NotFound", () => Modify(new() { InstanceId = Nobody }));
        await scene.Refused(
            "DryRunOperation", () => Modify(new() { InstanceId = id, HttpTokens = "optional", DryRun = true }));
        Assert.Equal("required", (await scene.Look(id)).MetadataOptions!.HttpTokens);
    }

    [Theory]
    [InlineData("ami-0fa01000000000101", null, "required")]
    [InlineData("ami-0fa01000000000101", "optional", "optional")]
    [InlineData("ami-0fa01000000000003", null, "optional")]
    public async Task An_image_may_ask_for_tokens_unless_the_launch_says_otherwise(
        string image, string? asked, string tokens)
    {
        var id = await scene.Run(new() { ImageId = image, MetadataOptions = new() { HttpTokens = asked } });
        Assert.Equal(tokens, (await scene.Look(id)).MetadataOptions!.HttpTokens);
    }

    [Fact]
    public async Task Monitoring_is_switched_on_and_off()
    {
        var id = await scene.Run();
        var on = await scene.Ask(scene.Ec2.MonitorInstances, new MonitorInstancesRequest { InstanceIds = [id] });
        Assert.Equal((id, "pending"), (
            on.InstanceMonitorings!.Single().InstanceId, on.InstanceMonitorings!.Single().Monitoring!.State));
        Assert.Equal("enabled", (await scene.Look(id)).Monitoring!.State);
        var off = await scene.Ask(scene.Ec2.UnmonitorInstances, new UnmonitorInstancesRequest { InstanceIds = [id] });
        Assert.Equal("disabling", off.InstanceMonitorings!.Single().Monitoring!.State);
        Assert.Equal("disabled", (await scene.Look(id)).Monitoring!.State);
        await scene.Refused("InvalidInstanceID.NotFound", () => scene.Ask(
            scene.Ec2.MonitorInstances, new MonitorInstancesRequest { InstanceIds = [id, Nobody] }));
        await scene.Refused("DryRunOperation", () => scene.Ask(
            scene.Ec2.MonitorInstances, new MonitorInstancesRequest { InstanceIds = [id], DryRun = true }));
        Assert.Equal("disabled", (await scene.Look(id)).Monitoring!.State);
    }

    [Fact]
    public async Task A_profile_is_associated_replaced_and_disassociated()
    {
        var id = await scene.Run();
        Assert.Empty(await Associations());
        var made = (await scene.Ask(
            scene.Ec2.AssociateIamInstanceProfile,
            new AssociateIamInstanceProfileRequest { InstanceId = id, IamInstanceProfile = new() { Name = "web" } }))
            .IamInstanceProfileAssociation!;
        Assert.Equal(("associating", "arn:aws:iam::111122223333:instance-profile/web"), (
            made.State, made.IamInstanceProfile!.Arn));
        Assert.Equal(made.IamInstanceProfile.Arn, (await scene.Look(id)).IamInstanceProfile!.Arn);
        await scene.Refused("IncorrectState", () => scene.Ask(
            scene.Ec2.AssociateIamInstanceProfile,
            new AssociateIamInstanceProfileRequest { InstanceId = id, IamInstanceProfile = new() { Name = "db" } }));
        await scene.Ask(scene.Ec2.ReplaceIamInstanceProfileAssociation, new ReplaceIamInstanceProfileAssociationRequest
        {
            AssociationId = made.AssociationId!,
            IamInstanceProfile = new() { Arn = "arn:aws:iam::111122223333:instance-profile/path/db" },
        });
        scene.Rig.Reopen();
        var now = Assert.Single(await Associations());
        Assert.Equal(("associated", id, "arn:aws:iam::111122223333:instance-profile/path/db"), (
            now.State, now.InstanceId, now.IamInstanceProfile!.Arn));
        var gone = new DisassociateIamInstanceProfileRequest { AssociationId = now.AssociationId! };
        await scene.Ask(scene.Ec2.DisassociateIamInstanceProfile, gone);
        Assert.Empty(await Associations());
        Assert.Null((await scene.Look(id)).IamInstanceProfile);
        await scene.Refused(
            "NoSuchAssociation", () => scene.Ask(scene.Ec2.DisassociateIamInstanceProfile, gone));
    }

    [Theory]
    [InlineData("t3.micro", null, "unlimited")]
    [InlineData("t3.micro", "standard", "standard")]
    [InlineData("t2.micro", null, "standard")]
    [InlineData("t2.micro", "unlimited", "unlimited")]
    [InlineData("m5.large", null, null)]
    public async Task Burstable_instances_have_credits_and_those_from_t3_on_unlimited_ones(
        string type, string? asked, string? credits)
    {
        await scene.Run(new()
        {
            InstanceType = type,
            CreditSpecification = asked is null ? null : new() { CpuCredits = asked },
        });
        Assert.Equal(credits, (await Credits()).SingleOrDefault()?.CpuCredits);
    }

    [Fact]
    public async Task Credits_are_modified_for_each_instance_by_itself()
    {
        var (burstable, other) = (await scene.Run(), await scene.Run(new() { InstanceType = "m5.large" }));
        var change = await scene.Ask(
            scene.Ec2.ModifyInstanceCreditSpecification,
            new ModifyInstanceCreditSpecificationRequest
            {
                InstanceCreditSpecifications =
                [
                    new() { InstanceId = burstable, CpuCredits = "standard" },
                    new() { InstanceId = other, CpuCredits = "standard" },
                    new() { InstanceId = Nobody, CpuCredits = "standard" },
                ],
            });
        Assert.Equal([burstable], change.SuccessfulInstanceCreditSpecifications!.Select(each => each.InstanceId));
        Assert.Equal(
            [other, Nobody], change.UnsuccessfulInstanceCreditSpecifications!.Select(each => each.InstanceId));
        scene.Rig.Reopen();
        Assert.Equal("standard", (await Credits()).Single().CpuCredits);
    }

    [Fact]
    public async Task Recovery_can_be_switched_off_and_an_event_that_is_not_there_cannot_be_moved()
    {
        var id = await scene.Run();
        Assert.Equal("default", (await scene.Look(id)).MaintenanceOptions!.AutoRecovery);
        await scene.Ask(
            scene.Ec2.ModifyInstanceMaintenanceOptions,
            new ModifyInstanceMaintenanceOptionsRequest { InstanceId = id, AutoRecovery = "disabled" });
        Assert.Equal("disabled", (await scene.Look(id)).MaintenanceOptions!.AutoRecovery);
        await scene.Refused("InvalidInstanceEventIDNotFound", () => scene.Ask(
            scene.Ec2.ModifyInstanceEventStartTime,
            new ModifyInstanceEventStartTimeRequest
            {
                InstanceId = id, InstanceEventId = "instance-event-1", NotBefore = scene.Rig.Now,
            }));
    }

    [Fact]
    public async Task The_topology_names_zone_rack_and_host_of_those_that_have_room()
    {
        var (running, stopped) = (await scene.Run(), await scene.In("stopped"));
        var shown = await scene.Ask(scene.Ec2.DescribeInstanceTopology, new DescribeInstanceTopologyRequest());
        var own = Assert.Single(shown.Instances!);
        var host = (await scene.Machine(running)).Host;
        Assert.Equal(running, own.InstanceId);
        Assert.Equal($"nn-{host}", own.NetworkNodes![2]);
        Assert.Equal($"nn-{own.ZoneId}", own.NetworkNodes[0]);
        await scene.Start(stopped);
        shown = await scene.Ask(scene.Ec2.DescribeInstanceTopology, new DescribeInstanceTopologyRequest());
        Assert.Equal(2, shown.Instances!.Count);
    }

    private Task<ModifyInstanceMetadataOptionsResult> Modify(ModifyInstanceMetadataOptionsRequest request) =>
        scene.Ask(scene.Ec2.ModifyInstanceMetadataOptions, request);

    private async Task<List<IamInstanceProfileAssociation>> Associations() => (await scene.Ask(
        scene.Ec2.DescribeIamInstanceProfileAssociations, new DescribeIamInstanceProfileAssociationsRequest()))
        .IamInstanceProfileAssociations!;

    private async Task<List<InstanceCreditSpecification>> Credits() => (await scene.Ask(
        scene.Ec2.DescribeInstanceCreditSpecifications, new DescribeInstanceCreditSpecificationsRequest()))
        .InstanceCreditSpecifications!;
}
