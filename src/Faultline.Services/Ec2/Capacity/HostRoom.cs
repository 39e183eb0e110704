using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Types;

namespace Faultline.Services.Ec2.Capacity;

/// <summary>The hosts' room in the measure of instance types. Pure.</summary>
internal sealed class HostRoom(Atlas atlas)
{
    private readonly Room room = new(atlas);

    /// <summary>Room was taken or given since whoever keeps it said that it was not.</summary>
    public bool IsTouched { get; set; }

    /// <summary>Takes room for an instance on a host of the zone that will do; gives its name, or null.</summary>
    public string? Take(Domain zone, string type, double left, Predicate<Domain> willDo)
    {
        IsTouched = true;
        return room.Take(zone, SizeOf(type), left, willDo)?.Name;
    }

    /// <summary>Notes room that was taken before.</summary>
    public void Occupy(string host, string type)
    {
        IsTouched = true;
        if (Find(host) is { } place)
        {
            room.Occupy(place, SizeOf(type));
        }
    }

    public void Give(string host, string type)
    {
        IsTouched = true;
        if (Find(host) is { } place)
        {
            room.Give(place, SizeOf(type));
        }
    }

    public void Clear() => room.Clear();

    public HostSize TakenOf(Domain host) => room.TakenOf(host);

    /// <summary>The host of that name; a world that was drawn smaller since may not have it any more.</summary>
    public Domain? Find(string host) => atlas.TryFind(host, out var place) ? place : null;

    private static HostSize SizeOf(string type) => InstanceTypes.Find(type) is { } facts
        ? new(facts.Vcpus, (int)facts.MemoryMiB)
        : throw new InvariantBroken($"There is no instance type {type}.");
}
