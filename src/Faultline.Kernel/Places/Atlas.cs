using System.Diagnostics.CodeAnalysis;

namespace Faultline.Kernel.Places;

/// <summary>
/// The map of the world: its regions with their zones, racks and hosts, the edge locations, and the world outside. It
/// never changes while a server runs.
/// </summary>
public sealed class Atlas
{
    private readonly Dictionary<string, Domain> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RegionFacts> facts = new(StringComparer.Ordinal);

    private Atlas(AtlasOptions options)
    {
        Options = options;
        Everything = Add(new Domain(DomainKind.Everything, "everything", null));
        Outside = Add(new Domain(DomainKind.Outside, "outside", Everything));
        foreach (var region in options.Regions)
        {
            AddRegion(region);
        }

        foreach (var edge in EdgeFacts.All)
        {
            Add(new Domain(DomainKind.Edge, edge.Code, Everything));
        }

        Everything.Number(0);
        Regions = [.. Everything.All(DomainKind.Region)];
        Zones = [.. Everything.All(DomainKind.Zone)];
    }

    public AtlasOptions Options { get; }

    public Domain Everything { get; }

    /// <summary>Where clients are who are not in the cloud.</summary>
    public Domain Outside { get; }

    public IReadOnlyList<Domain> Regions { get; }

    public IReadOnlyList<Domain> Zones { get; }

    /// <summary>All the names that a fault can be aimed at.</summary>
    public IEnumerable<string> Names => byName.Keys;

    /// <summary>Draws the map. The options have been checked.</summary>
    public static Atlas Draw(AtlasOptions options) => new(options);

    public bool TryFind(string name, [NotNullWhen(true)] out Domain? place) => byName.TryGetValue(name, out place);

    public Domain? Region(string name) =>
        byName.TryGetValue(name, out var place) && place.Kind == DomainKind.Region ? place : null;

    public RegionFacts FactsOf(Domain region) => facts[region.Name];

    /// <summary>What a host holds when it is empty.</summary>
    public HostSize SizeOf(Domain host) =>
        Options.Sizes.GetValueOrDefault(host.Zone!.Name, Options.Size);

    /// <summary>How long a message takes from one place to the other when all is well.</summary>
    public TimeSpan Latency(Domain from, Domain to) => Latencies.Between(this, from, to);

    private void AddRegion(RegionFacts region)
    {
        facts.Add(region.Name, region);
        var here = Add(new Domain(DomainKind.Region, region.Name, Everything));
        foreach (var id in region.ZoneIds)
        {
            var zone = Add(new Domain(DomainKind.Zone, id, here));
            var hosts = Options.HostsIn(id);
            var racks = Math.Min(Options.RacksInZone, hosts);
            var rows = Enumerable.Range(1, racks)
                .Select(rack => Add(new Domain(DomainKind.Rack, $"{id}-r{rack}", zone)))
                .ToArray();
            for (var host = 1; host <= hosts; host++)
            {
                Add(new Domain(DomainKind.Host, $"{id}-h{host}", rows[(host - 1) % racks]));
            }
        }
    }

    private Domain Add(Domain place)
    {
        byName.Add(place.Name, place);
        return place;
    }
}
