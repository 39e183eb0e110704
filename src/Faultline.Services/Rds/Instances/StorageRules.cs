using Faultline.Api.Rds;

namespace Faultline.Services.Rds.Instances;

/// <summary>
/// Which storage an instance may have ("Amazon RDS DB instance storage", user guide; CreateDBInstance, API reference).
/// How fast a type is in AWS is only stored: an instance is as fast as this machine.
/// </summary>
internal static class StorageRules
{
    public const string Gp2 = "gp2";
    public const string Gp3 = "gp3";
    public const string Io1 = "io1";
    public const string Io2 = "io2";
    public const string Magnetic = "standard";

    /// <summary>Below this size a gp3 volume has what it has, and nothing can be provisioned.</summary>
    private const int Gp3Striped = 400;

    private const int GrowthPercent = 10;

    public static IReadOnlyList<StorageKind> All { get; } =
    [
        new(Gp2, 20, 65_536),
        new(Gp3, 20, 65_536) { Iops = (12_000, 64_000), Throughput = (500, 4_000) },
        new(Io1, 100, 65_536) { Iops = (1_000, 256_000), RatioMax = 50 },
        new(Io2, 100, 65_536) { Iops = (1_000, 256_000), RatioMax = 1_000 },
        new(Magnetic, 5, 3_072),
    ];

    public static string Unasked(int? iops) => iops is null ? Gp3 : Io1;

    /// <summary>Refuses what is not to be had together.</summary>
    public static void Check(string type, int? size, int? iops, int? throughput, int? growsTo)
    {
        var kind = All.FirstOrDefault(each => each.Type == type)
            ?? throw Refusal.Invalid($"Invalid storage type: {type}");
        if (size is not { } allocated)
        {
            throw Refusal.Invalid("The parameter AllocatedStorage must be provided and must not be null.");
        }

        if (allocated < kind.Min || allocated > kind.Max)
        {
            throw WrongSize(type, allocated);
        }

        CheckSpeed(kind, allocated, iops, throughput);
        if (growsTo is { } most)
        {
            CheckMost(kind, allocated, most);
        }
    }

    /// <summary>
    /// How far it may grow by itself: at least a tenth ("Managing capacity automatically with Amazon RDS storage
    /// autoscaling", user guide).
    /// </summary>
    public static void CheckMost(string type, int allocated, int most)
    {
        if (All.FirstOrDefault(each => each.Type == type) is { } kind)
        {
            CheckMost(kind, allocated, most);
        }
    }

    private static void CheckMost(StorageKind kind, int allocated, int most)
    {
        if (most <= allocated)
        {
            throw Refusal.Combination("Max storage size must be greater than storage size");
        }

        if (most > kind.Max || most * 100L < allocated * (100L + GrowthPercent))
        {
            throw Refusal.Combination(
                $"Invalid max storage size for engine name postgres and storage type {kind.Type}: {most}");
        }
    }

    public static Wire.AwsError WrongSize(string type, int size) =>
        Refusal.Combination($"Invalid storage size for engine name postgres and storage type {type}: {size}");

    /// <summary>
    /// What is allocated if more is asked for: "values that aren't at least 10% greater than the existing value are
    /// rounded up" (ModifyDBInstance, API reference).
    /// </summary>
    public static int Grown(string type, int from, int asked) =>
        asked == from ? from
        : asked < from ? throw WrongSize(type, asked)
        : Math.Max(asked, (int)Math.Ceiling(from * (100 + GrowthPercent) / 100.0));

    /// <summary>What a volume has that nothing was provisioned for.</summary>
    public static (int? Iops, int? Throughput) Baseline(string type, int size) => type switch
    {
        Gp3 when size < Gp3Striped => (3_000, 125),
        Gp3 => (12_000, 500),
        _ => (null, null),
    };

    private static void CheckSpeed(StorageKind kind, int size, int? iops, int? throughput)
    {
        if (kind.Type == Gp3 && size < Gp3Striped && ((iops ?? 3_000) != 3_000 || (throughput ?? 125) != 125))
        {
            throw Refusal.Combination(
                "You can't specify IOPS or storage throughput for engine postgres and a storage size less than "
                + $"{Gp3Striped}.");
        }

        if (kind.Type is Io1 or Io2 && iops is null)
        {
            throw Refusal.Combination(
                $"You must specify both the storage size and iops for a DB instance with storage type {kind.Type}.");
        }

        if (iops is not null && kind.Iops is null)
        {
            throw Refusal.Combination($"You can't specify IOPS for storage type {kind.Type}.");
        }

        if (throughput is not null && kind.Throughput is null)
        {
            throw Refusal.Combination($"You can't specify storage throughput for storage type {kind.Type}.");
        }

        if (kind.Type == Gp3 && size < Gp3Striped)
        {
            return;
        }

        if (kind.Iops is { } range && iops is { } asked && (asked < range.From || asked > range.To))
        {
            throw Refusal.Combination(
                $"Invalid iops value {asked} for engine name postgres and storage type {kind.Type}: it must be from "
                + $"{range.From} to {range.To}.");
        }

        if (kind.RatioMax is { } most && iops > size * (long)most)
        {
            throw Refusal.Combination($"The IOPS to GiB ratio must be between 0.5 and {most}");
        }

        if (kind.Throughput is { } speeds && throughput is { } speed && (speed < speeds.From || speed > speeds.To))
        {
            throw Refusal.Combination(
                $"Invalid storage throughput value {speed} for engine name postgres and storage type {kind.Type}: it "
                + $"must be from {speeds.From} to {speeds.To}.");
        }
    }
}

/// <summary>A type of storage, and between which sizes in GiB it is to be had.</summary>
internal sealed record StorageKind(string Type, int Min, int Max)
{
    public (int From, int To)? Iops { get; init; }

    public (int From, int To)? Throughput { get; init; }

    /// <summary>The most operations a second for each GiB.</summary>
    public int? RatioMax { get; init; }
}
