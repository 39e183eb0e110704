using Faultline.Api.AutoScaling;
using Faultline.Api.Ec2;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;
using Instance = Faultline.Api.AutoScaling.Instance;
using LaunchTemplateSpecification = Faultline.Api.AutoScaling.LaunchTemplateSpecification;
using Tag = Faultline.Api.Ec2.Tag;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>A launch as EC2 is to be asked for it, from a group's template or configuration. Pure.</summary>
internal static class Recipe
{
    /// <summary>The tag that every instance of a group has.</summary>
    public const string GroupTag = "aws:autoscaling:groupName";

    /// <summary>Begins a launch in a zone; false where every type fails there.</summary>
    public static bool Begin(Scene scene, string zone, string cause, bool isWarm = false, bool isExtra = false)
    {
        var group = scene.Group;
        if (Option.In(group, zone, scene.Now) is not { } option)
        {
            return false;
        }

        var place = Zones.PlaceIn(group, zone, scene.Dice);
        var activity = Activities.Begin(
            scene.State,
            group,
            isWarm ? "Launching a new EC2 instance into warm pool" : "Launching a new EC2 instance",
            cause,
            (place.Subnet, zone),
            scene.Now,
            scene.Dice);
        Activities.Move(scene.State, activity.Id, ScalingActivityStatusCode.WaitingForInstanceId, 0);
        var isSpot = Option.IsSpotNext(
            group,
            scene.Members.Where(each => each is { Counts: true, IsSpot: false }).Sum(each => each.Weight)
                + scene.Launches.Count(each => each is { IsSpot: false, IsWarm: false }),
            scene.Active);
        scene.Put(new Launch(
            activity.Id,
            group.Account,
            group.Id,
            Request(scene.State, group, option, place, activity.Id, isSpot && !isWarm),
            Like(group, option, place))
        {
            Since = scene.Now,
            IsWarm = isWarm,
            IsExtra = isExtra,
        });
        return true;
    }

    public static RunInstancesRequest Request(
        AutoScalingState state, Group group, Option option, Place place, string token, bool isSpot)
    {
        var request = TemplateOf(group, option) is { } template
            ? new RunInstancesRequest
            {
                LaunchTemplate = new()
                {
                    LaunchTemplateId = template.LaunchTemplateId,
                    LaunchTemplateName = template.LaunchTemplateId is null ? template.LaunchTemplateName : null,
                    Version = template.Version,
                },
                InstanceType = option.Type,
                ImageId = option.Image,
                SubnetId = place.Subnet,
            }
            : Configured(state, group, place);
        request.MinCount = request.MaxCount = 1;
        request.ClientToken = token;
        request.TagSpecifications = [new() { ResourceType = "instance", Tags = Tags(group) }];
        if (place.Subnet is null || group.Shown.PlacementGroup is not null)
        {
            request.Placement ??= new();
            request.Placement.AvailabilityZone = place.Subnet is null ? place.Zone : null;
            request.Placement.GroupName = group.Shown.PlacementGroup;
        }

        if (isSpot)
        {
            request.InstanceMarketOptions = new() { MarketType = MarketType.Spot };
        }

        if (group.Shown.CapacityReservationSpecification is { CapacityReservationPreference: { } preference }
            && preference != Api.AutoScaling.CapacityReservationPreference.Default)
        {
            request.CapacityReservationSpecification = new()
            {
                CapacityReservationPreference = preference switch
                {
                    Api.AutoScaling.CapacityReservationPreference.None => "none",
                    Api.AutoScaling.CapacityReservationPreference.CapacityReservationsOnly =>
                        "capacity-reservations-only",
                    _ => "open",
                },
            };
        }

        return request;
    }

