using Faultline.Api.Sqs;
using Faultline.Simulation;
using Faultline.Wire;

namespace Faultline.Drills.Stories;

/// <summary>A control plane is frozen: no queue can be made, queues can be listed, and messages go on.</summary>
internal static class ControlPlaneFrozen
{
    public static async Task Play(World world)
    {
        var stage = new Stage(world);
        await stage.Start();
        var traffic = new Traffic(stage, stage.Region(Stage.Here));
        await traffic.Begin();
        var fault = await stage.Begin("control-plane-frozen", null, ("region", Stage.Here));
        var before = traffic.Acknowledged;
        await world.Delay(TimeSpan.FromSeconds(3));
        var observer = traffic.Observer();
        if (await Makes(observer))
        {
            throw stage.Broken("A queue was made although the control plane is frozen.");
        }

        await observer.Ask<ListQueuesResult>("ListQueues", new ListQueuesRequest());
        await world.Delay(TimeSpan.FromSeconds(3));
        if (traffic.Acknowledged == before)
        {
            throw stage.Broken("The data plane did not go on.");
        }

        await stage.Clear(order => order.Id == fault.Order.Id);
        if (!await Makes(observer))
        {
            throw stage.Broken("The control plane is still frozen.");
        }

        await traffic.End();
    }

    private static async Task<bool> Makes(Client client)
    {
        while (true)
        {
            try
            {
                await client.Once("CreateQueue", new CreateQueueRequest { QueueName = "another" });
                return true;
            }
            catch (AwsError frozen) when (frozen.Status == 503)
            {
                return false;
            }
            catch (NoAnswer)
            {
                // Lost on the way: ask again.
            }
        }
    }
}
