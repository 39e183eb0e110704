using Faultline.Kernel.Places;
using Faultline.Simulation;

namespace Faultline.Drills.Stories;

/// <summary>
/// A zone is short of capacity: launches there are refused and go to the other zones; no host ever holds more than it
/// can; when the shortage is over the zone is used again.
/// </summary>
internal static class CapacityShortage
{
    private const string Type = "m5.large";
    private const int Vcpus = 2;
    private const int MemoryMiB = 8 * 1024;

    public static async Task Play(World world)
    {
        var stage = new Stage(world);
        await stage.Start();
        var room = new Room(stage.Atlas);
        var zone = stage.SomeZone();
        await stage.Begin("capacity-shortage", stage.Seconds(5, 10), ("place", zone.Name));
        for (var number = 0; number < 12; number++)
        {
            if (Launch(stage, room, zone) is not null)
            {
                throw stage.Broken($"An instance was launched in {zone}, which is short of capacity.");
            }

            if (stage.Zones().Where(other => other != zone).All(other => Launch(stage, room, other) is null))
            {
                throw stage.Broken("The other zones took no launch.");
            }
        }

        await stage.AllIsWell();
        var launched = 0;
        while (Launch(stage, room, zone) is not null)
        {
            launched++;
        }

        var hosts = zone.All(DomainKind.Host).Count();
        if (launched != hosts * (8 / Vcpus))
        {
            throw stage.Broken($"{launched} instances fit into {hosts} empty hosts of {zone}.");
        }
    }

    private static Domain? Launch(Stage stage, Room room, Domain zone) =>
        room.Take(zone, new(Vcpus, MemoryMiB), stage.View.Capacity(zone, Type));
}
