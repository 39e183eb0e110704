using System.Globalization;
using Faultline.Api.Sqs;
using Faultline.Simulation;

namespace Faultline.Stories.Sqs;

/// <summary>
/// Who was promised what: every acknowledged message, and every one that was given. A broken promise fails the story.
/// </summary>
internal sealed class Ledger(World world)
{
    private readonly Dictionary<string, (int Receives, DateTimeOffset Until)> hidden = [];
    private readonly Dictionary<string, string> idOfBody = [];
    private readonly HashSet<string> mayBeDeleted = [];
    private readonly HashSet<string> deleted = [];
    private readonly HashSet<string> passed = [];

    /// <summary>The visibility timeout of the queues in the story.</summary>
    public required TimeSpan Visibility { get; init; }

    /// <summary>Bodies are <c>GROUP:NUMBER</c>, of a FIFO queue.</summary>
    public bool Fifo { get; init; }

    /// <summary>What is received too often goes to a dead-letter queue, and what follows it comes then.</summary>
    public bool GoesDead { get; init; }

    /// <summary>Message ids that senders were told.</summary>
    public HashSet<string> Acknowledged { get; } = [];

    /// <summary>Message ids that some receiver's answer held.</summary>
    public HashSet<string> Seen { get; } = [];

    /// <summary>A receiver is about to delete: from here on, the next of the group may come.</summary>
    public void Deleting(Message message) => mayBeDeleted.Add(message.MessageId!);

    /// <summary>The deletion was acknowledged.</summary>
    public void Deleted(Message message) => deleted.Add(message.MessageId!);

    /// <summary>
    /// An answer with messages leaves the region: began then, leaves now. Under an attempt id it may be one that was
    /// given before.
    /// </summary>
    public void Given(List<Message> messages, bool again, DateTimeOffset began, DateTimeOffset now)
    {
        foreach (var message in messages)
        {
            var id = message.MessageId!;
            world.Trace(
                $"given {message.Body} {id} {message.Attributes!["ApproximateReceiveCount"]} began {began:ss.fff}");
            Seen.Add(id);
            var receives = int.Parse(message.Attributes!["ApproximateReceiveCount"], CultureInfo.InvariantCulture);
            var last = hidden.GetValueOrDefault(id);
            if (receives > last.Receives)
            {
                if (now < last.Until)
                {
                    throw Broken(
                        $"{message.Body} was given again {last.Until - now} before its visibility timeout ended");
                }

                hidden[id] = (receives, Received(message, began) + Visibility);
            }
            else if (receives == last.Receives && again)
            {
                hidden[id] = (receives, began + Visibility);
            }
            else if (receives == last.Receives)
            {
                throw Broken($"{message.Body} was given twice by one receive");
            }

            // Of two answers that waited for the same sync, the later one may leave first.
            if (Fifo)
            {
                InOrder(message, messages);
            }
        }
    }

    public Exception Broken(string what)
    {
        var broken = new StoryBroken(what);
        world.Fail(broken);
        return broken;
    }

    /// <summary>
    /// When it was received at the earliest: the region says so of a first receive, else the request's coming in.
    /// </summary>
    private static DateTimeOffset Received(Message message, DateTimeOffset began) =>
        message.Attributes!["ApproximateReceiveCount"] == "1"
            ? DateTimeOffset.FromUnixTimeMilliseconds(
                long.Parse(message.Attributes["ApproximateFirstReceiveTimestamp"], CultureInfo.InvariantCulture))
            : began;

    private void InOrder(Message message, List<Message> messages)
    {
        var id = message.MessageId!;
        if (deleted.Contains(id))
        {
            throw Broken($"{message.Body} was given after its deletion was acknowledged");
        }

        if (idOfBody.TryGetValue($"{message.Body}", out var known) && known != id)
        {
            throw Broken($"{message.Body} is in the queue twice");
        }

        idOfBody[$"{message.Body}"] = id;
        if (passed.Contains($"{message.Body}") && !message.Attributes!.ContainsKey("DeadLetterQueueSourceArn"))
        {
            throw Broken($"{message.Body} was given after what follows it");
        }

        var (group, number) = $"{message.Body}".Split(':') is [var name, var text] ? (name, int.Parse(text)) : ("", 0);
        for (var before = 1; before < number; before++)
        {
            var body = $"{group}:{before}";
            var gone = idOfBody.TryGetValue(body, out var earlier) && mayBeDeleted.Contains(earlier);
            if (gone || messages.TakeWhile(one => one != message).Any(one => $"{one.Body}" == body))
            {
                continue;
            }

            if (!GoesDead)
            {
                throw Broken($"{message.Body} was given before {body} was dealt with");
            }

            passed.Add(body);
        }
    }
}

/// <summary>A promise of SQS that was broken in a story.</summary>
internal sealed class StoryBroken(string what) : Exception(what);
