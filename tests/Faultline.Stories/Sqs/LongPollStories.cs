using Faultline.Api.Sqs;
using Faultline.Simulation;

namespace Faultline.Stories.Sqs;

/// <summary>Long polls: who waits, what wakes them, and what they leave behind.</summary>
public sealed class LongPollStories
{
    /// <summary>Enough for two answers of a disk that thinks for long, as it does now and then.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(450);

    [Fact]
    public void A_waiter_is_woken_by_a_message_at_once() => Explore.Seeds(50, async world =>
    {
        var (scene, client, url) = await Open(world);
        var poll = Poll(client, url);
        await world.Delay(TimeSpan.FromSeconds(7));
        Assert.False(poll.IsCompleted);
        await Send(client, url, "a");
        await world.Delay(Soon);
        Assert.Equal("a", $"{Assert.Single(await Now(poll)).Body}");
    });

    [Fact]
    public void A_waiter_gets_what_becomes_due_the_moment_it_does() => Explore.Seeds(50, async world =>
    {
        var (scene, client, url) = await Open(world);
        await Send(client, url, "a", delay: 5);
        var sent = world.Now;
        var polls = new[] { Poll(client, url), Poll(client, url) };
        var first = await Task.WhenAny(polls);
        Assert.Single(await Now(first));
        Assert.InRange((world.Now - sent).TotalSeconds, 4.9, 5.1);

        // The other gets it when the first lets its visibility timeout end.
        await Task.WhenAll(polls);
        Assert.InRange((world.Now - sent - scene.Visibility).TotalSeconds, 4.9, 5.1);
    });

    [Fact]
    public void A_wait_ends_empty_when_its_time_is_over() => Explore.Seeds(20, async world =>
    {
        var (_, client, url) = await Open(world);
        var begun = world.Now;
        Assert.Empty(await Poll(client, url, wait: 20));
        Assert.InRange((world.Now - begun).TotalSeconds, 20, 20.1);
    });

    [Fact]
    public void Waiters_are_served_in_the_order_in_which_they_came() => Explore.Seeds(50, async world =>
    {
        var (_, client, url) = await Open(world);
        var polls = new List<Task<List<Message>>>();
        for (var i = 0; i < 4; i++)
        {
            polls.Add(Poll(client, url));
            await world.Delay(Soon);
        }

        for (var i = 0; i < 4; i++)
        {
            Assert.All(polls.Skip(i), poll => Assert.False(poll.IsCompleted));
            await Send(client, url, $"{i}");
            await world.Delay(Soon);
            Assert.Equal($"{i}", $"{Assert.Single(await Now(polls[i])).Body}");
        }
    });

    [Fact]
    public void One_batch_wakes_as_many_as_it_can_feed() => Explore.Seeds(50, async world =>
    {
        var (_, client, url) = await Open(world);
        var polls = Enumerable.Range(0, 5).Select(_ => Poll(client, url)).ToList();
        await world.Delay(Soon);
        await client.Ask("SendMessageBatch", new SendMessageBatchRequest
        {
            QueueUrl = url,
            Entries = [.. Enumerable.Range(0, 5).Select(i => Entry($"{i}"))],
        });
        await world.Delay(Soon);
        static SendMessageBatchRequestEntry Entry(string name) => new() { Id = name, MessageBody = name };

        var bodies = polls.SelectMany(poll => Now(poll).Result).Select(message => $"{message.Body}");
        Assert.Equal(5, bodies.Distinct().Count());
    });

    [Fact]
    public void A_client_that_goes_takes_no_message_with_it() => Explore.Seeds(100, async world =>
    {
        var (scene, client, url) = await Open(world);
        using var gone = new CancellationTokenSource();
        scene.Server.Gone = gone.Token;
        var leaving = client.TryAsk<ReceiveMessageResult>(
            "ReceiveMessage", Scene.Receive(url, 1, 20), TimeSpan.FromSeconds(20));
        await world.Delay(Soon);
        scene.Server.Gone = CancellationToken.None;
        var staying = Poll(client, url);
        await world.Delay(Soon);

        // It goes just before, or just after, a message comes.
        if (world.Dice.Chance(0.5))
        {
            gone.Cancel();
            await Send(client, url, "a");
        }
        else
        {
            var sending = Send(client, url, "a");
            await world.Delay(world.Below(TimeSpan.FromMilliseconds(3)));
            gone.Cancel();
            await sending;
        }

        // Whoever was quicker has it; where that was the one who left, it comes back after its visibility timeout.
        await world.Delay(scene.Visibility + Soon);
        Assert.Equal("a", $"{Assert.Single(await Now(staying)).Body}");
        Assert.True(leaving.IsCanceled || leaving.IsCompletedSuccessfully);
    });

