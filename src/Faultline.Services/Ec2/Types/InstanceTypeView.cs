using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Types;

/// <summary>How DescribeInstanceTypes shows a type.</summary>
internal static class InstanceTypeView
{
    public static InstanceTypeInfo Of(InstanceTypeFacts type)
    {
        var (family, size) = type;
        return new()
        {
            InstanceType = type.Name,
            CurrentGeneration = !family.Has(FamilyTraits.Previous),
            FreeTierEligible = size.Has(SizeTraits.FreeTier),
            SupportedUsageClasses = size.Has(SizeTraits.OnDemandOnly) ? ["on-demand"] : ["on-demand", "spot"],
            SupportedRootDeviceTypes = ["ebs"],
            SupportedVirtualizationTypes = ["hvm"],
            BareMetal = type.IsMetal,
            Hypervisor = type.IsMetal ? null : family.IsXen ? "xen" : "nitro",
            ProcessorInfo = Processor(type),
            VCpuInfo = Cores(type),
            MemoryInfo = new() { SizeInMiB = type.MemoryMiB },
            InstanceStorageSupported = size.Disks is not null,
            InstanceStorageInfo = Storage(size),
            EbsInfo = Ebs(type),
            NetworkInfo = Network(type),
            PlacementGroupInfo = new()
            {
                SupportedStrategies = family.IsClustered ? ["cluster", "partition", "spread"] : ["partition", "spread"],
            },
            HibernationSupported = type.Hibernates,
            BurstablePerformanceSupported = family.IsBurstable,
            DedicatedHostsSupported = size.Has(SizeTraits.DedicatedHosts),
            AutoRecoverySupported = !family.Has(FamilyTraits.Unrecovered),
            SupportedBootModes = family.IsArm ? ["uefi"] : type.IsNitro ? ["legacy-bios", "uefi"] : ["legacy-bios"],
            NitroEnclavesSupport = Supported(size.Has(SizeTraits.Enclaves)),
            NitroTpmSupport = Supported(type.IsNitro),
            NitroTpmInfo = type.IsNitro ? new() { SupportedVersions = ["2.0"] } : null,
            PhcSupport = Supported(family.Has(FamilyTraits.Hints)),
            RebootMigrationSupport = Supported(size.Disks is null),
            SupportedInRegion = true,
        };
    }

    private static ProcessorInfo Processor(InstanceTypeFacts type) => new()
    {
        SupportedArchitectures = type.Family.IsArm ? ["arm64"]
            : type.Size.Has(SizeTraits.I386) ? ["i386", "x86_64"]
            : ["x86_64"],
        SustainedClockSpeedInGhz = type.Size.GHz ?? type.Family.GHz,
        SupportedFeatures = type.Size.Has(SizeTraits.ProtectedMemory) ? ["amd-sev-snp"]
            : type.Size.Has(SizeTraits.NestedVirtualization) ? ["nested-virtualization"]
            : null,
        Manufacturer = type.Family.Maker,
    };

    private static VCpuInfo Cores(InstanceTypeFacts type)
    {
        var threads = type.Family.ThreadsPerCore;
        var choice = type.Size.ValidCores.Count > 0;
        return new()
        {
            DefaultVCpus = type.Vcpus,
            DefaultCores = type.Vcpus / threads,
            DefaultThreadsPerCore = threads,
            ValidCores = choice ? [.. type.Size.ValidCores] : null,
            ValidThreadsPerCore = choice ? [.. Enumerable.Range(1, threads)] : null,
        };
    }

    private static InstanceStorageInfo? Storage(SizeFacts size) => size.Disks is not { } disks ? null : new()
    {
        TotalSizeInGB = disks.Count * disks.GB,
        Disks = [new() { Count = disks.Count, SizeInGB = disks.GB, Type = DiskType.Ssd }],
        NvmeSupport = "required",
        EncryptionSupport = "required",
    };

    private static EbsInfo Ebs(InstanceTypeFacts type) => new()
    {
        EbsOptimizedSupport = type.Size.Ebs is null ? "unsupported" : "default",
        EncryptionSupport = "supported",
        EbsOptimizedInfo = type.Size.Ebs is not var (mbps, iops) ? null : new()
        {
            BaselineBandwidthInMbps = (int)mbps.Always,
            BaselineThroughputInMBps = mbps.Always / 8,
            BaselineIops = (int)iops.Always,
            MaximumBandwidthInMbps = (int)mbps.Most,
            MaximumThroughputInMBps = mbps.Most / 8,
            MaximumIops = (int)iops.Most,
        },
        NvmeSupport = !type.Family.IsXen ? "required" : Supported(type.Size.Disks is not null),
        MaximumEbsAttachments = type.Size.Volumes,
        AttachmentLimitType = type.Family.Has(FamilyTraits.Dedicated) ? "dedicated" : "shared",
    };

    private static NetworkInfo Network(InstanceTypeFacts type)
    {
        var (family, size) = type;
        return new()
        {
            NetworkPerformance = type.Network,
            MaximumNetworkInterfaces = size.Interfaces,
            MaximumNetworkCards = 1,
            DefaultNetworkCardIndex = 0,
            NetworkCards =
            [
                new()
                {
                    NetworkCardIndex = 0,
                    NetworkPerformance = type.Network,
                    MaximumNetworkInterfaces = size.Interfaces,
                    BaselineBandwidthInGbps = size.Network.Always,
                    PeakBandwidthInGbps = size.Network.Most,
                },
            ],
            Ipv4AddressesPerInterface = size.AddressesPerInterface,
            Ipv6AddressesPerInterface = size.AddressesPerInterface,
            Ipv6Supported = true,
            EnaSupport = family.IsXen
                ? Supported(family.Has(FamilyTraits.Ena) || size.Has(SizeTraits.Ena))
                : "required",
            EfaSupported = size.Has(SizeTraits.Fabric),
            EfaInfo = size.Has(SizeTraits.Fabric) ? new() { MaximumEfaInterfaces = 1 } : null,
            EncryptionInTransitSupported = family.Has(FamilyTraits.Encrypts),
            EnaSrdSupported = size.Has(SizeTraits.EnaExpress),
            FlexibleEnaQueuesSupport = Supported(size.Has(SizeTraits.FlexibleQueues)),
            // "Amazon EC2 security group connection tracking": the same for all of these.
            ConnectionTrackingConfiguration = new()
            {
                DefaultTcpEstablishedTimeout = 432_000,
                DefaultUdpTimeout = 30,
                DefaultUdpStreamTimeout = 180,
            },
        };
    }

    private static string Supported(bool yes) => yes ? "supported" : "unsupported";
}