    public static Instance Like(Group group, Option option, Place place) => new()
    {
        AvailabilityZone = place.Zone,
        AvailabilityZoneId = place.ZoneId,
        InstanceType = option.Type,
        WeightedCapacity = option.Weight,
        LaunchTemplate = TemplateOf(group, option),
        LaunchConfigurationName = group.Shown.LaunchConfigurationName,
        HealthStatus = "Healthy",
        ProtectedFromScaleIn = group.Shown.NewInstancesProtectedFromScaleIn == true,
    };

    public static LaunchTemplateSpecification? TemplateOf(Group group, Option option) => option.Template
        ?? group.Shown.LaunchTemplate
        ?? group.Shown.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;

    /// <summary>What every instance of the group is tagged with ("Tag lifecycle" in the user guide).</summary>
    public static List<Tag> Tags(Group group) =>
    [
        new() { Key = GroupTag, Value = group.Name },
        .. (group.Shown.Tags ?? []).Where(tag => tag.PropagateAtLaunch == true)
            .Select(tag => new Tag { Key = tag.Key, Value = tag.Value }),
    ];

    /// <summary>What a launch configuration says. One that is gone leaves a request that EC2 refuses.</summary>
    private static RunInstancesRequest Configured(AutoScalingState state, Group group, Place place)
    {
        var configuration = state.LaunchConfigurations.Find(
            Part.IdOf(group.Account, group.Shown.LaunchConfigurationName ?? ""))?.Shown ?? new();
        var groups = (configuration.SecurityGroups ?? []).ToLookup(
            each => each.StartsWith("sg-", StringComparison.Ordinal));
        var request = new RunInstancesRequest
        {
            ImageId = configuration.ImageId,
            InstanceType = configuration.InstanceType,
            KeyName = Said(configuration.KeyName),
            UserData = Said(configuration.UserData),
            KernelId = Said(configuration.KernelId),
            RamdiskId = Said(configuration.RamdiskId),
            EbsOptimized = configuration.EbsOptimized,
            Monitoring = configuration.InstanceMonitoring?.Enabled is { } isMonitored
                ? new() { Enabled = isMonitored }
                : null,
            MetadataOptions = configuration.MetadataOptions?.To<InstanceMetadataOptionsRequest>(),
            BlockDeviceMappings = configuration.BlockDeviceMappings?.ConvertAll(Device),
            IamInstanceProfile = Profile(configuration.IamInstanceProfile),
            Placement = configuration.PlacementTenancy is { } tenancy ? new() { Tenancy = tenancy } : null,
            InstanceMarketOptions = configuration.SpotPrice is { } price
                ? new() { MarketType = MarketType.Spot, SpotOptions = new() { MaxPrice = price } }
                : null,
        };
        if (configuration.AssociatePublicIpAddress is { } isPublic && place.Subnet is not null)
        {
            request.NetworkInterfaces =
            [
                new()
                {
                    DeviceIndex = 0,
                    SubnetId = place.Subnet,
                    AssociatePublicIpAddress = isPublic,
                    Groups = groups[true].Any() ? [.. groups[true]] : null,
                    DeleteOnTermination = true,
                },
            ];
            return request;
        }

        request.SubnetId = place.Subnet;
        request.SecurityGroupIds = groups[true].Any() ? [.. groups[true]] : null;
        request.SecurityGroups = groups[false].Any() ? [.. groups[false]] : null;
        return request;
    }

    /// <summary>What was not said is shown as an empty text.</summary>
    private static string? Said(string? text) => text is "" ? null : text;

    private static Api.Ec2.BlockDeviceMapping Device(Api.AutoScaling.BlockDeviceMapping device) => new()
    {
        DeviceName = device.DeviceName,
        VirtualName = device.VirtualName,
        NoDevice = device.NoDevice == true ? "" : null,
        Ebs = device.Ebs?.To<EbsBlockDevice>(),
    };

    private static IamInstanceProfileSpecification? Profile(string? profile) => profile is null
        ? null
        : profile.StartsWith("arn:", StringComparison.Ordinal) ? new() { Arn = profile } : new() { Name = profile };
}