    [Fact]
    public void A_client_that_goes_hands_on_its_watch() => Explore.Seeds(20, async world =>
    {
        var (scene, client, url) = await Open(world);
        using var gone = new CancellationTokenSource();
        scene.Server.Gone = gone.Token;
        var leaving = client.TryAsk<ReceiveMessageResult>(
            "ReceiveMessage", Scene.Receive(url, 1, 20), TimeSpan.FromSeconds(20));
        await world.Delay(Soon);
        scene.Server.Gone = CancellationToken.None;
        var staying = Poll(client, url);
        await Send(client, url, "a", delay: 5);
        gone.Cancel();
        await world.Delay(TimeSpan.FromSeconds(5) + Soon);
        Assert.Equal("a", $"{Assert.Single(await Now(staying)).Body}");
        Assert.True(leaving.IsCanceled);
    });

    [Fact]
    public void A_FIFO_waiter_is_woken_when_its_group_opens() => Explore.Seeds(50, async world =>
    {
        var (scene, client, _) = await Open(world);
        var url = await client.Make(
            "orders.fifo", new() { ["FifoQueue"] = "true", ["ContentBasedDeduplication"] = "true" });
        await Send(client, url, "a", group: "1");
        await Send(client, url, "b", group: "1");
        var first = Assert.Single(await Poll(client, url));
        var poll = Poll(client, url);
        await world.Delay(TimeSpan.FromSeconds(3));
        Assert.False(poll.IsCompleted);
        await client.Delete(url, first);
        await world.Delay(Soon);
        Assert.Equal("b", $"{Assert.Single(await Now(poll)).Body}");
    });

    [Fact]
    public void A_deleted_queue_lets_its_waiters_go() => Explore.Seeds(20, async world =>
    {
        var (_, client, url) = await Open(world);
        var poll = Poll(client, url);
        await world.Delay(Soon);
        await client.Ask("DeleteQueue", new DeleteQueueRequest { QueueUrl = url });
        await world.Delay(Soon);
        Assert.True(poll.IsFaulted);
        var error = await Assert.ThrowsAsync<Wire.AwsError>(() => poll);
        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue", error.Code);
    });

    [Fact]
    public void A_waiter_that_is_refused_hands_on_its_watch() => Explore.Seeds(50, async world =>
    {
        var (scene, client, _) = await Open(world);
        var url = await client.Make("orders.fifo", new()
        {
            ["FifoQueue"] = "true",
            ["ContentBasedDeduplication"] = "true",
            ["DelaySeconds"] = "5",
            ["VisibilityTimeout"] = $"{scene.Visibility.TotalSeconds}",
        });
        await Send(client, url, "a", group: "1");
        Assert.Single(await PollUnder("try", client, url));
        var given = Assert.Single(await Poll(client, url));

        // The message of the attempt is another's by now; with its end the attempt cannot be repeated any more.
        var refused = PollUnder("try", client, url);
        await world.Delay(Soon);
        var other = Poll(client, url);
        await world.Delay(Soon);
        await client.Delete(url, given);
        await world.Delay(Soon);
        Assert.True(refused.IsFaulted);
        await Assert.ThrowsAsync<Wire.AwsError>(() => refused);

        // Nobody but the one who still waits watches for the end of the delay.
        await Send(client, url, "b", group: "1");
        await world.Delay(TimeSpan.FromSeconds(6));
        Assert.Equal("b", $"{Assert.Single(await Now(other)).Body}");
    });

    private static async Task<(Scene Scene, Client Client, string Url)> Open(World world)
    {
        var scene = new Scene(world);
        await scene.Server.Start();
        var client = scene.Observer();
        var attributes = new Dictionary<string, string> { ["VisibilityTimeout"] = $"{scene.Visibility.TotalSeconds}" };
        return (scene, client, await client.Make("jobs", attributes));
    }

    private static async Task<List<Message>> Poll(Client client, string url, int wait = 20) =>
        (await client.Ask<ReceiveMessageResult>(
            "ReceiveMessage", Scene.Receive(url, 1, wait), TimeSpan.FromSeconds(wait))).Messages ?? [];

    private static async Task<List<Message>> PollUnder(string attempt, Client client, string url)
    {
        var receive = Scene.Receive(url, 1, 20);
        receive.ReceiveRequestAttemptId = attempt;
        var result = await client.Ask<ReceiveMessageResult>("ReceiveMessage", receive, TimeSpan.FromSeconds(20));
        return result.Messages ?? [];
    }

    private static async Task Send(Client client, string url, string body, int? delay = null, string? group = null) =>
        await client.Ask("SendMessage", new SendMessageRequest
        {
            QueueUrl = url,
            MessageBody = body,
            DelaySeconds = delay,
            MessageGroupId = group,
        });

    /// <summary>What a poll has brought, which must have ended by now.</summary>
    private static Task<List<Message>> Now(Task<List<Message>> poll)
    {
        Assert.True(poll.IsCompleted);
        return poll;
    }
}
