using System.Runtime.InteropServices;
using Faultline.Kernel;

namespace Faultline.Services.Sqs;

internal sealed partial class QueueState
{
    /// <summary>Takes a letter in. A FIFO queue that saw it in the last five minutes answers as it did then.</summary>
    public Receipt Send(Letter letter, int? delaySeconds, DateTimeOffset now)
    {
        var hour = now.UtcTicks;
        var group = Settings.DeduplicatesByGroup ? letter.GroupId : null;
        if (Settings.Fifo && sightings.Find(group, letter.DeduplicationId!, hour) is { } before)
        {
            return new(before.MessageId, before.Number, IsDuplicate: true);
        }

        var delay = Settings.Fifo || delaySeconds is null ? Settings.Delay : TimeSpan.FromSeconds(delaySeconds.Value);
        var message = new Message { Number = next++, Letter = letter, Sent = hour, Due = hour + delay.Ticks };
        Accept(message, now);
        tally.Sent++;
        if (Settings.Fifo)
        {
            Note(new Sighting(
                message.Number, group, letter.DeduplicationId!, letter.Id, hour + Deduplication.Interval.Ticks));
        }

        return new(letter.Id, message.Number, IsDuplicate: false);
    }

    /// <summary>
    /// Takes a message that another queue's redrive policy moved here. It keeps its count of receives, and in a
    /// standard queue the hour from which its retention runs.
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
    /// </summary>
    public void Take(Message moved, string sourceArn, DateTimeOffset now)
    {
        var hour = now.UtcTicks;
        Accept(
            new()
            {
                Number = next++,
                Letter = moved.Letter,
                Sent = Settings.Fifo ? hour : moved.Sent,
                Due = hour,
                Receives = moved.Receives,
                ReceivesElsewhere = moved.Receives,
                FirstReceived = moved.FirstReceived,
                SourceArn = sourceArn,
            },
            now);
    }

    /// <summary>Hides up to so many messages for the visibility timeout, and gives them.</summary>
    public void Receive(ReceiveTerms terms, DateTimeOffset now, List<Message> given)
    {
        var hour = now.UtcTicks;
        if (terms.AttemptId is { } id && attempts.Find(id, hour) is { } attempt && Repeat(attempt, terms, hour, given))
        {
            return;
        }

        ReviveDead(terms.DeadAfter);
        MakeRoom(now);
        var oldest = hour - Settings.Retention.Ticks;
        Message? last = null;
        while (given.Count < terms.Max && InFlight < Limits.InFlightMax && lane.Next(last) is { } message)
        {
            if (message.Sent <= oldest)
            {
                Remove(message);
                continue;
            }

            if (IsDead(message, terms.DeadAfter))
            {
                Put(message, Place.Dead);
                lane.Hide(message);
                dead.Enqueue(message);
                continue;
            }

            message.Receives++;
            message.LastReceived = hour;
            message.FirstReceived = message.FirstReceived == 0 ? hour : message.FirstReceived;
            message.Changed = false;
            Put(message, Place.InFlight);
            lane.Hide(message);
            message.Due = hour + terms.Visibility.Ticks;
            waiting.Add(message);
            StatusChanged(message);
            given.Add(message);
            last = message;
        }

        if (terms.AttemptId is { } name && given.Count > 0)
        {
            Note(new Attempt(
                next++, name, hour + ReceiveAttempts.Interval.Ticks,
                given.ConvertAll(message => (message.Number, message.Receives))));
        }
    }

    /// <summary>As many as may be in flight are.</summary>
    public bool IsFull => InFlight >= Limits.InFlightMax;

    public Outcome Delete(ReceiptHandle handle, DateTimeOffset now)
    {
        if (!messages.TryGetValue(handle.Number, out var message))
        {
            return Outcome.Done;
        }

        if (Settings.Fifo && !(message.Receives == handle.Receives && IsHeld(message, now)))
        {
            return Outcome.Expired;
        }

        if (message.Receives == handle.Receives)
        {
            Remove(message);
            tally.Deleted++;
        }

        return Outcome.Done;
    }

