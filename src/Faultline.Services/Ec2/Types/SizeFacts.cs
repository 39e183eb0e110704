using System.Globalization;

namespace Faultline.Services.Ec2.Types;

/// <summary>What a size such as <c>large</c> adds to what its family says.</summary>
internal sealed record SizeFacts
{
    private const string Letters = "defsqpvnhioFa";

    public required string Name { get; init; }

    public required int Vcpus { get; init; }

    /// <summary>Null where the family's rule gives it.</summary>
    public double? GiB { get; init; }

    public required int Interfaces { get; init; }

    public required int AddressesPerInterface { get; init; }

    /// <summary>In Gbit/s.</summary>
    public required Span Network { get; init; }

    /// <summary>AWS's words, where they are not the figure.</summary>
    public string? NetworkWords { get; init; }

    /// <summary>In Mbit/s and operations a second; null where no bandwidth is set aside for EBS.</summary>
    public (Span Mbps, Span Iops)? Ebs { get; init; }

    public required int Volumes { get; init; }

    /// <summary>Empty where there is nothing to choose.</summary>
    public required IReadOnlyList<int> ValidCores { get; init; }

    public SizeTraits Traits { get; init; }

    /// <summary>Null where it is the family's.</summary>
    public double? GHz { get; init; }

    public (int Count, long GB)? Disks { get; init; }

    public bool IsMetal => Name.StartsWith("metal", StringComparison.Ordinal);

    public bool Has(SizeTraits trait) => (Traits & trait) != 0;

    /// <summary>Reads a line of <see cref="InstanceTable"/>.</summary>
    public static SizeFacts Read(string line)
    {
        if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not
            [var name, var cpus, var interfaces, var network, var ebs, var volumes, var cores, var traits, .. var more])
        {
            throw new FormatException(line);
        }

        var (vcpus, gib) = Two(cpus, '/');
        var (count, addresses) = Two(interfaces, 'x');
        var words = network.IndexOf(':', StringComparison.Ordinal);
        return new()
        {
            Name = name,
            Vcpus = (int)vcpus,
            GiB = gib,
            Interfaces = (int)count,
            AddressesPerInterface = (int)addresses!,
            NetworkWords = words < 0 ? null : network[..words].Replace('_', ' '),
            Network = Span.Read(network[(words + 1)..]),
            Ebs = ebs == "-" ? null : ReadEbs(ebs),
            Volumes = int.Parse(volumes, CultureInfo.InvariantCulture),
            ValidCores = cores == "-" ? [] : [.. cores.Split(',').SelectMany(Steps)],
            Traits = traits == "-" ? SizeTraits.None
                : traits.Aggregate(SizeTraits.None, (all, letter) => all | (SizeTraits)(1 << Letters.IndexOf(letter))),
            GHz = Array.Find(more, word => word[0] == '@') is { } ghz ? Number(ghz[1..]) : null,
            Disks = Array.Find(more, word => word[0] != '@') is { } disks && Two(disks, 'x') is var (number, size)
                ? ((int)number, (long)size!)
                : null,
        };
    }

    private static (Span Mbps, Span Iops) ReadEbs(string text)
    {
        var (always, most) = (text.Split('-')[0], text.Split('-')[^1]);
        var ((mbps, iops), (mbpsMost, iopsMost)) = (Two(always, '/'), Two(most, '/'));
        return (new(mbps, mbpsMost), new(iops!.Value, iopsMost!.Value));
    }

    /// <summary>One number, or from one to another, or so in steps: <c>6</c>, <c>1-8</c>, <c>2-16/2</c>.</summary>
    private static IEnumerable<int> Steps(string text)
    {
        var (ends, step) = text.Split('/') is [var range, var by] ? (range, Number(by)) : (text, 1);
        var (first, last) = Two(ends, '-');
        for (var at = (int)first; at <= (last ?? first); at += (int)step)
        {
            yield return at;
        }
    }

    private static (double First, double? Second) Two(string text, char between) =>
        text.Split(between) is [var first, var second] ? (Number(first), Number(second)) : (Number(text), null);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>What there is always, and what there is at most, for a while.</summary>
    internal readonly record struct Span(double Always, double Most)
    {
        public static Span Read(string text)
        {
            var (always, most) = Two(text, '-');
            return new(always, most ?? always);
        }
    }
}

/// <summary>The traits of sizes, in the order of their letters in the table.</summary>
[Flags]
internal enum SizeTraits
{
    None = 0,

    /// <summary>d: dedicated hosts.</summary>
    DedicatedHosts = 1 << 0,

    /// <summary>e: Nitro enclaves.</summary>
    Enclaves = 1 << 1,

    /// <summary>f: an elastic fabric adapter.</summary>
    Fabric = 1 << 2,

    /// <summary>s: ENA Express.</summary>
    EnaExpress = 1 << 3,

    /// <summary>q: flexible ENA queues.</summary>
    FlexibleQueues = 1 << 4,

    /// <summary>p: AMD SEV-SNP.</summary>
    ProtectedMemory = 1 << 5,

    /// <summary>v: nested virtualization.</summary>
    NestedVirtualization = 1 << 6,

    /// <summary>n: never hibernates.</summary>
    NeverHibernates = 1 << 7,

    /// <summary>h: hibernates, large as it is.</summary>
    AlwaysHibernates = 1 << 8,

    /// <summary>i: 32 bits too.</summary>
    I386 = 1 << 9,

    /// <summary>o: on demand only, never spot.</summary>
    OnDemandOnly = 1 << 10,

    /// <summary>F: in the free tier.</summary>
    FreeTier = 1 << 11,

    /// <summary>a: has ENA where the family has none.</summary>
    Ena = 1 << 12,
}
