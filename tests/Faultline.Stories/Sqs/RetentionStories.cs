using Faultline.Services.Sqs;
using Faultline.Simulation;
using Faultline.Store;

namespace Faultline.Stories.Sqs;

/// <summary>Queues that nobody calls.</summary>
public sealed class RetentionStories
{
    [Fact]
    public void What_is_past_its_retention_is_forgotten_though_nobody_calls_its_queue() =>
        Explore.Seeds(20, async world =>
    {
        var host = world.Host("a");
        await host.Run(async () =>
        {
            await using var store = await RegionStore.Open(host.Node, host.Disk, new());
            var book = new QueueBook("eu-west-1", host.Node, store, new());
            await using var retention = new Retention(book, host.Node);
            retention.Start();
            var arn = QueueArn.Of("eu-west-1", "000000000000", "jobs.fifo");
            var settings = new QueueSettings { Fifo = true, MessageRetentionPeriod = 60 };
            var queue = await book.Make(arn, settings, new Dictionary<string, string>(), _ => { }, default);
            var count = 1 + world.Dice.Below(1000);
            using (var held = await queue.Take(default))
            {
                for (var i = 0; i < count; i++)
                {
                    held.State.Send(Letter($"{i}"), null, book.Now);
                }

                await held.Keep();
            }

            await world.Delay(TimeSpan.FromSeconds(59));
            Assert.Equal(count, await Visible(queue));
            await world.Delay(TimeSpan.FromSeconds(63));
            Assert.Equal(0, await Visible(queue));

            // What was seen counts for five minutes.
            Assert.False(await IsOutdated(queue));
            await world.Delay(TimeSpan.FromMinutes(5));
            Assert.False(await IsOutdated(queue));
        });
    });

    private static Letter Letter(string id) => new()
    {
        Id = Guid.Empty,
        Body = [1],
        BodyMd5 = 0,
        SenderId = "me",
        GroupId = "g",
        DeduplicationId = id,
    };

    private static async Task<int> Visible(Services.Sqs.Queue queue)
    {
        using var held = await queue.Take(default);
        return held.State.Visible;
    }

    private static async Task<bool> IsOutdated(Services.Sqs.Queue queue)
    {
        using var held = await queue.Take(default);
        return held.State.IsOutdated(queue.Now);
    }
}
