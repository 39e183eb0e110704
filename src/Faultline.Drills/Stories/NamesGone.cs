using Faultline.Api.Sqs;
using Faultline.Simulation;

namespace Faultline.Drills.Stories;

/// <summary>The name of an endpoint resolves to nothing: who is connected goes on, who is not waits.</summary>
internal static class NamesGone
{
    public static async Task Play(World world)
    {
        var stage = new Stage(world);
        await stage.Start();
        var region = stage.Region(Stage.Here);
        var traffic = new Traffic(stage, region);
        await traffic.Begin();
        await world.Delay(stage.Seconds(2, 6));
        await stage.Begin("dns-gone", stage.Seconds(10, 20), ("region", Stage.Here), ("service", "sqs"));

        var before = traffic.Acknowledged;
        var late = new Client(stage, region, world.Host("late"));
        for (var tries = 0; tries < 5; tries++)
        {
            try
            {
                await late.Once("ListQueues", new ListQueuesRequest());
                throw stage.Broken("Somebody new was connected although the name resolves to nothing.");
            }
            catch (NoAnswer)
            {
                await world.Delay(TimeSpan.FromSeconds(1));
            }
        }

        if (traffic.Acknowledged == before)
        {
            throw stage.Broken("Connections that were open did not go on.");
        }

        await stage.AllIsWell();
        await late.Ask<ListQueuesResult>("ListQueues", new ListQueuesRequest());
        await traffic.End();
    }
}
