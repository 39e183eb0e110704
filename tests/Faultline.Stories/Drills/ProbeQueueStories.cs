using Faultline.Api.Sqs;
using Faultline.Drills.Ledgers;
using Faultline.Drills.Plans;
using Faultline.Drills.Probes;
using Faultline.Drills.Stories;
using Faultline.Services.Worldwide;
using Faultline.Simulation;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Client = Faultline.Drills.Stories.Client;

namespace Faultline.Stories.Drills;

/// <summary>Producers and consumers over SQS itself, on a region that crashes or breaks its promises.</summary>
public sealed class ProbeQueueStories
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_queue_that_crashes_loses_nothing_and_is_not_accused() => Explore.Seeds(30, async world =>
    {
        var scene = await Scene.Begin(world, isFifo: world.Dice.Chance(0.5));
        await using var workload = scene.Workload();
        await workload.Start(CancellationToken.None);
        await world.Delay(2 * Second);
        var struck = world.Now;
        await scene.Crash();
        await world.Delay(8 * Second);
        var measured = await workload.Finish(struck, CancellationToken.None);
        var verdict = Assert.Single(measured.Ledger);
        Assert.Null(verdict.Unknown);
        Assert.Equal((0, 0, 0, 0), (
            verdict.AcknowledgedLost, verdict.Divergent, verdict.InFlight, verdict.Reordered));
        Assert.Equal(verdict.Acknowledged, verdict.AcknowledgedPresent + verdict.DeadLetters);
        Assert.True(verdict.AcknowledgedPresent > 50);
    });

    [Fact]
    public void What_a_queue_loses_doubles_or_gives_up_is_found_and_nothing_else() => Explore.Seeds(30, async world =>
    {
        var scene = await Scene.Begin(world, isFifo: false);
        var (lost, twice) = (0, 0);
        scene.Send = async send =>
        {
            var (loses, doubles) = (world.Dice.Chance(0.02), world.Dice.Chance(0.02));
            (lost, twice) = (lost + (loses ? 1 : 0), twice + (doubles && !loses ? 1 : 0));
            for (var times = loses ? 0 : doubles ? 2 : 1; times > 1; times--)
            {
                await scene.Ask("SendMessage", send);
            }

            return loses ? new SendMessageResult() : await scene.Ask("SendMessage", send);
        };
        await using var workload = scene.Workload(consumers: 0);
        await workload.Start(CancellationToken.None);
        await world.Delay(4 * Second);
        await workload.Stop();
        var givesUp = world.Dice.Chance(0.5);
        await (givesUp ? scene.GiveUp() : Task.CompletedTask);
        var verdict = Assert.Single((await workload.Finish(world.Now, CancellationToken.None)).Ledger);
        Assert.Null(verdict.Unknown);
        Assert.Equal((lost, 0, 0), (verdict.AcknowledgedLost, verdict.Divergent, verdict.InFlight));
        Assert.Equal(verdict.Acknowledged, verdict.AcknowledgedPresent + lost + verdict.DeadLetters);
        Assert.Equal(givesUp, verdict.DeadLetters > 0);

        // Of a message that is there twice one may be given up.
        Assert.InRange(verdict.Duplicated, givesUp ? 0 : twice, twice);
    });

    [Fact]
    public void What_nobody_can_see_yet_is_in_flight_and_not_lost() => Explore.Seeds(20, async world =>
    {
        var scene = await Scene.Begin(world, isFifo: false);
        await using var workload = scene.Workload(consumers: 0);
        await workload.Start(CancellationToken.None);
        await world.Delay(2 * Second);
        await workload.Stop();
        var hidden = await scene.Hide(3600);
        var verdict = Assert.Single((await workload.Finish(world.Now, CancellationToken.None)).Ledger);
        Assert.Equal((hidden, 0), (verdict.InFlight, verdict.AcknowledgedLost));
        Assert.Equal(verdict.Acknowledged, verdict.AcknowledgedPresent + hidden);
    });

    /// <summary>A queue with a dead-letter queue behind it, and clients as a drill has them.</summary>
