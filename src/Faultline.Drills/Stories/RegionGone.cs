using Faultline.Api.Sqs;
using Faultline.Simulation;

namespace Faultline.Drills.Stories;

/// <summary>A region goes away, with its services, and comes back with all that it acknowledged.</summary>
internal static class RegionGone
{
    public static async Task Play(World world)
    {
        var stage = new Stage(world);
        await stage.Start();
        var region = stage.Region(Stage.Here);
        var traffic = new Traffic(stage, region);
        await traffic.Begin();
        await world.Delay(stage.Seconds(2, 12));

        await stage.Begin("region-gone", stage.Seconds(3, 30), ("region", Stage.Here), ("return", "5s"));
        if (stage.Geography.IsUp(region.Host))
        {
            throw stage.Broken($"{Stage.Here} is gone and its services have power.");
        }

        var far = new Client(stage, region, stage.Geography.Put("far", $"{stage.Zones(Stage.There)[0]}-h1"));
        try
        {
            await far.Once("ListQueues", new ListQueuesRequest());
            throw stage.Broken($"{Stage.Here} is gone and answers.");
        }
        catch (NoAnswer)
        {
            // So it should be.
        }

        await stage.AllIsWell();
        await far.Ask<ListQueuesResult>("ListQueues", new ListQueuesRequest());
        await world.Delay(TimeSpan.FromSeconds(10));
        await traffic.End();
    }
}
