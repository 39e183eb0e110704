namespace Faultline.Kernel.Places;

/// <summary>
/// What is taken of the hosts' room. Pure: it is asked and told, and remembers. In a zone the emptiest host is taken
/// first, so that what is launched together lies apart.
/// </summary>
public sealed class Room(Atlas atlas)
{
    private readonly Dictionary<Domain, HostSize> taken = [];

    /// <summary>
    /// Takes room on a host of the zone that will do, if there is any within the share that is left of the zone; gives
    /// the host, or null.
    /// </summary>
    public Domain? Take(Domain zone, HostSize size, double left = 1, Predicate<Domain>? willDo = null)
    {
        var hosts = zone.All(DomainKind.Host).ToList();
        var (inUse, inAll) = (hosts.Sum(host => TakenOf(host).Vcpus), hosts.Sum(host => atlas.SizeOf(host).Vcpus));
        if (inUse + size.Vcpus > inAll * left)
        {
            return null;
        }

        var emptiest = hosts
            .Where(host => Fits(host, size) && willDo?.Invoke(host) != false)
            .MinBy(host => TakenOf(host).Vcpus);
        if (emptiest is not null)
        {
            Occupy(emptiest, size);
        }

        return emptiest;
    }

    /// <summary>Notes room that was taken before, as by whoever is there when a server starts.</summary>
    public void Occupy(Domain host, HostSize size)
    {
        var before = TakenOf(host);
        taken[host] = new(before.Vcpus + size.Vcpus, before.MemoryMiB + size.MemoryMiB);
    }

    public void Give(Domain host, HostSize size)
    {
        var before = TakenOf(host);
        if (before.Vcpus < size.Vcpus || before.MemoryMiB < size.MemoryMiB)
        {
            throw new InvariantBroken($"More room of {host} is given back than was taken.");
        }

        taken[host] = new(before.Vcpus - size.Vcpus, before.MemoryMiB - size.MemoryMiB);
    }

    /// <summary>Nothing is taken.</summary>
    public void Clear() => taken.Clear();

    public HostSize TakenOf(Domain host) => taken.GetValueOrDefault(host);

    private bool Fits(Domain host, HostSize size)
    {
        var (all, used) = (atlas.SizeOf(host), TakenOf(host));
        return used.Vcpus + size.Vcpus <= all.Vcpus && used.MemoryMiB + size.MemoryMiB <= all.MemoryMiB;
    }
}
