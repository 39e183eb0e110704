using Faultline.Api.Sqs;
using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Stories.Sqs;

/// <summary>A region, some clients on links that the seed draws, and trouble that it draws too.</summary>
internal sealed class Scene
{
    private readonly World world;
    private int clients;

    public Scene(World world, bool fifo = false, bool goesDead = false)
    {
        this.world = world;
        Visibility = TimeSpan.FromSeconds(2 + world.Dice.Below(10));
        Ledger = new(world) { Visibility = Visibility, Fifo = fifo, GoesDead = goesDead };
        Server = new(world, Ledger);
    }

    public TimeSpan Visibility { get; }

    public Ledger Ledger { get; }

    public Server Server { get; }

    /// <summary>A client on a link of its own: quick, slow, or one that loses and doubles.</summary>
    public Client Client()
    {
        var client = new Client(world, Server, $"client {++clients}");
        world.Network.Join(client.Host, Server.Host, world.Dice.Below(3) switch
        {
            0 => new(Mean: TimeSpan.FromMicroseconds(300), Jitter: TimeSpan.FromMicroseconds(200)),
            1 => new(Mean: TimeSpan.FromMilliseconds(150), Jitter: TimeSpan.FromMilliseconds(140)),
            _ => new(
                Mean: TimeSpan.FromMilliseconds(20), Jitter: TimeSpan.FromMilliseconds(19), Loss: 0.15, Twice: 0.1),
        });
        return client;
    }

    /// <summary>
    /// A few crashes, at hours that nobody foresees or in the midst of what the disk does, and often a slow disk.
    /// </summary>
    public async Task Trouble()
    {
        using var slow = world.Dice.Chance(0.6)
            ? Server.Host.Disk.Begin(new SlowDisk(TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(40)))
            : null;
        for (var left = world.Dice.Below(4); left > 0; left--)
        {
            await world.Delay(world.Below(TimeSpan.FromSeconds(8)));
            if (world.Dice.Chance(0.4))
            {
                await Server.CrashAndStart(world.Below(TimeSpan.FromSeconds(1)));
            }
            else
            {
                Server.CrashAndStartAt(1 + world.Dice.Below(12), world.Below(TimeSpan.FromSeconds(1)));
            }
        }
    }

    public Dictionary<string, string> Attributes(bool fifo = false)
    {
        var attributes = new Dictionary<string, string>
        {
            ["VisibilityTimeout"] = $"{Visibility.TotalSeconds}",
            ["ReceiveMessageWaitTimeSeconds"] = $"{world.Dice.Below(3) * 2}",
        };
        if (fifo)
        {
            attributes["FifoQueue"] = "true";
        }

        return attributes;
    }

    public static ReceiveMessageRequest Receive(string url, int max = 10, int? wait = null) => new()
    {
        QueueUrl = url,
        MaxNumberOfMessages = max,
        WaitTimeSeconds = wait,
        MessageSystemAttributeNames = ["All"],
    };

    /// <summary>
    /// Receives until nothing has come for longer than anything is hidden, and gives it all, deleted.
    /// </summary>
    public async Task<List<Message>> Drain(Client client, string url)
    {
        var drained = new List<Message>();
        var quiet = world.Now;
        while (world.Now - quiet < Visibility + TimeSpan.FromSeconds(15))
        {
            var result = await client.Ask<ReceiveMessageResult>(
                "ReceiveMessage", Receive(url, wait: 2), TimeSpan.FromSeconds(2));
            foreach (var message in result.Messages ?? [])
            {
                quiet = world.Now;
                Ledger.Deleting(message);
                await client.Delete(url, message);
                Ledger.Deleted(message);
                drained.Add(message);
            }
        }

        return drained;
    }

    /// <summary>A client on a link with no trouble, for what a story does before and after it.</summary>
    public Client Observer()
    {
        var client = new Client(world, Server, "observer");
        world.Network.Join(
            client.Host, Server.Host, new Link(Mean: TimeSpan.FromMilliseconds(1), Jitter: TimeSpan.Zero));
        return client;
    }
}
