using Faultline.Simulation;

namespace Faultline.Drills.Stories;

/// <summary>
/// A zone is cut off from everything: what runs in it lives and reaches nobody, the others do its work, and when it is
/// joined again it goes on where it was.
/// </summary>
internal static class ZoneIsolation
{
    public static async Task Play(World world)
    {
        var stage = new Stage(world);
        await stage.Start();
        var traffic = new Traffic(stage, stage.Region(Stage.Here));
        await traffic.Begin();
        await world.Delay(stage.Seconds(1, 6));

        var zone = stage.SomeZone();
        var consumer = world.Host($"{zone}-h2");
        await stage.Begin("zone-isolation", TimeSpan.FromSeconds(25), ("zone", zone.Name), ("from", "everything"));
        await world.Delay(TimeSpan.FromSeconds(5));
        var (cutOff, others) = Handled();
        await world.Delay(TimeSpan.FromSeconds(15));
        var (cutOffLater, othersLater) = Handled();
        if (cutOffLater != cutOff)
        {
            throw stage.Broken($"A consumer in {zone} was reached although the zone is cut off.");
        }

        if (othersLater == others)
        {
            throw stage.Broken("The other zones did not go on.");
        }

        if (!stage.Geography.IsUp(consumer))
        {
            throw stage.Broken("A host that was only cut off died.");
        }

        await stage.AllIsWell();
        await world.Delay(TimeSpan.FromSeconds(20));
        if (Handled().CutOff == cutOffLater)
        {
            throw stage.Broken($"{zone} was joined again and does nothing.");
        }

        await traffic.End();

        (int CutOff, int Others) Handled() => (
            traffic.HandledIn(zone), stage.Zones().Where(other => other != zone).Sum(traffic.HandledIn));
    }
}
