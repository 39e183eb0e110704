using Faultline.Wire;

namespace Faultline.Services.Ec2.Storage;

/// <summary>
/// The errors of volumes and snapshots, in AWS's codes and wording ("Error codes for the Amazon EC2 API").
/// </summary>
internal static class StorageRefusal
{
    public static AwsError MissingVolumes(IReadOnlyList<string> ids) =>
        Missing(Noun.Volume, ids, "InvalidVolume.NotFound", "volume");

    public static AwsError MissingSnapshots(IReadOnlyList<string> ids) =>
        Missing(Noun.Snapshot, ids, "InvalidSnapshot.NotFound", "snapshot");

    public static AwsError State(string message) => new("IncorrectState", 400, message);

    public static AwsError InUse(string message) => new("VolumeInUse", 400, message);

    public static AwsError Combination(string message) => new("InvalidParameterCombination", 400, message);

    public static AwsError MissingParameter(string message) => new("MissingParameter", 400, message);

    public static AwsError NoZone(string zone) =>
        new("InvalidZone.NotFound", 400, $"The zone '{zone}' does not exist.");

    public static AwsError WrongZone(string volume, string machine) => new(
        "InvalidVolume.ZoneMismatch", 400,
        $"The volume '{volume}' is not in the same availability zone as instance '{machine}'");

    public static AwsError NotAttached(string volume, string machine) => new(
        "InvalidAttachment.NotFound", 400, $"The volume '{volume}' is not attached to instance '{machine}'");

    public static AwsError NoCapacity() => new(
        "InsufficientVolumeCapacity", 500,
        "There is not enough capacity to fulfill your EBS volume provision request. You can try to provision a " +
        "different volume type, EBS volume in a different availability zone, or you can wait for additional " +
        "capacity to become available.");

    /// <summary>Its zone has no power: it is not to be reached, and stays as it is.</summary>
    public static AwsError OutOfReach(string volume, string zone) => new(
        "Unavailable", 503, $"The volume '{volume}' cannot be reached: its availability zone {zone} is impaired.");

    /// <summary>"The server is overloaded and can't handle the request": what a region says of another one.</summary>
    public static AwsError FarAway(string region) => new(
        "Unavailable", 503, $"The source region {region} does not answer. Please try again shortly.");

    public static AwsError Unsupported(string message) => new("UnsupportedOperation", 400, message);

    private static AwsError Missing(Noun noun, IReadOnlyList<string> ids, string code, string word)
    {
        if (ids.Any(id => !noun.Looks(id)))
        {
            // The code of a malformed volume id is not that of a missing one with another ending.
            var malformed = ids.First(id => !noun.Looks(id));
            return noun == Noun.Volume
                ? new("InvalidParameterValue", 400, $"Value ({malformed}) for parameter volumeId is invalid.")
                : new("InvalidSnapshotID.Malformed", 400, $"Invalid id: \"{malformed}\" (expecting \"snap-...\")");
        }

        var text = string.Join(", ", ids);
        return new(code, 400, ids.Count == 1
            ? $"The {word} '{text}' does not exist."
            : $"The {word}s '{text}' do not exist.");
    }
}
