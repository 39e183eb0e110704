using System.Globalization;
using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Instances;

namespace Faultline.Tests.Ec2.Instances;

/// <summary>DescribeInstances: its filters and pages.</summary>
public sealed class ListingTests
{
    /// <summary>
    /// A filter a line, by which the odd instance is found. The plain one is not, unless a star says that they are
    /// alike in this.
    /// </summary>
    private const string Table = """
        affinity=host
        architecture=arm64
        availability-zone=us-east-1b
        availability-zone-id={zone}
        boot-mode=uefi
        capacity-reservation-id=cr-1
        capacity-reservation-specification.capacity-reservation-preference=none
        client-token=mine
        dns-name= *
        ebs-optimized=true
        ena-support=true *
        hibernation-options.configured=true
        host-id=h-1
        hypervisor=nitro
        iam-instance-profile.arn=arn:aws:iam::111122223333:instance-profile/web
        iam-instance-profile.id={profile}
        image-id=ami-0fa01000000000004
        instance-id={id}
        instance-lifecycle=spot
        instance-state-code=32
        instance-state-name=shutting-down
        instance-type=t4g.small
        instance.group-id={group}
        instance.group-name=w?b
        group-id={group}
        group-name=web
        ip-address={public}
        key-name=mine
        launch-index=1
        launch-time=2026-01-02T05:*
        maintenance-options.auto-recovery=disabled
        monitoring-state=enabled
        owner-id=111122223333 *
        placement-group-name=parts
        placement-partition-number=2
        platform=windows
        platform-details=Windows
        private-dns-name={dns}
        private-ip-address={private}
        reservation-id={reservation}
        root-device-name=/dev/sda1
        root-device-type=ebs *
        source-dest-check=false
        state-reason-code=Client.UserInitiatedShutdown
        state-reason-message=*User initiated shutdown
        subnet-id={subnet}
        tenancy=dedicated
        virtualization-type=hvm *
        vpc-id={vpc} *
        tag-key=colour
        tag-value=green
        tag:colour=green
        block-device-mapping.attach-time=2026-01-02T05:*
        block-device-mapping.delete-on-termination=false
        block-device-mapping.device-name=/dev/sdb
        block-device-mapping.status=attached *
        block-device-mapping.volume-id={volume}
        metadata-options.http-tokens=required
        metadata-options.http-endpoint=disabled
        metadata-options.http-put-response-hop-limit=3
        network-interface.network-interface-id={interface}
        network-interface.mac-address={mac}
        network-interface.description=front
        network-interface.private-dns-name={dns}
        network-interface.status=in-use *
        network-interface.subnet-id={subnet}
        network-interface.vpc-id={vpc} *
        network-interface.owner-id=111122223333 *
        network-interface.group-id={group}
        network-interface.group-name=web
        network-interface.attachment.attachment-id={attachment}
        network-interface.attachment.status=attached *
        network-interface.addresses.private-ip-address={private}
        network-interface.addresses.association.public-ip={public}
        network-interface.association.public-ip={public}
        """;

    private readonly InstanceScene scene = new();

    [Fact]
    public async Task Every_filter_finds_what_it_should_and_nothing_else()
    {
        var plain = (await scene.Rig.Run(new()
        {
            InstanceType = "t2.micro",
            Placement = new() { AvailabilityZone = "us-east-1a" },
        })).Instances![0].InstanceId!;
        await scene.Drive();
        var odd = await Odd();
        var shown = await scene.Look(odd);
        var names = new List<string>();
        foreach (var line in Table.Split('\n').Select(each => each.TrimEnd('\r')))
        {
            var (text, alike) = line.EndsWith(" *", StringComparison.Ordinal) ? (line[..^2], true) : (line, false);
            var filter = Ec2Call.Filters(await Filled(text, shown));
            names.Add(filter[0].Name!);
            var found = (await Find(new() { Filters = filter })).ConvertAll(each => each.InstanceId!);
            Assert.True(found.Contains(odd), $"{filter[0].Name}={filter[0].Values![0]} finds not the odd one");
            Assert.True(found.Contains(plain) == alike, $"{filter[0].Name}={filter[0].Values![0]} and the plain one");
            filter[0].Values = ["nothing like it"];
            Assert.Empty(await Find(new() { Filters = filter }));
        }

        Assert.Empty(InstanceFilters.All.Names.Except(names));
    }

    [Fact]
    public async Task What_is_no_filter_is_refused() => await scene.Refused(
        "InvalidParameterValue", () => Find(new() { Filters = Ec2Call.Filters("colour=green") }), "'colour'");

    [Fact]
    public async Task The_list_comes_in_pages_that_miss_nothing()
    {
        await scene.Run(new() { MinCount = 6 });
        await scene.Run(new() { MinCount = 6 });
        var (seen, request) = (new List<string>(), new DescribeInstancesRequest { MaxResults = 5 });
        do
        {
            var page = await scene.Ask(scene.Ec2.DescribeInstances, request);
            var ids = page.Reservations!.SelectMany(each => each.Instances!).Select(each => each.InstanceId!).ToList();
            Assert.InRange(ids.Count, 1, 5);
            seen.AddRange(ids);
            request.NextToken = page.NextToken;
        }
        while (request.NextToken is not null);

        Assert.Equal((12, 12), (seen.Count, seen.Distinct().Count()));
        Assert.Equal(12, (await Find(new())).Count);
        await scene.Refused("InvalidParameterValue", () => Find(new() { MaxResults = 4 }));
        await scene.Refused("InvalidParameterValue", () => Find(new() { MaxResults = 1001 }));
        await scene.Refused("InvalidParameterValue", () => Find(new() { NextToken = "next" }));
        await scene.Refused("DryRunOperation", () => Find(new() { DryRun = true }));
    }

