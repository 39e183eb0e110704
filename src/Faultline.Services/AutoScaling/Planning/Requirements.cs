using System.Text.RegularExpressions;
using Faultline.Api.AutoScaling;
using Faultline.Api.Ec2;
using BareMetal = Faultline.Api.AutoScaling.BareMetal;
using BurstablePerformance = Faultline.Api.AutoScaling.BurstablePerformance;
using InstanceGeneration = Faultline.Api.AutoScaling.InstanceGeneration;
using InstanceRequirements = Faultline.Api.AutoScaling.InstanceRequirements;
using LocalStorage = Faultline.Api.AutoScaling.LocalStorage;
using LocalStorageType = Faultline.Api.AutoScaling.LocalStorageType;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// Which instance types have the attributes that are required (InstanceRequirements in the API reference). There are no
/// prices here, so protections against dear ones protect from nothing. Pure.
/// </summary>
internal static class Requirements
{
    private const double MiBInGiB = 1024;

    /// <param name="architecture">That of the image: what cannot boot it does not fit.</param>
    public static bool Fit(InstanceRequirements needs, InstanceTypeInfo type, string architecture)
    {
        var (vcpus, memory) = (type.VCpuInfo!.DefaultVCpus!.Value, type.MemoryInfo!.SizeInMiB!.Value);
        return type.ProcessorInfo!.SupportedArchitectures!.Contains(architecture)
            && IsNamed(needs, type.InstanceType!)
            && IsIn(vcpus, needs.VCpuCount.Min, needs.VCpuCount.Max)
            && IsIn(memory, needs.MemoryMiB.Min, needs.MemoryMiB.Max)
            && IsIn(memory / MiBInGiB / vcpus, needs.MemoryGiBPerVCpu?.Min, needs.MemoryGiBPerVCpu?.Max)
            && IsMade(needs, type)
            && Allows(needs.BareMetal ?? BareMetal.Excluded, type.BareMetal == true)
            && Allows(
                needs.BurstablePerformance ?? BurstablePerformance.Excluded, type.BurstablePerformanceSupported == true)
            && (needs.RequireHibernateSupport != true || type.HibernationSupported == true)
            && HasNetwork(needs, type)
            && HasStorage(needs, type)
            && HasAccelerators(needs, type);
    }

    private static bool IsNamed(InstanceRequirements needs, string name) =>
        (needs.AllowedInstanceTypes is not { Count: > 0 } allowed || allowed.Exists(each => Matches(each, name)))
        && needs.ExcludedInstanceTypes?.Exists(each => Matches(each, name)) != true;

    private static bool IsMade(InstanceRequirements needs, InstanceTypeInfo type) =>
        (needs.CpuManufacturers is not { Count: > 0 } makers || makers.Exists(maker =>
            maker.Replace('-', ' ').StartsWith(Maker(type), StringComparison.OrdinalIgnoreCase)))
        && (needs.InstanceGenerations is not { Count: > 0 } generations || generations.Contains(
            type.CurrentGeneration == true ? InstanceGeneration.Current : InstanceGeneration.Previous));

    /// <summary>EC2 says AWS, AMD and Intel; requirements say amazon-web-services, amd and intel.</summary>
    private static string Maker(InstanceTypeInfo type) =>
        type.ProcessorInfo!.Manufacturer is "AWS" ? "amazon web services" : type.ProcessorInfo.Manufacturer ?? "?";

    private static bool HasNetwork(InstanceRequirements needs, InstanceTypeInfo type)
    {
        var network = type.NetworkInfo!;
        var ebs = type.EbsInfo?.EbsOptimizedInfo?.BaselineBandwidthInMbps;
        return IsIn(
                network.MaximumNetworkInterfaces ?? 0,
                needs.NetworkInterfaceCount?.Min,
                needs.NetworkInterfaceCount?.Max)
            && IsIn(
                network.NetworkCards?.Sum(card => card.BaselineBandwidthInGbps ?? 0) ?? 0,
                needs.NetworkBandwidthGbps?.Min,
                needs.NetworkBandwidthGbps?.Max)
            && IsIn(ebs ?? 0, needs.BaselineEbsBandwidthMbps?.Min, needs.BaselineEbsBandwidthMbps?.Max);
    }

    private static bool HasStorage(InstanceRequirements needs, InstanceTypeInfo type)
    {
        var storage = type.InstanceStorageInfo;
        return Allows(needs.LocalStorage ?? LocalStorage.Included, storage is not null)
            && (storage is null || needs.LocalStorageTypes is not { Count: > 0 } kinds || kinds.Exists(kind =>
                storage.Disks!.Exists(disk =>
                    disk.Type == (kind == LocalStorageType.Hdd ? DiskType.Hdd : DiskType.Ssd))))
            && IsIn(storage?.TotalSizeInGB ?? 0, needs.TotalLocalStorageGB?.Min, needs.TotalLocalStorageGB?.Max);
    }

    private static bool HasAccelerators(InstanceRequirements needs, InstanceTypeInfo type)
    {
        var count = type.GpuInfo?.Gpus?.Sum(gpu => gpu.Count ?? 0) ?? 0;
        return IsIn(count, needs.AcceleratorCount?.Min, needs.AcceleratorCount?.Max)
            && IsIn(
                type.GpuInfo?.TotalGpuMemoryInMiB ?? 0,
                needs.AcceleratorTotalMemoryMiB?.Min,
                needs.AcceleratorTotalMemoryMiB?.Max)
            && (count > 0 || needs is
            {
                AcceleratorTypes: not { Count: > 0 },
                AcceleratorManufacturers: not { Count: > 0 },
                AcceleratorNames: not { Count: > 0 },
            });
    }

    /// <summary>The words of BareMetal, BurstablePerformance and LocalStorage.</summary>
    private static bool Allows(string word, bool has) => word switch
    {
        "required" => has,
        "excluded" => !has,
        _ => true,
    };

    private static bool IsIn(double value, double? min, double? max) => !(value < min) && !(value > max);

    /// <summary>A star stands for anything: <c>m5.8xlarge</c>, <c>c5*.*</c>, <c>*3*</c>.</summary>
    private static bool Matches(string pattern, string name) => Regex.IsMatch(
        name,
        $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}
