using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Images;

/// <summary>The filters of DescribeImages, by the names that its page in the API reference lists.</summary>
internal static class ImageFilters
{
    public static Filters<Image> All { get; } = new Filters<Image>()
        .On("architecture", image => image.Architecture)
        .On("block-device-mapping.delete-on-termination",
            image => Devices(image, ebs => ebs.DeleteOnTermination is { } yes ? yes ? "true" : "false" : null))
        .On("block-device-mapping.device-name", image => image.BlockDeviceMappings?.Select(each => each.DeviceName))
        .On("block-device-mapping.encrypted",
            image => Devices(image, ebs => ebs.Encrypted is { } yes ? yes ? "true" : "false" : null))
        .On("block-device-mapping.snapshot-id", image => Devices(image, ebs => ebs.SnapshotId))
        .On("block-device-mapping.volume-size", image => Devices(image, ebs => $"{ebs.VolumeSize}"))
        .On("block-device-mapping.volume-type", image => Devices(image, ebs => ebs.VolumeType))
        .On("creation-date", image => image.CreationDate)
        .On("description", image => image.Description)
        .On("ena-support", image => image.EnaSupport)
        .On("free-tier-eligible", image => image.FreeTierEligible)
        .On("hypervisor", image => image.Hypervisor)
        .On("image-allowed", image => image.ImageAllowed)
        .On("image-id", image => image.ImageId)
        .On("image-type", image => image.ImageType)
        .On("is-public", image => image.Public)
        .On("kernel-id", image => image.KernelId)
        .On("manifest-location", image => image.ImageLocation)
        .On("name", image => image.Name)
        .On("owner-alias", image => image.ImageOwnerAlias)
        .On("owner-id", image => image.OwnerId)
        .On("platform", image => image.Platform)
        .On("product-code", image => image.ProductCodes?.Select(code => code.ProductCodeId))
        .On("product-code.type", image => image.ProductCodes?.Select(code => code.ProductCodeType))
        .On("ramdisk-id", image => image.RamdiskId)
        .On("root-device-name", image => image.RootDeviceName)
        .On("root-device-type", image => image.RootDeviceType)
        .On("source-image-id", image => image.SourceImageId)
        .On("source-image-region", image => image.SourceImageRegion)
        .On("source-instance-id", image => image.SourceInstanceId)
        .On("state", image => image.State)
        .On("state-reason-code", image => image.StateReason?.Code)
        .On("state-reason-message", image => image.StateReason?.Message)
        .On("sriov-net-support", image => image.SriovNetSupport)
        .On("virtualization-type", image => image.VirtualizationType)
        .OnTags(image => Tagging.Map(image.Tags));

    private static IEnumerable<string?>? Devices(Image image, Func<EbsBlockDevice, string?> fact) =>
        image.BlockDeviceMappings?.Select(each => each.Ebs).OfType<EbsBlockDevice>().Select(fact);
}
