using Faultline.Api.Sqs;
using Faultline.Simulation;

namespace Faultline.Stories.Sqs;

/// <summary>Standard queues under crashes and bad links.</summary>
public sealed class StandardQueueStories
{
    [Fact]
    public void What_was_acknowledged_is_received_and_nothing_before_its_hour() => Explore.Seeds(200, async world =>
    {
        var scene = new Scene(world);
        await scene.Server.Start();
        var observer = scene.Observer();
        var url = await observer.Make("jobs", scene.Attributes());
        var senders = Enumerable.Range(0, 2).Select(i => Send(world, scene, url, $"s{i}", 15)).ToList();
        var receivers = Enumerable.Range(0, 3).Select(_ => Work(world, scene, url)).ToList();
        await Task.WhenAll([scene.Trouble(), .. senders, .. receivers]);

        var left = await scene.Drain(observer, url);
        var lost = scene.Ledger.Acknowledged.Except(scene.Ledger.Seen).ToList();
        if (lost.Count > 0)
        {
            throw scene.Ledger.Broken(
                $"{lost.Count} acknowledged messages were never given: {string.Join(", ", lost)}");
        }

        if (left.Select(message => message.MessageId).Distinct().Count() != left.Count)
        {
            throw scene.Ledger.Broken("A message came again after it was deleted.");
        }
    });

    [Fact]
    public void A_message_that_fails_too_often_is_in_the_dead_letter_queue_once() => Explore.Seeds(200, async world =>
    {
        var scene = new Scene(world);
        await scene.Server.Start();
        var observer = scene.Observer();
        var dead = await observer.Make("dead", scene.Attributes());
        var attributes = scene.Attributes();
        var arn = $"arn:aws:sqs:{Server.RegionName}:{Client.Account}:dead";
        attributes["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{arn}}","maxReceiveCount":2}""";
        var url = await observer.Make("jobs", attributes);
        var sender = Send(world, scene, url, "poison", 12);
        var receivers = Enumerable.Range(0, 2).Select(_ => Fail(world, scene, url)).ToList();
        await Task.WhenAll([scene.Trouble(), sender, .. receivers]);

        await Exhaust(world, scene, observer, url);
        var moved = await scene.Drain(observer, dead);
        var ids = moved.Select(message => message.MessageId!).ToList();
        if (ids.Distinct().Count() != ids.Count || scene.Ledger.Acknowledged.Except(ids).Any())
        {
            throw scene.Ledger.Broken(
                $"{scene.Ledger.Acknowledged.Count} failed and {ids.Count} came to the dead-letter queue");
        }
    });

    [Fact]
    public void A_move_task_brings_every_message_back_once() => Explore.Seeds(200, async world =>
    {
        var scene = new Scene(world);
        await scene.Server.Start();
        var observer = scene.Observer();
        var dead = await observer.Make("dead", scene.Attributes());
        var attributes = scene.Attributes();
        var arn = $"arn:aws:sqs:{Server.RegionName}:{Client.Account}:dead";
        attributes["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{arn}}","maxReceiveCount":1}""";
        var url = await observer.Make("jobs", attributes);
        var count = 5 + world.Dice.Below(20);
        for (var i = 0; i < count; i++)
        {
            await observer.Ask("SendMessage", new SendMessageRequest { QueueUrl = url, MessageBody = $"{i}" });
        }

        await Exhaust(world, scene, observer, url);
        await observer.Ask("StartMessageMoveTask", new StartMessageMoveTaskRequest
        {
            SourceArn = arn,
            MaxNumberOfMessagesPerSecond = world.Dice.Chance(0.5) ? 1 + world.Dice.Below(5) : null,
        });

        // Without the policy: a receive whose answer a crash cuts off would send its messages back to where they came
        // from.
        await observer.Ask("SetQueueAttributes", new SetQueueAttributesRequest
        {
            QueueUrl = url,
            Attributes = new() { ["RedrivePolicy"] = "" },
        });
        await scene.Trouble();
        var task = await Finish(world, observer, arn);
        var back = await scene.Drain(observer, url);
        var bodies = back.Select(message => int.Parse($"{message.Body}")).Order().ToList();
        if (!bodies.SequenceEqual(Enumerable.Range(0, count)) || task.ApproximateNumberOfMessagesMoved != count)
        {
            throw scene.Ledger.Broken(
                $"Of {count} came back {string.Join(' ', bodies)}; the task says " +
                $"{task.ApproximateNumberOfMessagesMoved}.");
        }
    });

    private static async Task Send(World world, Scene scene, string url, string name, int count)
    {
        var client = scene.Client();
        for (var i = 0; i < count; i++)
        {
            await world.Delay(world.Below(TimeSpan.FromMilliseconds(600)));
            var result = await client.Ask<SendMessageResult>("SendMessage", new SendMessageRequest
            {
                QueueUrl = url,
                MessageBody = $"{name}:{i}",
                DelaySeconds = world.Dice.Chance(0.2) ? world.Dice.Below(3) : null,
            });
            scene.Ledger.Acknowledged.Add(result.MessageId!);
        }
    }

    /// <summary>Receives and deletes, now and then too late or not at all.</summary>
    private static async Task Work(World world, Scene scene, string url)
    {
        var client = scene.Client();
        for (var end = world.Now + TimeSpan.FromSeconds(15); world.Now < end;)
        {
            var wait = world.Dice.Below(4);
            var result = await client.TryAsk<ReceiveMessageResult>(
                "ReceiveMessage", Scene.Receive(url, 1 + world.Dice.Below(10), wait), TimeSpan.FromSeconds(wait));
            foreach (var message in result?.Messages ?? [])
            {
                await world.Delay(world.Below(TimeSpan.FromMilliseconds(500)));
                if (world.Dice.Chance(0.7))
                {
                    await client.Delete(url, message);
                }
            }

            await world.Delay(world.Below(TimeSpan.FromMilliseconds(500)));
        }
    }

    private static async Task Fail(World world, Scene scene, string url)
    {
        var client = scene.Client();
        for (var end = world.Now + TimeSpan.FromSeconds(15); world.Now < end;)
        {
            await client.TryAsk<ReceiveMessageResult>(
                "ReceiveMessage", Scene.Receive(url, wait: 1), TimeSpan.FromSeconds(1));
            await world.Delay(world.Below(TimeSpan.FromMilliseconds(500)));
        }
    }

    /// <summary>Receives without deleting until nothing is left, here or hidden.</summary>
    private static async Task Exhaust(World world, Scene scene, Client observer, string url)
    {
        while (true)
        {
            await observer.Ask("ReceiveMessage", Scene.Receive(url, wait: 1), TimeSpan.FromSeconds(1));
            var counts = (await observer.Ask<GetQueueAttributesResult>(
                "GetQueueAttributes",
                new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = ["All"] })).Attributes!;
            if (counts.Where(count => count.Key.StartsWith("ApproximateNumber")).All(count => count.Value == "0"))
            {
                return;
            }

            await world.Delay(scene.Visibility / 4);
        }
    }

    private static async Task<ListMessageMoveTasksResultEntry> Finish(World world, Client observer, string arn)
    {
        for (var end = world.Now + TimeSpan.FromMinutes(2); world.Now < end;)
        {
            var tasks = await observer.Ask<ListMessageMoveTasksResult>(
                "ListMessageMoveTasks", new ListMessageMoveTasksRequest { SourceArn = arn });
            if (tasks.Results is [{ Status: not "RUNNING" } ended])
            {
                return ended;
            }

            await world.Delay(TimeSpan.FromSeconds(1));
        }

        throw new StoryBroken("The move task does not end.");
    }
}
