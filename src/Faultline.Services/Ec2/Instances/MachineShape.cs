using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Capacity;
using Faultline.Services.Ec2.Keeping;
using Faultline.Kernel;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Instances;

/// <summary>What the API shows of a new instance from its first moment on.</summary>
internal static class MachineShape
{
    public static Instance Of(
        Call call, LaunchOrder order, Owned<Subnet> subnet, Claim place, string id, int index)
    {
        var (request, image) = (order.Request, order.Image.Shown);
        return new()
        {
            InstanceId = id,
            ImageId = image.ImageId,
            InstanceType = order.Type.Name,
            State = Life.Named(InstanceStateName.Pending),
            StateTransitionReason = "",
            LaunchTime = call.Now,
            UsageOperationUpdateTime = call.Now,
            AmiLaunchIndex = index,
            KeyName = request.KeyName,
            ClientToken = request.ClientToken ?? "",
            Architecture = image.Architecture,
            Hypervisor = order.Type.Family.IsXen ? "xen" : "nitro",
            VirtualizationType = image.VirtualizationType ?? "hvm",
            RootDeviceName = image.RootDeviceName,
            RootDeviceType = "ebs",
            PlatformDetails = "Linux/UNIX",
            UsageOperation = "RunInstances",
            EnaSupport = true,
            EbsOptimized = request.EbsOptimized == true,
            ProductCodes = [],
            InstanceLifecycle = request.InstanceMarketOptions?.MarketType == MarketType.Spot ? "spot" : null,
            Monitoring = new() { State = request.Monitoring?.Enabled == true ? "enabled" : "disabled" },
            Tags = Tagging.For(call, "instance", request.TagSpecifications),
            IamInstanceProfile = Profile(call, request.IamInstanceProfile),
            CapacityReservationId = place.Reservation,
            CapacityReservationSpecification = Specification(request.CapacityReservationSpecification),
            Placement = Place(request, subnet, place),
            MetadataOptions = Metadata(request.MetadataOptions, image),
            MaintenanceOptions = new() { AutoRecovery = request.MaintenanceOptions?.AutoRecovery ?? "default" },
            HibernationOptions = new() { Configured = request.HibernationOptions?.Configured == true },
            EnclaveOptions = new() { Enabled = false },
            CpuOptions = new()
            {
                CoreCount = request.CpuOptions?.CoreCount ?? order.Type.Vcpus / order.Type.Family.ThreadsPerCore,
                ThreadsPerCore = request.CpuOptions?.ThreadsPerCore ?? order.Type.Family.ThreadsPerCore,
            },
            BootMode = image.BootMode,
            CurrentInstanceBootMode = image.BootMode ?? "legacy-bios",
            PrivateDnsNameOptions = new()
            {
                HostnameType = request.PrivateDnsNameOptions?.HostnameType ?? "ip-name",
                EnableResourceNameDnsARecord = request.PrivateDnsNameOptions?.EnableResourceNameDnsARecord == true,
                EnableResourceNameDnsAAAARecord = false,
            },
        };
    }

    private static Placement Place(RunInstancesRequest request, Owned<Subnet> subnet, Claim place) => new()
    {
        AvailabilityZone = subnet.Shown.AvailabilityZone,
        AvailabilityZoneId = subnet.Shown.AvailabilityZoneId,
        GroupName = place.Group ?? "",
        PartitionNumber = place.Partition,
        Tenancy = request.Placement?.Tenancy ?? "default",
    };

    private static InstanceMetadataOptionsResponse Metadata(InstanceMetadataOptionsRequest? asked, Image image) => new()
    {
        State = "applied",
        HttpTokens = asked?.HttpTokens ?? (image.ImdsSupport == "v2.0" ? "required" : "optional"),
        HttpPutResponseHopLimit = asked?.HttpPutResponseHopLimit ?? 1,
        HttpEndpoint = asked?.HttpEndpoint ?? "enabled",
        HttpProtocolIpv6 = "disabled",
        InstanceMetadataTags = asked?.InstanceMetadataTags ?? "disabled",
    };

    /// <summary>Burstable instances from T3 on have unlimited credits unless somebody says otherwise.</summary>
    public static bool HasUnlimitedCredits(LaunchOrder order)
    {
        var usual = order.Type.Family.Name == "t2" ? "standard" : "unlimited";
        return order.Type.Family.IsBurstable
            && (order.Request.CreditSpecification?.CpuCredits ?? usual) == "unlimited";
    }

    public static IamInstanceProfile? Profile(Call call, IamInstanceProfileSpecification? asked)
    {
        var arn = asked?.Arn
            ?? (asked?.Name is { } name ? $"arn:aws:iam::{call.Account}:instance-profile/{name}" : null);
        return arn is null ? null : new() { Arn = arn, Id = "AIPA" + call.Dice.Fork(arn).Unique("")[..16] };
    }

    public static CapacityReservationSpecificationResponse Specification(CapacityReservationSpecification? asked)
    {
        if (asked?.CapacityReservationTarget is not { } target)
        {
            return new()
            {
                CapacityReservationPreference =
                    asked?.CapacityReservationPreference ?? CapacityReservationPreference.Open,
            };
        }

        return new()
        {
            CapacityReservationTarget = new()
            {
                CapacityReservationId = target.CapacityReservationId,
                CapacityReservationResourceGroupArn = target.CapacityReservationResourceGroupArn,
            },
        };
    }
}