    public Outcome ChangeVisibility(ReceiptHandle handle, int seconds, DateTimeOffset now)
    {
        if (!messages.TryGetValue(handle.Number, out var message) || message.Place == Place.Dead)
        {
            return Outcome.NotThere;
        }

        if (message.Receives != handle.Receives || (Settings.Fifo && !IsHeld(message, now)))
        {
            return Settings.Fifo ? Outcome.Expired : Outcome.NotThere;
        }

        var due = now.UtcTicks + TimeSpan.FromSeconds(seconds).Ticks;
        if (due - message.LastReceived > TimeSpan.FromSeconds(Limits.VisibilitySecondsMax).Ticks)
        {
            return Outcome.TooLong;
        }

        message.Due = due;
        message.Changed = true;
        if (message.Place == Place.InFlight)
        {
            waiting.Moved(message);
        }
        else
        {
            Put(message, Place.InFlight);
            lane.Hide(message);
            waiting.Add(message);
        }

        StatusChanged(message);
        Settle(now);
        return Outcome.Done;
    }

    /// <summary>Takes out up to so many messages that were received too often, for the dead-letter queue.</summary>
    public void TakeDead(int deadAfter, int most, List<Message> taken)
    {
        while (taken.Count < most)
        {
            ReviveDead(deadAfter);
            if (!dead.TryDequeue(out var message))
            {
                return;
            }

            Remove(message);
            taken.Add(message);
        }
    }

    /// <summary>The message that a move task would take next.</summary>
    public Message? NextToMove => lane.Next(null);

    /// <summary>Takes out the message that <see cref="NextToMove"/> showed.</summary>
    public void TakeToMove(Message message) => Remove(message);

    /// <summary>Takes a message that a move task brought: it counts as new, under a new id.</summary>
    public void TakeMoved(Message moved, Guid id, DateTimeOffset now)
    {
        var hour = now.UtcTicks;
        Accept(new() { Number = next++, Letter = moved.Letter with { Id = id }, Sent = hour, Due = hour }, now);
    }

    private static bool IsDead(Message message, int? deadAfter) =>
        message.Receives - message.ReceivesElsewhere >= deadAfter;

    private static bool IsHeld(Message message, DateTimeOffset now) =>
        message.Place == Place.InFlight && message.Due > now.UtcTicks;

    private void Accept(Message message, DateTimeOffset now)
    {
        // What has become visible before it stands before it.
        Settle(now);
        messages.Add(message.Number, message);
        lane.Join(message);
        bySent.Add(message);
        if (message.Due > now.UtcTicks)
        {
            Put(message, Place.Delayed);
            waiting.Add(message);
        }
        else
        {
            Put(message, Place.Visible);
            lane.Show(message);
        }

        Added(message);
    }

    /// <summary>
    /// Gives what the attempt gave before, for as long again. False when its visibility timeout is over, so that it is
    /// an attempt like any other.
    /// </summary>
    private bool Repeat(Attempt attempt, ReceiveTerms terms, long hour, List<Message> given)
    {
        foreach (var (number, receives) in attempt.Gave)
        {
            if (!messages.TryGetValue(number, out var message) || message.Changed)
            {
                throw Refusal.NotRepeatable(attempt.Id);
            }

            if (message.Receives != receives || message.Place != Place.InFlight || message.Due <= hour)
            {
                given.Clear();
                return false;
            }

            given.Add(message);
        }

        foreach (ref readonly var message in CollectionsMarshal.AsSpan(given))
        {
            message.Due = hour + terms.Visibility.Ticks;
            message.LastReceived = hour;
            waiting.Moved(message);
            StatusChanged(message);
        }

        return true;
    }

    /// <summary>With the policy gone, or more patient than it was, what was dead may be received again.</summary>
    private void ReviveDead(int? deadAfter)
    {
        while (dead.TryPeek(out var message) && (message.Place != Place.Dead || !IsDead(message, deadAfter)))
        {
            dead.Dequeue();
            if (message.Place == Place.Dead)
            {
                Put(message, Place.Visible);
                lane.Show(message);
            }
        }
    }

    /// <summary>The limit counts what is in flight now, not what no slice has come to yet.</summary>
    private void MakeRoom(DateTimeOffset now)
    {
        Settle(now);
        while (IsFull && waiting.First is { } first && first.Due <= now.UtcTicks)
        {
            Settle(now);
        }
    }
}

/// <summary>
/// How a receive is to go: how many at most, for how long, under which attempt, and when a message is dead.
/// </summary>
internal readonly record struct ReceiveTerms(
    int Max, TimeSpan Visibility, string? AttemptId = null, int? DeadAfter = null);

/// <summary>What a sender is told.</summary>
internal readonly record struct Receipt(Guid MessageId, ulong Number, bool IsDuplicate);

/// <summary>What became of a change to a received message.</summary>
internal enum Outcome
{
    Done,

    /// <summary>The handle's visibility timeout is over, or a newer receive took its place.</summary>
    Expired,

    NotThere,

    /// <summary>Longer than twelve hours since it was received.</summary>
    TooLong,
}