    [Fact]
    public async Task Others_see_their_own_only()
    {
        var own = await scene.Run();
        var theirs = (await scene.Rig.Run(new(), Ec2Rig.Other)).Instances![0].InstanceId!;
        Assert.Equal([own], (await Find(new())).Select(each => each.InstanceId));
        await scene.Refused("InvalidInstanceID.NotFound", () => scene.Terminate(theirs));
    }

    private async Task<List<Instance>> Find(DescribeInstancesRequest request) =>
        [.. (await scene.Ask(scene.Ec2.DescribeInstances, request)).Reservations!.SelectMany(each => each.Instances!)];

    /// <summary>An instance that differs from a plain one in all that it can.</summary>
    private async Task<string> Odd()
    {
        scene.Rig.Now += TimeSpan.FromHours(2);
        await scene.Ask(scene.Ec2.CreateKeyPair, new CreateKeyPairRequest { KeyName = "mine", KeyType = "ed25519" });
        await scene.Ask(
            scene.Ec2.CreatePlacementGroup,
            new CreatePlacementGroupRequest { GroupName = "parts", Strategy = "partition", PartitionCount = 3 });
        var group = await scene.Ask(
            scene.Ec2.CreateSecurityGroup, new CreateSecurityGroupRequest { GroupName = "web", Description = "d" });
        var subnets = await scene.Ask(
            scene.Ec2.DescribeSubnets,
            new DescribeSubnetsRequest { Filters = Ec2Call.Filters("availability-zone=us-east-1b") });
        var run = await scene.Rig.Run(new()
        {
            MinCount = 2,
            ImageId = InstanceScene.ShellOnArm,
            InstanceType = "t4g.small",
            KeyName = "mine",
            ClientToken = "mine",
            EbsOptimized = true,
            Monitoring = new() { Enabled = true },
            HibernationOptions = new() { Configured = true },
            IamInstanceProfile = new() { Name = "web" },
            InstanceMarketOptions = new() { MarketType = "spot" },
            CapacityReservationSpecification = new() { CapacityReservationPreference = "none" },
            Placement = new() { GroupName = "parts", PartitionNumber = 2, Tenancy = "dedicated" },
            MetadataOptions = new() { HttpTokens = "required", HttpEndpoint = "disabled", HttpPutResponseHopLimit = 3 },
            MaintenanceOptions = new() { AutoRecovery = "disabled" },
            TagSpecifications =
                [new() { ResourceType = "instance", Tags = [new() { Key = "colour", Value = "green" }] }],
            BlockDeviceMappings =
                [new() { DeviceName = "/dev/sdb", Ebs = new() { VolumeSize = 1, DeleteOnTermination = false } }],
            NetworkInterfaces =
            [
                new()
                {
                    Description = "front", SubnetId = subnets.Subnets!.Single().SubnetId, Groups = [group.GroupId!],
                },
            ],
        });
        await scene.Drive();
        var id = run.Instances![1].InstanceId!;
        await scene.Do(
            scene.Ec2.ModifyInstanceAttribute,
            new ModifyInstanceAttributeRequest { InstanceId = id, SourceDestCheck = new() { Value = false } });
        await scene.Terminate(id);
        await scene.Set(id, machine => machine.With(it =>
        {
            it.Placement!.Affinity = "host";
            it.Placement.HostId = "h-1";
            it.CapacityReservationId = "cr-1";
            (it.Platform, it.PlatformDetails, it.RootDeviceName) = ("windows", "Windows", "/dev/sda1");
        }));
        return id;
    }

    private async Task<string> Filled(string text, Instance shown)
    {
        var own = shown.NetworkInterfaces!.Single();
        var facts = new Dictionary<string, string?>
        {
            ["id"] = shown.InstanceId,
            ["zone"] = shown.Placement!.AvailabilityZoneId,
            ["profile"] = shown.IamInstanceProfile!.Id,
            ["group"] = own.Groups!.Single().GroupId,
            ["public"] = shown.PublicIpAddress,
            ["private"] = shown.PrivateIpAddress,
            ["reservation"] = (await scene.Machine(shown.InstanceId!)).Reservation,
            ["subnet"] = own.SubnetId,
            ["vpc"] = own.VpcId,
            ["volume"] = shown.BlockDeviceMappings!.Find(disk => disk.DeviceName == "/dev/sdb")!.Ebs!.VolumeId,
            ["interface"] = own.NetworkInterfaceId,
            ["mac"] = own.MacAddress,
            ["dns"] = own.PrivateDnsName,
            ["attachment"] = own.Attachment!.AttachmentId,
        };
        return facts.Aggregate(text, (filled, fact) =>
            filled.Replace($"{{{fact.Key}}}", fact.Value ?? "?", true, CultureInfo.InvariantCulture));
    }
}
