using System.Collections.Concurrent;
using System.Globalization;

namespace Faultline.Whole;

/// <summary>The server is killed without warning while clients send. What it acknowledged is there after.</summary>
public sealed class KillTests
{
    private const int Writers = 8;

    private static int Rounds =>
        int.Parse(Environment.GetEnvironmentVariable("FAULTLINE_KILLS") ?? "20", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("strict")]
    public async Task Every_acknowledged_message_and_fault_is_there_and_none_is_twice_in_a_FIFO_queue(string durability)
    {
        await using var server = await Server.Start("--durability", durability);
        using var queues = new Queues(server);
        using var door = new FaultDoor(server);
        var standard = (string)(await queues.Must("CreateQueue", new { QueueName = "standard" }))["QueueUrl"]!;
        var fifo = (string)(await queues.Must("CreateQueue", new
        {
            QueueName = "ordered.fifo",
            Attributes = new Dictionary<string, string> { ["FifoQueue"] = "true" },
        }))["QueueUrl"]!;
        var pending = new List<string>();
        var faults = new HashSet<string>();
        for (var round = 0; round < Rounds; round++)
        {
            var acknowledged = new ConcurrentBag<string>();
            var unanswered = new ConcurrentBag<string>();
            // What was not answered is sent again under its old deduplication id, as an SDK does.
            foreach (var body in pending)
            {
                await queues.Must("SendMessage", Fifo(fifo, body));
                acknowledged.Add($"fifo {body}");
            }

            faults.Add(await door.Begin(new { kind = "zone-power", zone = $"euw1-az{1 + (round % 3)}" }));
            if (round % 3 == 2)
            {
                await door.Clear(faults.First());
                faults.Remove(faults.First());
            }

            await LoadAndKill(server, queues, standard, fifo, round, acknowledged, unanswered);
            await server.Start();
            Assert.Equal(faults.Order(), (await door.InForce()).Order());
            var found = await queues.Drain(standard);
            var ordered = await queues.Drain(fifo);
            Assert.Equal([], acknowledged.Where(entry => entry.StartsWith("standard ", StringComparison.Ordinal))
                .Select(entry => entry["standard ".Length..]).Except(found));
            Assert.Equal([], acknowledged.Where(entry => entry.StartsWith("fifo ", StringComparison.Ordinal))
                .Select(entry => entry["fifo ".Length..]).Except(ordered).Except(Seen));
            Assert.Equal(ordered.Distinct().Count(), ordered.Count);
            AssertOrdered(ordered);
            Assert.Equal([], ordered.Intersect(Seen));
            Seen.UnionWith(ordered);
            pending = [.. unanswered];
        }
    }

    private HashSet<string> Seen { get; } = [];

    private static object Fifo(string url, string body) => new
    {
        QueueUrl = url,
        MessageBody = body,
        MessageGroupId = body.Split('-')[0],
        MessageDeduplicationId = body,
    };

    private static async Task LoadAndKill(
        Server server, Queues queues, string standard, string fifo, int round,
        ConcurrentBag<string> acknowledged, ConcurrentBag<string> unanswered)
    {
        // The kill comes after so many answers, so that no clock decides what is tested.
        var enough = 100 + (round * 37 % 400);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writers = Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var i = 0; ; i++)
            {
                var body = $"w{writer}-{round}-{i}";
                var toFifo = writer % 2 == 0;
                var answer = toFifo
                    ? await queues.Try("SendMessage", Fifo(fifo, body))
                    : await queues.Try("SendMessage", new { QueueUrl = standard, MessageBody = body });
                if (answer is null)
                {
                    if (toFifo)
                    {
                        unanswered.Add(body);
                    }

                    return;
                }

                acknowledged.Add($"{(toFifo ? "fifo" : "standard")} {body}");
                if (acknowledged.Count > enough)
                {
                    reached.TrySetResult();
                }
            }
        }).ToList();
        await Task.WhenAny(reached.Task, Task.WhenAll(writers));
        await server.Kill();
        await Task.WhenAll(writers);
    }

    /// <summary>Within a group the messages of one round come in the order in which their writer sent them.</summary>
    private static void AssertOrdered(List<string> bodies)
    {
        foreach (var group in bodies.Select(body => body.Split('-')).GroupBy(parts => (parts[0], parts[1])))
        {
            var numbers = group.Select(parts => int.Parse(parts[2], CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(numbers.Order(), numbers);
        }
    }
}
