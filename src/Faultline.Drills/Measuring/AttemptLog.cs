namespace Faultline.Drills.Measuring;

/// <summary>
/// The attempts of one probe, by their numbers, from when they are due: a row of 32 bytes each, so that an hour
/// under load fits in memory and all is computed from what was, not from what was summed up on the way.
/// </summary>
internal sealed class AttemptLog(string probe)
{
    private const int ChunkRows = 4096;

    private readonly Lock gate = new();
    private readonly List<Row[]> chunks = [];
    private readonly List<string?> words = [null];
    private readonly Dictionary<string, short> known = new(StringComparer.Ordinal);
    private readonly HashSet<string> answered = new(StringComparer.Ordinal);
    private long count;

    private enum State : byte
    {
        Pending,
        Succeeded,
        Failed,
    }

    public long Count
    {
        get
        {
            lock (gate)
            {
                return count;
            }
        }
    }

    /// <summary>The next attempt is due; gives its number, from 0.</summary>
    public long Begin(DateTimeOffset due, TimeSpan late)
    {
        lock (gate)
        {
            if (count == (long)chunks.Count * ChunkRows)
            {
                chunks.Add(new Row[ChunkRows]);
            }

            Of(count) = new() { Due = due.UtcTicks, LateUs = Us(late) };
            return count++;
        }
    }

    public void End(
        long number, DateTimeOffset sent, DateTimeOffset done, bool succeeded, string? zone, string? failure)
    {
        lock (gate)
        {
            ref var row = ref Of(number);
            var due = new DateTimeOffset(row.Due, TimeSpan.Zero);
            (row.SentUs, row.DoneUs) = (Us(sent - due), Us(done - due));
            (row.Zone, row.Failure) = (Word(zone), Word(failure));
            row.State = succeeded ? State.Succeeded : State.Failed;
            if (succeeded && zone is not null)
            {
                answered.Add(zone);
            }
        }
    }

    /// <summary>Those that have ended, in the order in which they were due.</summary>
    public IEnumerable<Attempt> Ended()
    {
        for (var at = 0L; at < Count; at++)
        {
            Row row;
            lock (gate)
            {
                row = Of(at);
            }

            if (row.State != State.Pending)
            {
                yield return Attempt(row);
            }
        }
    }

    /// <summary>How late the generator itself was, over all attempts.</summary>
    public Histogram Lateness()
    {
        var late = new Histogram();
        lock (gate)
        {
            for (var at = 0L; at < count; at++)
            {
                late.Add(TimeSpan.FromMicroseconds(Of(at).LateUs));
            }
        }

        return late;
    }

    /// <summary>
    /// How those fared that were due since then: one without an outcome counts as failed once it is past the patience
    /// of its client, and not at all before.
    /// </summary>
    public Glance Look(DateTimeOffset since, DateTimeOffset now, TimeSpan patience)
    {
        var (judged, spans, alive) = (0L, new Histogram(), new HashSet<string>(StringComparer.Ordinal));
        lock (gate)
        {
            for (var at = count - 1; at >= 0 && Of(at).Due >= since.UtcTicks; at--)
            {
                ref var row = ref Of(at);
                if (row.State == State.Pending && now.UtcTicks - row.Due <= patience.Ticks)
                {
                    continue;
                }

                judged++;
                if (row.State == State.Succeeded)
                {
                    spans.Add(TimeSpan.FromMicroseconds(row.DoneUs));
                    alive.Add(words[row.Zone] ?? "");
                }
            }

            return new(count, judged, spans, [.. answered.Except(alive).Order(StringComparer.Ordinal)]);
        }
    }

    private static int Us(TimeSpan span) =>
        (int)Math.Clamp(span.Ticks / TimeSpan.TicksPerMicrosecond, 0, int.MaxValue);

    private ref Row Of(long number) => ref chunks[(int)(number / ChunkRows)][number % ChunkRows];

    private short Word(string? word)
    {
        if (word is null)
        {
            return 0;
        }

        if (!known.TryGetValue(word, out var number))
        {
            // A system could answer with a name of its own each time: then the last one stands for all later ones.
            number = (short)Math.Min(words.Count, short.MaxValue);
            if (number == words.Count)
            {
                words.Add(word);
                known.Add(word, number);
            }
            else
            {
                number--;
            }
        }

        return number;
    }

    private Attempt Attempt(Row row)
    {
        var due = new DateTimeOffset(row.Due, TimeSpan.Zero);
        lock (gate)
        {
            return new(
                probe,
                due,
                due + TimeSpan.FromMicroseconds(row.SentUs),
                due + TimeSpan.FromMicroseconds(row.DoneUs),
                row.State == State.Succeeded)
            {
                Zone = words[row.Zone],
                Failure = words[row.Failure],
            };
        }
    }

    private struct Row
    {
        public long Due;
        public int LateUs;
        public int SentUs;
        public int DoneUs;
        public short Zone;
        public short Failure;
        public State State;
    }
}

/// <summary>What a look at the newest attempts shows.</summary>
internal sealed record Glance(long Offered, long Judged, Histogram Succeeded, IReadOnlyList<string> DeadZones);