#pragma warning disable CA1001 // A world that is over ends what was played in it.
    private sealed class Scene
#pragma warning restore CA1001
    {
        private readonly Stage stage;
        private readonly Client customer;
        private readonly ProbeSite site;
        private string url = "";
        private string dead = "";

        private Scene(World world, Stage stage)
        {
            this.stage = stage;
            customer = new(stage, stage.Region(Stage.Here), world.Host("customer"));
            Send = input => Ask("SendMessage", input);
            site = new(world) { Api = Answer };
        }

        public Func<IStructure, ValueTask<IStructure?>> Send { get; set; }

        public static async Task<Scene> Begin(World world, bool isFifo)
        {
            var stage = new Stage(world);
            await stage.Start();
            var scene = new Scene(world, stage);
            var (end, fifo) = isFifo ? (".fifo", "true") : ("", null);
            scene.dead = await scene.Make($"dead{end}", fifo, []);
            var arn = $"arn:aws:sqs:{Stage.Here}:{Client.Account}:dead{end}";
            scene.url = await scene.Make($"orders{end}", fifo, new()
            {
                ["VisibilityTimeout"] = "2",
                ["RedrivePolicy"] = $$"""{"deadLetterTargetArn": "{{arn}}", "maxReceiveCount": 5}""",
            });
            return scene;
        }

        public Workload Workload(int consumers = 1)
        {
            ProbePlan[] all =
            [
                new QueueProducerPlan("orders", url) { Rate = 40, Clients = 3 },
                new QueueConsumerPlan("work", url)
                {
                    Rate = 10 * consumers, Clients = 2, DeadLetters = dead, Timeout = 5 * Second,
                },
            ];
            return new(site, new("story") { Probes = [.. all], Region = Stage.Here });
        }

        /// <summary>The region loses its power, and has it back after a while.</summary>
        public Task<FaultInForce> Crash() =>
            stage.Begin("region-gone", stage.Seconds(1, 3), ("region", Stage.Here), ("return", "1s"));

        public async ValueTask<IStructure?> Ask(string operation, IStructure input)
        {
            try
            {
                return await customer.Once(operation, input);
            }
            catch (NoAnswer none)
            {
                throw new IOException("Nobody answers.", none);
            }
        }

        /// <summary>Receives messages so often that some are given up.</summary>
        public async Task GiveUp()
        {
            while (await Count(dead) == 0)
            {
                await Receive(url, 10, 0);
            }
        }

        /// <summary>Receives some messages and hides them.</summary>
        public Task<int> Hide(int seconds) => Receive(url, 10, seconds);

        private async Task<int> Receive(string from, int count, int seconds) =>
            (await customer.Ask<ReceiveMessageResult>("ReceiveMessage", new ReceiveMessageRequest
            {
                QueueUrl = from, MaxNumberOfMessages = count, VisibilityTimeout = seconds,
            }))!.Messages?.Count ?? 0;

        private async Task<int> Count(string of) =>
            int.Parse((await customer.Ask<GetQueueAttributesResult>("GetQueueAttributes", new GetQueueAttributesRequest
            {
                QueueUrl = of, AttributeNames = ["ApproximateNumberOfMessages"],
            }))!.Attributes!["ApproximateNumberOfMessages"]);

        private async Task<string> Make(string name, string? fifo, Dictionary<string, string> attributes)
        {
            if (fifo is not null)
            {
                attributes["FifoQueue"] = fifo;
            }

            return (await customer.Ask<CreateQueueResult>("CreateQueue", new CreateQueueRequest
            {
                QueueName = name, Attributes = attributes,
            }))!.QueueUrl!;
        }

        private ValueTask<IStructure?> Answer(bool isOperator, string operation, IStructure input) =>
            operation == "SendMessage" ? Send(input) : Ask(operation, input);
    }
}
