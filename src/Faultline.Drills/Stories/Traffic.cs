using Faultline.Api.Sqs;
using Faultline.Kernel.Places;
using Faultline.Simulation;

namespace Faultline.Drills.Stories;

/// <summary>
/// Producers and consumers in every zone, over one queue of a region, and the ledger of what was acknowledged and what
/// was seen.
/// </summary>
internal sealed class Traffic
{
    private readonly Stage stage;
    private readonly RegionServer region;
    private readonly HashSet<string> acknowledged = [];
    private readonly HashSet<string> seen = [];
    private readonly Dictionary<Domain, int> handledIn = [];
    private bool ends;

    public Traffic(Stage stage, RegionServer region) => (this.stage, this.region) = (stage, region);

    public string Url { get; private set; } = "";

    public int Acknowledged => acknowledged.Count;

    /// <summary>How many messages consumers in that zone have handled.</summary>
    public int HandledIn(Domain zone) => handledIn.GetValueOrDefault(zone);

    /// <summary>A client on a host that no fault is aimed at: in the other region.</summary>
    public Client Observer() => new(stage, region, stage.World.Host("observer"));

    public async Task Begin()
    {
        Url = await Observer().Make("orders");
        foreach (var zone in stage.Zones())
        {
            handledIn[zone] = 0;
            stage.Geography.Put($"{zone}-h1", $"{zone}-h1", (host, _) => Produce(host, zone));
            stage.Geography.Put($"{zone}-h2", $"{zone}-h2", (host, _) => Consume(host, zone));
        }
    }

    /// <summary>
    /// Stops the producers, empties the queue, and holds what was seen against what was acknowledged.
    /// </summary>
    public async Task End()
    {
        ends = true;
        var observer = Observer();
        var quiet = stage.World.Now;
        while (stage.World.Now - quiet < TimeSpan.FromSeconds(15))
        {
            if (await Handle(observer) > 0)
            {
                quiet = stage.World.Now;
            }
        }

        var lost = acknowledged.Except(seen).ToList();
        if (lost.Count > 0)
        {
            throw stage.Broken($"{lost.Count} acknowledged messages were never given: {string.Join(", ", lost)}");
        }

        if (acknowledged.Count == 0)
        {
            throw stage.Broken("Nothing was acknowledged: the story shows nothing.");
        }
    }

    private async Task Produce(Host host, Domain zone)
    {
        var client = new Client(stage, region, host);
        for (var number = 1; !ends; number++)
        {
            var sent = await client.Ask<SendMessageResult>(
                "SendMessage", new SendMessageRequest { QueueUrl = Url, MessageBody = $"{zone} {number}" });
            acknowledged.Add(sent!.MessageId!);
            await Task.Delay(TimeSpan.FromMilliseconds(300), host.Node.Clock, CancellationToken.None);
        }
    }

    private async Task Consume(Host host, Domain zone)
    {
        var client = new Client(stage, region, host);
        while (!ends)
        {
            handledIn[zone] += await Handle(client);
        }
    }

    private async Task<int> Handle(Client client)
    {
        var wait = TimeSpan.FromSeconds(2);
        var result = await client.Ask<ReceiveMessageResult>("ReceiveMessage", new ReceiveMessageRequest
        {
            QueueUrl = Url, MaxNumberOfMessages = 10, WaitTimeSeconds = (int)wait.TotalSeconds,
        }, wait);
        var messages = result!.Messages ?? [];
        foreach (var message in messages)
        {
            seen.Add(message.MessageId!);
            await client.Ask<Wire.Shapes.IStructure>("DeleteMessage", new DeleteMessageRequest
            {
                QueueUrl = Url, ReceiptHandle = message.ReceiptHandle!,
            });
        }

        return messages.Count;
    }
}
