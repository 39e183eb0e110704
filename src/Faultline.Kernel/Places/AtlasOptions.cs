namespace Faultline.Kernel.Places;

/// <summary>How the world is drawn: which regions it has, and how many hosts of which size.</summary>
public sealed record AtlasOptions
{
    public const int HostsMax = 1000;

    public IReadOnlyList<RegionFacts> Regions { get; init; } = RegionFacts.All;

    /// <summary>Hosts in a zone for which nothing else is said.</summary>
    public int HostsInZone { get; init; } = 8;

    public int RacksInZone { get; init; } = 7;

    public HostSize Size { get; init; } = new(Vcpus: 96, MemoryMiB: 384 * 1024);

    /// <summary>Hosts in particular zones, by zone id.</summary>
    public IReadOnlyDictionary<string, int> Hosts { get; init; } = new Dictionary<string, int>();

    /// <summary>Sizes of the hosts in particular zones, by zone id.</summary>
    public IReadOnlyDictionary<string, HostSize> Sizes { get; init; } = new Dictionary<string, HostSize>();

    public int HostsIn(string zone) => Hosts.GetValueOrDefault(zone, HostsInZone);
}

/// <summary>What a host can hold.</summary>
public readonly record struct HostSize(int Vcpus, int MemoryMiB);
