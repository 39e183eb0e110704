using Faultline.Api.Sqs;
using Faultline.Simulation;
using Faultline.Wire;

namespace Faultline.Stories.Sqs;

/// <summary>FIFO queues under crashes and bad links.</summary>
public sealed class FifoQueueStories
{
    [Fact]
    public void Each_group_comes_in_order_and_each_message_once() => Explore.Seeds(200, async world =>
    {
        var scene = new Scene(world, fifo: true);
        await scene.Server.Start();
        var observer = scene.Observer();
        var url = await observer.Make("orders.fifo", scene.Attributes(fifo: true));
        var senders = Enumerable.Range(0, 3).Select(i => Send(world, scene, url, $"g{i}", 12)).ToList();
        var receivers = Enumerable.Range(0, 3).Select(_ => Work(world, scene, url)).ToList();
        await Task.WhenAll([scene.Trouble(), .. senders, .. receivers]);

        await scene.Drain(observer, url);
        var lost = scene.Ledger.Acknowledged.Except(scene.Ledger.Seen).ToList();
        if (lost.Count > 0)
        {
            throw scene.Ledger.Broken(
                $"{lost.Count} acknowledged messages were never given: {string.Join(", ", lost)}");
        }
    });

    /// <summary>Sends a group's messages, each again under its id until it is acknowledged, before the next.</summary>
    private static async Task Send(World world, Scene scene, string url, string group, int count)
    {
        var client = scene.Client();
        for (var i = 1; i <= count; i++)
        {
            await world.Delay(world.Below(TimeSpan.FromMilliseconds(600)));
            var result = await client.Ask<SendMessageResult>("SendMessage", new SendMessageRequest
            {
                QueueUrl = url,
                MessageBody = $"{group}:{i}",
                MessageGroupId = group,
                MessageDeduplicationId = $"{group}:{i}",
            });
            scene.Ledger.Acknowledged.Add(result.MessageId!);
        }
    }

    /// <summary>Receives, with an attempt id or without, and deletes: now and then too late or not at all.</summary>
    private static async Task Work(World world, Scene scene, string url)
    {
        var client = scene.Client();
        for (var end = world.Now + TimeSpan.FromSeconds(15); world.Now < end;)
        {
            foreach (var message in await Receive(world, client, url))
            {
                await world.Delay(world.Below(TimeSpan.FromMilliseconds(500)));
                if (world.Dice.Chance(0.3))
                {
                    break;
                }

                await TryDelete(scene, client, url, message);
            }
        }
    }

    /// <summary>Asks once and perhaps hears nothing; or under an attempt id until it hears what it was given.</summary>
    private static async Task<List<Message>> Receive(World world, Client client, string url)
    {
        var wait = world.Dice.Below(4);
        var request = Scene.Receive(url, 1 + world.Dice.Below(10), wait);
        if (world.Dice.Chance(0.5))
        {
            return (await client.TryAsk<ReceiveMessageResult>(
                "ReceiveMessage", request, TimeSpan.FromSeconds(wait)))?.Messages ?? [];
        }

        request.ReceiveRequestAttemptId = $"attempt-{world.Dice.Next()}";
        try
        {
            return (await client.Ask<ReceiveMessageResult>(
                "ReceiveMessage", request, TimeSpan.FromSeconds(wait))).Messages ?? [];
        }
        catch (AwsError over) when (over.Code == "InvalidParameterValue")
        {
            // Some of what it was given was changed in between, by a request that came twice: no attempt any more.
            return [];
        }
    }

    private static async Task TryDelete(Scene scene, Client client, string url, Message message)
    {
        scene.Ledger.Deleting(message);
        try
        {
            await client.Delete(url, message);
            scene.Ledger.Deleted(message);
        }
        catch (AwsError late) when (late.Code == "InvalidParameterValue")
        {
            // The visibility timeout ended first: the message comes again, here or elsewhere.
        }
    }
}
