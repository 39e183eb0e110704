namespace Faultline.Kernel.Places;

/// <summary>
/// What is taken of the hosts' room. Pure: it is asked and told, and remembers. In a zone the emptiest host is taken
/// first, so that what is launched together lies apart.
/// </summary>
public sealed class Room(Atlas atlas)
{
    private readonly Dictionary<Domain, HostSize> taken = [];

    /// <summary>
    /// Takes room on a host of the zone, if there is any within the share that is left of it; gives the host, or null.
    /// </summary>
    public Domain? Take(Domain zone, HostSize size, double left = 1)
    {
        var hosts = zone.All(DomainKind.Host).ToList();
        var (inUse, inAll) = (hosts.Sum(host => TakenOf(host).Vcpus), hosts.Sum(host => atlas.SizeOf(host).Vcpus));
        if (inUse + size.Vcpus > inAll * left)
        {
            return null;
        }

        var emptiest = hosts.Where(host => Fits(host, size)).MinBy(host => TakenOf(host).Vcpus);
        if (emptiest is not null)
        {
            var before = TakenOf(emptiest);
            taken[emptiest] = new(before.Vcpus + size.Vcpus, before.MemoryMiB + size.MemoryMiB);
        }

        return emptiest;
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

    public HostSize TakenOf(Domain host) => taken.GetValueOrDefault(host);

    private bool Fits(Domain host, HostSize size)
    {
        var (all, used) = (atlas.SizeOf(host), TakenOf(host));
        return used.Vcpus + size.Vcpus <= all.Vcpus && used.MemoryMiB + size.MemoryMiB <= all.MemoryMiB;
    }
}
