using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Storage;

/// <summary>A volume that is wanted, checked and complete: all that it will be, save its id and its place.</summary>
internal sealed record NewVolume
{
    public required string Type { get; init; }

    public required int Size { get; init; }

    public int? Iops { get; init; }

    public int? Throughput { get; init; }

    public string? Snapshot { get; init; }

    public string? Program { get; init; }

    /// <summary>The key that it is encrypted with; null when it is not encrypted.</summary>
    public string? Key { get; init; }

    /// <summary>What is asked for, with what the snapshot and the account's settings say besides.</summary>
    public static NewVolume Plan(Ec2State state, string account, string region, EbsBlockDevice asked)
    {
        if (asked.KmsKeyId is not null && asked.Encrypted != true)
        {
            throw new Wire.AwsError(
                "InvalidParameterDependency", 400,
                "The parameter KmsKeyId requires the parameter Encrypted to be set.");
        }

        var from = asked.SnapshotId is { Length: > 0 } id ? Usable(state, account, id) : null;
        var size = asked.VolumeSize ?? from?.Shown.VolumeSize
            ?? throw StorageRefusal.MissingParameter("The request must contain the parameter size/snapshot");
        if (size < from?.Shown.VolumeSize)
        {
            throw new Wire.AwsError(
                "InvalidBlockDeviceMapping", 400,
                $"Volume of size {size}GB is smaller than snapshot '{from.Id}', " +
                $"expect size >= {from.Shown.VolumeSize}GB");
        }

        var kind = VolumeKind.Find(asked.VolumeType ?? VolumeKind.Default);
        var (iops, throughput) = kind.Check(size, asked.Iops, asked.Throughput);
        var encrypts = asked.Encrypted == true || from?.Shown.Encrypted == true
            || state.Accounts.Find(account)?.EncryptsVolumes == true;
        return new()
        {
            Type = kind.Name,
            Size = size,
            Iops = iops,
            Throughput = throughput,
            Snapshot = from?.Id,
            Program = from?.Program,
            Key = !encrypts ? null
                : asked.KmsKeyId is { } key ? KeyOf(region, account, key)
                : from?.Shown.KmsKeyId ?? DefaultKey(region, account),
        };
    }

    /// <summary>Puts the volume down as one that is to be made.</summary>
    public Disk Put(
        Ec2State state, string account, (string Name, string Id) zone, List<Tag> tags, DateTimeOffset now, Dice dice)
    {
        var disk = new Disk(dice.Resource("vol"), account, new())
        {
            Program = Program,
        };
        disk = disk.With(shown =>
        {
            shown.VolumeId = disk.Id;
            shown.AvailabilityZone = zone.Name;
            shown.AvailabilityZoneId = zone.Id;
            shown.State = VolumeState.Creating;
            shown.CreateTime = now;
            shown.VolumeType = Type;
            shown.Size = Size;
            shown.Iops = Iops;
            shown.Throughput = Throughput;
            shown.SnapshotId = Snapshot ?? "";
            shown.Encrypted = Key is not null;
            shown.KmsKeyId = Key;
            shown.MultiAttachEnabled = false;
            shown.Attachments = [];
            shown.Tags = tags;
        });
        state.Volumes.Put(disk);
        return disk;
    }

    /// <summary>A snapshot that the account may make volumes of, once it is completed.</summary>
    public static DiskSnapshot Usable(Ec2State state, string account, string id)
    {
        var snapshot = state.Snapshots.Find(id);
        if (snapshot?.Lets(account) != true)
        {
            throw StorageRefusal.MissingSnapshots([id]);
        }

        return snapshot.Is(SnapshotState.Completed)
            ? snapshot
            : throw StorageRefusal.State($"The snapshot '{id}' is not 'completed': it is '{snapshot.Shown.State}'.");
    }

    /// <summary>A key by its ARN. An id is a key of the account in the region.</summary>
    public static string KeyOf(string region, string account, string key) =>
        key.StartsWith("arn:", StringComparison.Ordinal) ? key
        : key.StartsWith("alias/", StringComparison.Ordinal) ? $"arn:aws:kms:{region}:{account}:{key}"
        : $"arn:aws:kms:{region}:{account}:key/{key}";

    /// <summary>The key that AWS makes for each account and region (<c>alias/aws/ebs</c>): always the same one.</summary>
    public static string DefaultKey(string region, string account)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"aws/ebs of {account} in {region}"));
        var dice = new Dice(BinaryPrimitives.ReadUInt64LittleEndian(hash));
        return $"arn:aws:kms:{region}:{account}:key/{dice.Uuid()}";
    }
}
