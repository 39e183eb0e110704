using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Storage;
using Faultline.Services.Ec2.Types;

namespace Faultline.Services.Ec2.Images;

/// <summary>What a launch template says of a launch, as it is kept. Pure.</summary>
internal static class TemplateData
{
    /// <summary>What is asked for, over what another version says. An empty one is refused.</summary>
    public static ResponseLaunchTemplateData Of(RequestLaunchTemplateData asked, ResponseLaunchTemplateData? source)
    {
        var said = asked.To<ResponseLaunchTemplateData>();
        var data = source is null ? said : source.Under(said);
        if (IsEmpty(data))
        {
            throw StorageRefusal.MissingParameter("The request must contain the parameter LaunchTemplateData");
        }

        if (data.InstanceType is { } type && InstanceTypes.Find(type) is null)
        {
            throw Refusal.Value(type, "InstanceType");
        }

        if (data is { InstanceType: not null, InstanceRequirements: not null })
        {
            throw StorageRefusal.Combination(
                "The parameters InstanceType and InstanceRequirements cannot be used together");
        }

        if (data.UserData is { } text && !Convert.TryFromBase64String(text, new byte[text.Length], out _))
        {
            throw new Wire.AwsError("InvalidUserData.Malformed", 400, "Invalid BASE64 encoding of user data.");
        }

        return data;
    }

    /// <summary>The launch that would give an instance like this one.</summary>
    public static ResponseLaunchTemplateData Of(Machine machine, List<Disk> disks) => new()
    {
        ImageId = machine.Shown.ImageId,
        InstanceType = machine.Shown.InstanceType,
        KeyName = machine.Shown.KeyName,
        EbsOptimized = machine.Shown.EbsOptimized,
        UserData = machine.UserData,
        DisableApiTermination = machine.TerminationProtected,
        DisableApiStop = machine.StopProtected,
        InstanceInitiatedShutdownBehavior = machine.TerminatesOnShutdown ? "terminate" : "stop",
        Monitoring = new() { Enabled = machine.Shown.Monitoring?.State is "enabled" or "pending" },
        Placement = machine.Shown.Placement?.To<LaunchTemplatePlacement>(),
        MetadataOptions = machine.Shown.MetadataOptions?.To<LaunchTemplateInstanceMetadataOptions>(),
        CapacityReservationSpecification = machine.Shown.CapacityReservationSpecification?
            .To<LaunchTemplateCapacityReservationSpecificationResponse>(),
        SecurityGroupIds = machine.Shown.SecurityGroups?.ConvertAll(group => group.GroupId!),
        TagSpecifications = machine.Shown.Tags is { Count: > 0 } tags
            ? [new() { ResourceType = "instance", Tags = tags }]
            : null,
        BlockDeviceMappings = disks.ConvertAll(disk => new LaunchTemplateBlockDeviceMapping
        {
            DeviceName = disk.Attachment!.Device,
            Ebs = new()
            {
                DeleteOnTermination = disk.Attachment.DeleteOnTermination,
                Encrypted = disk.Shown.Encrypted,
                SnapshotId = disk.Shown.SnapshotId is { Length: > 0 } from ? from : null,
                VolumeSize = disk.Shown.Size,
                VolumeType = disk.Shown.VolumeType,
                Iops = VolumeKind.Find(disk.Shown.VolumeType!).Iops is null ? null : disk.Shown.Iops,
                Throughput = disk.Shown.Throughput,
            },
        }),
    };

    private static bool IsEmpty(ResponseLaunchTemplateData data) =>
        Reshape.Bytes(data).SequenceEqual(Reshape.Bytes(new ResponseLaunchTemplateData()));
}
