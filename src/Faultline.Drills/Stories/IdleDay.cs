using Faultline.Simulation;

namespace Faultline.Drills.Stories;

/// <summary>A day in which nobody calls: what works by itself goes on, and costs next to nothing.</summary>
internal static class IdleDay
{
    public static async Task Play(World world)
    {
        var stage = new Stage(world);
        await stage.Start();
        var region = stage.Region(Stage.Here);
        var observer = new Client(stage, region, world.Host("observer"));
        await observer.Make("idle");
        await world.Delay(TimeSpan.FromDays(1));
        await observer.Make("idle");
    }
}
