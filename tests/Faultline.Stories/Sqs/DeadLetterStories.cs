using Faultline.Api.Sqs;
using Faultline.Simulation;
using Faultline.Wire;

namespace Faultline.Stories.Sqs;

/// <summary>Poison in queues that always have other work: it leaves for the dead-letter queue, once.</summary>
public sealed class DeadLetterStories
{
    private const string DeadArn = $"arn:aws:sqs:{Server.RegionName}:{Client.Account}:dead";
    private const int Workers = 3;

    [Fact]
    public void Poison_leaves_a_queue_that_is_never_empty() =>
        Explore.Seeds(200, world => Live(world, fifo: false));

    [Fact]
    public void Poison_leaves_its_group_while_other_groups_are_busy() =>
        Explore.Seeds(200, world => Live(world, fifo: true));

    [Fact]
    public void What_a_receive_gives_is_its_callers_though_its_move_fails() => Explore.Seeds(50, async world =>
    {
        var scene = new Scene(world);
        await scene.Server.Start();
        var observer = scene.Observer();
        var (dead, url) = await Make(scene, observer, fifo: false, after: 1);
        await observer.Ask("SendMessage", new SendMessageRequest { QueueUrl = url, MessageBody = "poison" });
        await observer.Ask("ReceiveMessage", Scene.Receive(url, 1, 0));
        await world.Delay(scene.Visibility);
        await observer.Ask("SendMessage", new SendMessageRequest { QueueUrl = url, MessageBody = "work" });

        // The first act keeps what is given, the second moves the poison.
        using (scene.Server.Host.Disk.Begin(world.Dice.Chance(0.5) ? new FailWrites(2) : new FailSyncs(2)))
        {
            var given = await observer.TryAsk<ReceiveMessageResult>("ReceiveMessage", Scene.Receive(url, 1, 0));
            Assert.Equal("work", $"{Assert.Single(given?.Messages ?? []).Body}");
            Assert.Null(await observer.TryAsk<ReceiveMessageResult>("ReceiveMessage", Scene.Receive(url, 1, 0)));
        }

        await scene.Server.CrashAndStart(TimeSpan.FromSeconds(1));
        Assert.Empty(await scene.Drain(observer, url));
        var moved = await scene.Drain(observer, dead);
        Assert.Equal(["poison", "work"], moved.Select(message => $"{message.Body}").Order());
    });

    private static async Task Live(World world, bool fifo)
    {
        var scene = new Scene(world, fifo, goesDead: true);
        await scene.Server.Start();
        var observer = scene.Observer();
        var (dead, url) = await Make(scene, observer, fifo, after: 1 + world.Dice.Below(2));
        var groups = 1 + world.Dice.Below(3);
        for (var i = 0; i < 3 * groups; i++)
        {
            await Send(scene, observer, url, $"p{i / 3}", 1 + (i % 3), fifo);
        }

        var over = false;
        var workers = Enumerable.Range(0, Workers).Select(i => Work(world, scene, url, i, fifo, () => over)).ToList();
        var trouble = scene.Trouble();
        var moved = new Dictionary<string, string>();
        for (var end = world.Now + TimeSpan.FromMinutes(4); moved.Values.Count(IsPoison) < groups;)
        {
            if (world.Now > end)
            {
                throw scene.Ledger.Broken("Poison is kept in a queue that has other work.");
            }

            await Take(scene, observer, dead, moved);
            await world.Delay(TimeSpan.FromMilliseconds(500));
        }

        over = true;
        await Task.WhenAll([trouble, .. workers]);
        var left = await scene.Drain(observer, url);
        await scene.Drain(observer, dead);
        if (left.Any(message => IsPoison($"{message.Body}")) || moved.Values.Count(IsPoison) > groups)
        {
            throw scene.Ledger.Broken($"Of {groups} poison is more than one.");
        }

        if (scene.Ledger.Acknowledged.Except(scene.Ledger.Seen).ToList() is { Count: > 0 } lost)
        {
            throw scene.Ledger.Broken($"{lost.Count} acknowledged messages were never given.");
        }
    }

