using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Types;

/// <summary>
/// The filters of DescribeInstanceTypes, by the names that its page in the API reference lists. They look at what is
/// shown, so an answer never contradicts its filter.
/// </summary>
internal static class InstanceTypeFilters
{
    public static Filters<InstanceTypeInfo> All { get; } = new Filters<InstanceTypeInfo>()
        .On("auto-recovery-supported", type => type.AutoRecoverySupported)
        .On("bare-metal", type => type.BareMetal)
        .On("burstable-performance-supported", type => type.BurstablePerformanceSupported)
        .On("current-generation", type => type.CurrentGeneration)
        .On("dedicated-hosts-supported", type => type.DedicatedHostsSupported)
        .On("ebs-info.attachment-limit-type", type => type.EbsInfo!.AttachmentLimitType)
        .On("ebs-info.maximum-ebs-attachments", type => type.EbsInfo!.MaximumEbsAttachments)
        .On("ebs-info.ebs-optimized-info.baseline-bandwidth-in-mbps",
            type => type.EbsInfo!.EbsOptimizedInfo?.BaselineBandwidthInMbps)
        .On("ebs-info.ebs-optimized-info.baseline-iops", type => type.EbsInfo!.EbsOptimizedInfo?.BaselineIops)
        .On("ebs-info.ebs-optimized-info.baseline-throughput-in-mbps",
            type => type.EbsInfo!.EbsOptimizedInfo?.BaselineThroughputInMBps)
        .On("ebs-info.ebs-optimized-info.maximum-bandwidth-in-mbps",
            type => type.EbsInfo!.EbsOptimizedInfo?.MaximumBandwidthInMbps)
        .On("ebs-info.ebs-optimized-info.maximum-iops", type => type.EbsInfo!.EbsOptimizedInfo?.MaximumIops)
        .On("ebs-info.ebs-optimized-info.maximum-throughput-in-mbps",
            type => type.EbsInfo!.EbsOptimizedInfo?.MaximumThroughputInMBps)
        .On("ebs-info.ebs-optimized-support", type => type.EbsInfo!.EbsOptimizedSupport)
        .On("ebs-info.encryption-support", type => type.EbsInfo!.EncryptionSupport)
        .On("ebs-info.nvme-support", type => type.EbsInfo!.NvmeSupport)
        .On("free-tier-eligible", type => type.FreeTierEligible)
        .On("hibernation-supported", type => type.HibernationSupported)
        .On("hypervisor", type => type.Hypervisor)
        .On("instance-storage-info.disk.count", type => type.InstanceStorageInfo?.Disks![0].Count)
        .On("instance-storage-info.disk.size-in-gb", type => type.InstanceStorageInfo?.Disks![0].SizeInGB)
        .On("instance-storage-info.disk.type", type => type.InstanceStorageInfo?.Disks![0].Type)
        .On("instance-storage-info.encryption-support", type => type.InstanceStorageInfo?.EncryptionSupport)
        .On("instance-storage-info.nvme-support", type => type.InstanceStorageInfo?.NvmeSupport)
        .On("instance-storage-info.total-size-in-gb", type => type.InstanceStorageInfo?.TotalSizeInGB)
        .On("instance-storage-supported", type => type.InstanceStorageSupported)
        .On("instance-type", type => type.InstanceType)
        .On("memory-info.size-in-mib", type => type.MemoryInfo!.SizeInMiB)
        .On("network-info.bandwidth-weightings", type => type.NetworkInfo!.BandwidthWeightings)
        .On("network-info.efa-info.maximum-efa-interfaces", type => type.NetworkInfo!.EfaInfo?.MaximumEfaInterfaces)
        .On("network-info.efa-supported", type => type.NetworkInfo!.EfaSupported)
        .On("network-info.ena-support", type => type.NetworkInfo!.EnaSupport)
        .On("network-info.encryption-in-transit-supported", type => type.NetworkInfo!.EncryptionInTransitSupported)
        .On("network-info.flexible-ena-queues-support", type => type.NetworkInfo!.FlexibleEnaQueuesSupport)
        .On("network-info.ipv4-addresses-per-interface", type => type.NetworkInfo!.Ipv4AddressesPerInterface)
        .On("network-info.ipv6-addresses-per-interface", type => type.NetworkInfo!.Ipv6AddressesPerInterface)
        .On("network-info.ipv6-supported", type => type.NetworkInfo!.Ipv6Supported)
        .On("network-info.maximum-network-cards", type => type.NetworkInfo!.MaximumNetworkCards)
        .On("network-info.maximum-network-interfaces", type => type.NetworkInfo!.MaximumNetworkInterfaces)
        .On("network-info.network-performance", type => type.NetworkInfo!.NetworkPerformance)
        .On("nitro-enclaves-support", type => type.NitroEnclavesSupport)
        .On("nitro-tpm-support", type => type.NitroTpmSupport)
        .On("nitro-tpm-info.supported-versions", type => type.NitroTpmInfo?.SupportedVersions)
        .On("processor-info.supported-architecture", type => type.ProcessorInfo!.SupportedArchitectures)
        .On("processor-info.supported-features", type => type.ProcessorInfo!.SupportedFeatures)
        .On("processor-info.sustained-clock-speed-in-ghz", type => type.ProcessorInfo!.SustainedClockSpeedInGhz)
        .On("reboot-migration-support", type => type.RebootMigrationSupport)
        .On("supported-boot-mode", type => type.SupportedBootModes)
        .On("supported-root-device-type", type => type.SupportedRootDeviceTypes)
        .On("supported-usage-class", type => type.SupportedUsageClasses)
        .On("supported-virtualization-type", type => type.SupportedVirtualizationTypes)
        .On("vcpu-info.default-cores", type => type.VCpuInfo!.DefaultCores)
        .On("vcpu-info.default-threads-per-core", type => type.VCpuInfo!.DefaultThreadsPerCore)
        .On("vcpu-info.default-vcpus", type => type.VCpuInfo!.DefaultVCpus)
        .On("vcpu-info.valid-cores", type => EachAndAll(type.VCpuInfo!.ValidCores))
        .On("vcpu-info.valid-threads-per-core", type => EachAndAll(type.VCpuInfo!.ValidThreadsPerCore));

    /// <summary>The page gives <c>1</c> and <c>1,2</c> as values, so both find a type that has these two.</summary>
    private static IEnumerable<string?>? EachAndAll(List<int>? numbers) =>
        numbers?.Select(number => $"{number}").Append(string.Join(',', numbers));
}
