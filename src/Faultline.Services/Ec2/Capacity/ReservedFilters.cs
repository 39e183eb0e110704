using System.Globalization;
using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Storage;

namespace Faultline.Services.Ec2.Capacity;

/// <summary>The filters of what describes Reserved Instances, by the names in the API reference.</summary>
internal static class ReservedFilters
{
    public static Filters<ReservedInstances> Owned { get; } = new Filters<ReservedInstances>()
        .On("availability-zone", it => it.AvailabilityZone)
        .On("availability-zone-id", it => it.AvailabilityZoneId)
        .On("duration", it => it.Duration)
        .On("end", it => VolumeFilters.Time(it.End))
        .On("fixed-price", it => Price(it.FixedPrice))
        .On("instance-type", it => it.InstanceType)
        .On("product-description", it => it.ProductDescription)
        .On("reserved-instances-id", it => it.ReservedInstancesId)
        .On("scope", it => it.Scope)
        .On("start", it => VolumeFilters.Time(it.Start))
        .On("state", it => it.State)
        .On("usage-price", it => Price(it.UsagePrice))
        .OnTags(it => Tagging.Map(it.Tags));

    public static Filters<ReservedInstancesOffering> Offered { get; } = new Filters<ReservedInstancesOffering>()
        .On("availability-zone", it => it.AvailabilityZone)
        .On("availability-zone-id", it => it.AvailabilityZoneId)
        .On("duration", it => it.Duration)
        .On("fixed-price", it => Price(it.FixedPrice))
        .On("instance-type", it => it.InstanceType)
        .On("marketplace", it => it.Marketplace)
        .On("product-description", it => it.ProductDescription)
        .On("reserved-instances-offering-id", it => it.ReservedInstancesOfferingId)
        .On("scope", it => it.Scope)
        .On("usage-price", it => Price(it.UsagePrice));

    public static Filters<ReservedInstancesModification> Modifications { get; } =
        new Filters<ReservedInstancesModification>()
            .On("client-token", it => it.ClientToken)
            .On("create-date", it => VolumeFilters.Time(it.CreateDate))
            .On("effective-date", it => VolumeFilters.Time(it.EffectiveDate))
            .On("modification-result.reserved-instances-id",
                it => it.ModificationResults?.Select(each => each.ReservedInstancesId))
            .On("modification-result.target-configuration.availability-zone",
                it => it.ModificationResults?.Select(each => each.TargetConfiguration?.AvailabilityZone))
            .On("modification-result.target-configuration.instance-count",
                it => it.ModificationResults?.Select(each => $"{each.TargetConfiguration?.InstanceCount}"))
            .On("modification-result.target-configuration.instance-type",
                it => it.ModificationResults?.Select(each => each.TargetConfiguration?.InstanceType))
            .On("reserved-instances-id", it => it.ReservedInstancesIds?.Select(each => each.ReservedInstancesIdValue))
            .On("reserved-instances-modification-id", it => it.ReservedInstancesModificationId)
            .On("status", it => it.Status)
            .On("status-message", it => it.StatusMessage)
            .On("update-date", it => VolumeFilters.Time(it.UpdateDate));

    /// <summary>Prices have one digit behind the point at least: <c>0.0</c>.</summary>
    private static string? Price(float? price) => price?.ToString("0.0###", CultureInfo.InvariantCulture);
}