    /// <summary>The second of its group, which nobody deletes before it is dead.</summary>
    private static bool IsPoison(string body) => body.StartsWith('p') && body.EndsWith(":2");

    /// <summary>Takes out what has come to the dead-letter queue: each message once.</summary>
    private static async Task Take(Scene scene, Client observer, string dead, Dictionary<string, string> moved)
    {
        var result = await observer.Ask<ReceiveMessageResult>("ReceiveMessage", Scene.Receive(dead, wait: 0));
        foreach (var message in result.Messages ?? [])
        {
            if (await TryDelete(scene, observer, dead, message) && !moved.TryAdd(message.MessageId!, $"{message.Body}"))
            {
                throw scene.Ledger.Broken($"{message.Body} was moved twice.");
            }
        }
    }

    private static async Task<(string Dead, string Url)> Make(Scene scene, Client observer, bool fifo, int after)
    {
        var ending = fifo ? ".fifo" : "";
        var dead = await observer.Make($"dead{ending}", scene.Attributes(fifo));
        var attributes = scene.Attributes(fifo);
        attributes["RedrivePolicy"] =
            $$"""{"deadLetterTargetArn":"{{DeadArn}}{{ending}}","maxReceiveCount":{{after}}}""";
        return (dead, await observer.Make($"jobs{ending}", attributes));
    }

    /// <summary>Sends as much as it takes out, so that there is always more than anyone asks for.</summary>
    private static async Task Work(World world, Scene scene, string url, int worker, bool fifo, Func<bool> isOver)
    {
        const int Groups = 5;
        var client = scene.Client();
        var sent = new int[Groups];
        for (var i = 0; i < 2 * Groups; i++)
        {
            await Send(scene, client, url, $"w{worker}g{i % Groups}", ++sent[i % Groups], fifo);
        }

        while (!isOver())
        {
            var count = 1 + world.Dice.Below(3);
            for (var i = 0; i < count; i++)
            {
                var group = world.Dice.Below(Groups);
                await Send(scene, client, url, $"w{worker}g{group}", ++sent[group], fifo);
            }

            foreach (var message in await Receive(world, client, url, count, fifo))
            {
                if (!IsPoison($"{message.Body}"))
                {
                    await TryDelete(scene, client, url, message);
                }
            }

            await world.Delay(world.Below(TimeSpan.FromMilliseconds(300)));
        }
    }

    /// <summary>Asks once and perhaps hears nothing; or under an attempt id until it hears what it was given.</summary>
    private static async Task<List<Message>> Receive(World world, Client client, string url, int max, bool fifo)
    {
        var request = Scene.Receive(url, max, 0);
        if (!fifo || world.Dice.Chance(0.5))
        {
            return (await client.TryAsk<ReceiveMessageResult>("ReceiveMessage", request))?.Messages ?? [];
        }

        request.ReceiveRequestAttemptId = $"attempt-{world.Dice.Next()}";
        try
        {
            return (await client.Ask<ReceiveMessageResult>("ReceiveMessage", request)).Messages ?? [];
        }
        catch (AwsError over) when (over.Code == "InvalidParameterValue")
        {
            // Some of what it was given was moved in between: no attempt any more.
            return [];
        }
    }

    private static async Task<bool> TryDelete(Scene scene, Client client, string url, Message message)
    {
        scene.Ledger.Deleting(message);
        try
        {
            await client.Delete(url, message);
            scene.Ledger.Deleted(message);
            return true;
        }
        catch (AwsError late) when (late.Code == "InvalidParameterValue")
        {
            // The visibility timeout ended first: the message comes again, or was moved.
            return false;
        }
    }

    private static async Task Send(Scene scene, Client client, string url, string group, int number, bool fifo)
    {
        var body = $"{group}:{number}";
        var result = await client.Ask<SendMessageResult>("SendMessage", new SendMessageRequest
        {
            QueueUrl = url,
            MessageBody = body,
            MessageGroupId = fifo ? group : null,
            MessageDeduplicationId = fifo ? body : null,
        });
        scene.Ledger.Acknowledged.Add(result.MessageId!);
    }
}
