using Faultline.Kernel.Places;
using Faultline.Simulation;

namespace Faultline.Drills.Stories;

/// <summary>
/// A zone loses power while messages flow. Its hosts die at once, the other zones go on, nothing that was acknowledged
/// is lost, and when power returns the hosts come back one by one.
/// </summary>
internal static class ZonePower
{
    public static async Task Play(World world)
    {
        var stage = new Stage(world);
        await stage.Start();
        var traffic = new Traffic(stage, stage.Region(Stage.Here));
        await traffic.Begin();
        await world.Delay(stage.Seconds(1, 10));

        var zone = stage.SomeZone();
        var hosts = zone.All(DomainKind.Host).ToList();
        await stage.Begin("zone-power", stage.Seconds(2, 20), ("zone", zone.Name), ("return", "10s"));
        if (hosts.Any(host => !stage.View.Host(host).Off))
        {
            throw stage.Broken($"Not every host of {zone} lost power at once.");
        }

        if (stage.Zones().Any(other => other != zone && stage.View.Host(other.Children[0].Children[0]).Off))
        {
            throw stage.Broken("A host of another zone lost power.");
        }

        var handled = traffic.HandledIn(zone);
        await OthersGoOn(stage, traffic, zone);
        var cameBack = await ComeBack(stage, hosts);
        if (traffic.HandledIn(zone) != handled && cameBack == 0)
        {
            throw stage.Broken($"Something in {zone} went on without power.");
        }

        await stage.AllIsWell();
        await world.Delay(TimeSpan.FromSeconds(5));
        await traffic.End();
    }

    private static async Task OthersGoOn(Stage stage, Traffic traffic, Domain zone)
    {
        var others = stage.Zones().Where(other => other != zone).ToList();
        var before = others.Sum(traffic.HandledIn);
        await stage.World.Delay(TimeSpan.FromSeconds(12));
        if (others.Sum(traffic.HandledIn) == before)
        {
            throw stage.Broken("The other zones did not go on.");
        }
    }

    /// <summary>Waits until all hosts have power; says at how many moments they got it.</summary>
    private static async Task<int> ComeBack(Stage stage, List<Domain> hosts)
    {
        var off = hosts.Count(host => stage.View.Host(host).Off);
        var moments = off < hosts.Count ? 1 : 0;
        while (off > 0)
        {
            await stage.World.Delay(TimeSpan.FromMilliseconds(100));
            var now = hosts.Count(host => stage.View.Host(host).Off);
            moments += now < off ? 1 : 0;
            off = now;
        }

        return moments > 0 ? moments : throw stage.Broken("No host came back.");
    }
}
