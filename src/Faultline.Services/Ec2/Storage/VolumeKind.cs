using System.Globalization;
using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Storage;

/// <summary>
/// A type of volume by its limits: GiB, operations a second (none where they cannot be chosen), and MiB/s ("Amazon EBS
/// volume types" in the EBS user guide).
/// </summary>
internal sealed record VolumeKind(string Name, int SizeMin, int SizeMax)
{
    /// <summary>What a caller gets who names no type (CreateVolume in the API reference).</summary>
    public const string Default = VolumeType.Gp2;

    private const double ThroughputForIops = 0.25;

    public (int Min, int Max)? Iops { get; init; }

    /// <summary>What there is at most for each GiB.</summary>
    public int IopsForGiB { get; init; }

    public (int Min, int Max)? Throughput { get; init; }

    private static readonly VolumeKind[] all =
    [
        new(VolumeType.Standard, 1, 1024),
        new(VolumeType.Gp2, 1, 16_384),
        new(VolumeType.Gp3, 1, 65_536) { Iops = (3000, 80_000), IopsForGiB = 500, Throughput = (125, 2000) },
        new(VolumeType.Io1, 4, 16_384) { Iops = (100, 64_000), IopsForGiB = 50 },
        new(VolumeType.Io2, 4, 65_536) { Iops = (100, 256_000), IopsForGiB = 1000 },
        new(VolumeType.St1, 125, 16_384),
        new(VolumeType.Sc1, 125, 16_384),
    ];

    private bool IsProvisioned => Iops is not null && Throughput is null;

    public static VolumeKind Find(string name) =>
        Array.Find(all, kind => kind.Name == name) ?? throw Refusal.Value($"Invalid volume type: {name}");

    /// <summary>Checks what is asked of a volume; gives operations and MiB/s as they will be shown.</summary>
    public (int? Iops, int? Throughput) Check(int size, int? iops, int? throughput)
    {
        if (size < SizeMin)
        {
            throw Refusal.Value(
                $"Volume of {size}GiB is too small for volume type {Name}; minimum is {SizeMin}GiB.");
        }

        if (size > SizeMax)
        {
            throw Refusal.Value(
                $"Volume of {size}GiB is too large for volume type {Name}; maximum is {SizeMax}GiB.");
        }

        var given = CheckIops(size, iops);
        return (given, CheckThroughput(given, throughput));
    }

    private int? CheckIops(int size, int? asked)
    {
        if (Iops is not var (min, max))
        {
            if (asked is not null)
            {
                throw StorageRefusal.Combination($"The parameter iops is not supported for {Name} volumes.");
            }

            // "3 IOPS per GiB, with a minimum of 100 and a maximum of 16,000"; of the others none is shown.
            return Name == VolumeType.Gp2 ? Math.Clamp(3 * size, 100, 16_000) : null;
        }

        if (asked is not { } iops)
        {
            return IsProvisioned
                ? throw StorageRefusal.MissingParameter($"The parameter iops must be specified for {Name} volumes.")
                : min;
        }

        if (iops < min || iops > max)
        {
            throw Refusal.Value(iops < min
                ? $"Volume iops of {iops} is too low; minimum is {min}."
                : $"Volume iops of {iops} is too high; maximum is {max}.");
        }

        var ratio = (double)iops / size;
        return iops == min || ratio <= IopsForGiB
            ? iops
            : throw Refusal.Value(string.Create(
                CultureInfo.InvariantCulture,
                $"Iops to volume size ratio of {ratio:F6} is too high; maximum is {IopsForGiB}"));
    }

    private int? CheckThroughput(int? iops, int? asked)
    {
        if (Throughput is not var (min, max))
        {
            return asked is null
                ? null
                : throw StorageRefusal.Combination($"The parameter throughput is not supported for {Name} volumes.");
        }

        var throughput = asked ?? min;
        if (throughput < min || throughput > max)
        {
            throw Refusal.Value(throughput < min
                ? $"Throughput of {throughput} MiBps is too low; minimum is {min} MiBps."
                : $"Throughput of {throughput} MiBps is too high; maximum is {max} MiBps.");
        }

        var ratio = (double)throughput / iops!.Value;
        return ratio <= ThroughputForIops
            ? throughput
            : throw Refusal.Value(string.Create(
                CultureInfo.InvariantCulture,
                $"Throughput (MiBps) to iops ratio of {ratio:F6} is too high; maximum is 0.250000 MiBps per iops."));
    }
}
