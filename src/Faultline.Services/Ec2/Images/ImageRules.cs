using System.Globalization;
using System.Text.RegularExpressions;
using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Storage;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Images;

/// <summary>What is so of every image that somebody makes. Pure.</summary>
internal static partial class ImageRules
{
    /// <summary>Refuses a name that AWS would not take, or that the account has an image of.</summary>
    public static void CheckName(Ec2State state, string account, string name)
    {
        if (!Name().IsMatch(name))
        {
            throw new AwsError(
                "InvalidAMIName.Malformed", 400,
                "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', " +
                "'.', '-', '/' and '_'");
        }

        if (state.Images.Of(account).FirstOrDefault(image => image.Shown.Name == name) is { } other)
        {
            throw new AwsError(
                "InvalidAMIName.Duplicate", 400, $"AMI name {name} is already in use by AMI {other.Id}");
        }
    }

    /// <summary>The devices of an image that is registered, with what their snapshots say of them.</summary>
    public static List<BlockDeviceMapping> Devices(
        Ec2State state, string account, string region, List<BlockDeviceMapping> asked) => asked.ConvertAll(mapping =>
    {
        if (mapping.Ebs is not { } ebs)
        {
            return mapping;
        }

        if (ebs is { Encrypted: not null, SnapshotId: not null })
        {
            throw StorageRefusal.Combination(
                "The parameter Encrypted cannot be given for a device that has a snapshot: the snapshot says it.");
        }

        var volume = NewVolume.Plan(state, account, region, ebs);
        return mapping.With(shown => shown.Ebs = new()
        {
            SnapshotId = volume.Snapshot,
            VolumeSize = volume.Size,
            VolumeType = volume.Type,
            Iops = ebs.Iops,
            Throughput = ebs.Throughput,
            Encrypted = volume.Key is not null,
            KmsKeyId = volume.Key,
            DeleteOnTermination = ebs.DeleteOnTermination ?? true,
        });
    });

    /// <summary>An hour as images show it.</summary>
    public static string Date(DateTimeOffset hour) =>
        hour.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.000Z", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[a-zA-Z0-9()\[\] ./\-'@_]{3,128}$")]
    private static partial Regex Name();
}
