using Faultline.Store;

namespace Faultline.Services.Sqs;

internal sealed partial class QueueState
{
    /// <summary>
    /// Numbers are set aside so many at a time, so that none is given twice even when all messages are gone.
    /// </summary>
    private const ulong NumbersAhead = 1024;

    private readonly List<Message> changed = [];
    private readonly List<Key> deletions = [];
    private readonly List<Sighting> newSightings = [];
    private readonly List<Attempt> newAttempts = [];
    private readonly List<MoveTask> changedTasks = [];
    private List<Message> loaded = [];
    private ulong numbersUntil = 1;
    private bool queueDue;
    private bool cleared;

    public void Flush(Batch batch)
    {
        if (cleared)
        {
            cleared = false;
            batch.Clear(Kinds.Letter);
            batch.Clear(Kinds.Status);
            batch.Clear(Kinds.Sighting);
            batch.Clear(Kinds.Attempt);
        }

        foreach (var key in deletions)
        {
            batch.Delete(key);
        }

        if (queueDue)
        {
            QueueEntry.Write(batch.Put(new(Kinds.Queue, 0)), this);
        }

        if (next > numbersUntil)
        {
            numbersUntil = next + NumbersAhead;
            batch.Put(new(Kinds.Numbers, 0)).Whole(1, (long)numbersUntil);
        }

        foreach (var message in changed)
        {
            FlushMessage(batch, message);
        }

        foreach (var sighting in newSightings)
        {
            SightingEntry.Write(batch.Put(new(Kinds.Sighting, sighting.Number)), sighting);
        }

        foreach (var attempt in newAttempts)
        {
            AttemptEntry.Write(batch.Put(new(Kinds.Attempt, attempt.Number)), attempt);
        }

        foreach (var task in changedTasks)
        {
            MoveTaskEntry.Write(batch.Put(new(Kinds.MoveTask, task.Number)), task);
        }

        queueDue = false;
        deletions.Clear();
        changed.Clear();
        newSightings.Clear();
        newAttempts.Clear();
        changedTasks.Clear();
    }

    public void Expect(byte kind, int entries)
    {
        if (kind == Kinds.Letter)
        {
            messages.EnsureCapacity(entries);
            bySent.Expect(entries);
            loaded.EnsureCapacity(entries);
        }
    }

    public void Load(Key key, ReadOnlySpan<byte> entry)
    {
        switch (key.Kind)
        {
            case Kinds.Queue:
                Restore(QueueEntry.Read(new(entry)));
                break;
            case Kinds.Letter:
                var message = LetterEntry.Read(key.Number, new(entry), loaded.Count > 0 ? loaded[^1] : null);
                message.Kept = Kept.Letter;
                messages.Add(key.Number, message);
                bySent.Add(message);
                loaded.Add(message);
                break;
            case Kinds.Status:
                StatusEntry.Read(new(entry), messages[key.Number]);
                messages[key.Number].Kept |= Kept.Status;
                break;
            case Kinds.Sighting:
                newSightings.Add(SightingEntry.Read(key.Number, new(entry)));
                break;
            case Kinds.Attempt:
                newAttempts.Add(AttemptEntry.Read(key.Number, new(entry)));
                break;
            case Kinds.MoveTask:
                tasks.Add(MoveTaskEntry.Read(key.Number, new(entry)));
                break;
            case Kinds.Numbers:
                var numbers = new EntryReader(entry);
                numbersUntil = numbers.Next(out _) ? (ulong)numbers.Whole() : 1;
                break;
            default:
                break;
        }
    }

    public void Loaded()
    {
        lane = Settings.Fifo ? new GroupedLane() : new OpenLane();
        next = numbersUntil;
        if (!IsInOrder(loaded))
        {
            loaded.Sort((one, other) => one.Number.CompareTo(other.Number));
        }

        foreach (var message in loaded)
        {
            lane.Join(message);
            if (message.Due > message.Sent || message.Receives > message.ReceivesElsewhere)
            {
                // The clock is not known here: the next operation shows what is due.
                Put(message, message.Receives > message.ReceivesElsewhere ? Place.InFlight : Place.Delayed);
                waiting.Add(message);
            }
            else
            {
                Put(message, Place.Visible);
                lane.Show(message);
            }
        }

        foreach (var sighting in newSightings.OrderBy(sighting => sighting.Until))
        {
            sightings.Note(sighting);
        }

        foreach (var attempt in newAttempts.OrderBy(attempt => attempt.Until))
        {
            attempts.Note(attempt);
        }

        tasks.Sort((one, other) => one.Number.CompareTo(other.Number));
        newSightings.Clear();
        newAttempts.Clear();
        loaded = [];
    }

    /// <summary>Nearly always, since numbers are given in the order in which messages come.</summary>
    private static bool IsInOrder(List<Message> messages)
    {
        for (var i = 1; i < messages.Count; i++)
        {
            if (messages[i].Number < messages[i - 1].Number)
            {
                return false;
            }
        }

        return true;
    }

    private void Restore(QueueEntry entry)
    {
        (Exists, Incarnation, Settings) = (true, entry.Incarnation, entry.Settings);
        (Created, Modified, Purged) = (entry.Created, entry.Modified, entry.Purged);
        foreach (var (key, value) in entry.Tags)
        {
            tags[key] = value;
        }
    }

    private static void FlushMessage(Batch batch, Message message)
    {
        if (message.Kept.HasFlag(Kept.LetterDue))
        {
            LetterEntry.Write(batch.Put(new(Kinds.Letter, message.Number)), message);
            message.Kept |= Kept.Letter;
        }

        if (message.Kept.HasFlag(Kept.StatusDue))
        {
            StatusEntry.Write(batch.Put(new(Kinds.Status, message.Number)), message);
            message.Kept |= Kept.Status;
        }

        message.Kept &= ~(Kept.LetterDue | Kept.StatusDue | Kept.Listed);
    }

    private void Added(Message message) => List(message, Kept.LetterDue);

    private void StatusChanged(Message message) => List(message, Kept.StatusDue);

    private void List(Message message, Kept due)
    {
        if (!message.Kept.HasFlag(Kept.Listed))
        {
            changed.Add(message);
        }

        message.Kept |= due | Kept.Listed;
    }

    private void Forget(Message message)
    {
        if (message.Kept.HasFlag(Kept.Letter))
        {
            deletions.Add(new(Kinds.Letter, message.Number));
        }

        if (message.Kept.HasFlag(Kept.Status))
        {
            deletions.Add(new(Kinds.Status, message.Number));
        }

        // Listed it may stay: with nothing due, there is nothing to write of it.
        message.Kept &= Kept.Listed;
    }

    private void Note(Sighting sighting)
    {
        sightings.Note(sighting);
        newSightings.Add(sighting);
    }

    private void Note(Attempt attempt)
    {
        attempts.Note(attempt);
        newAttempts.Add(attempt);
    }
}
