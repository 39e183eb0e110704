using Faultline.Kernel.Times;
using Faultline.Simulation;

namespace Faultline.Drills.Stories;

/// <summary>A zone is slow and loses some of what crosses its border: retries carry the work through.</summary>
internal static class ZoneGray
{
    public static async Task Play(World world)
    {
        var stage = new Stage(world);
        await stage.Start();
        var traffic = new Traffic(stage, stage.Region(Stage.Here));
        await traffic.Begin();
        var zone = stage.SomeZone();
        var latency = TimeSpan.FromMilliseconds(50 + world.Dice.Below(400));
        await stage.Begin(
            "zone-gray",
            stage.Seconds(20, 40),
            ("zone", zone.Name),
            ("latency", Spans.Text(latency)),
            ("jitter", Spans.Text(latency / 2)),
            ("loss", $"{world.Dice.Below(30)}%"));
        var state = stage.View.Link(zone, stage.Atlas.Region(Stage.Here)!);
        if (state.Mean != latency || stage.View.Link(zone.Children[0], zone.Children[1]).Mean != TimeSpan.Zero)
        {
            throw stage.Broken($"What crosses the border of {zone} is to be slow, and nothing within it.");
        }

        await stage.AllIsWell();
        if (stage.View.Link(zone, stage.Atlas.Region(Stage.Here)!) != default)
        {
            throw stage.Broken($"{zone} is still gray.");
        }

        await traffic.End();
    }
}
