using Faultline.Kernel;

namespace Faultline.Store;

/// <summary>What a partition is to its store, whatever its state: a turn, a number, and how far it has come.</summary>
internal sealed class Slot(RegionStore store, Journal? journal, string name, uint number, IState state, bool declared)
{
    // Encoding never waits, so one batch a thread is enough for all partitions.
    [ThreadStatic]
    private static Batch? spare;

    private readonly Turn turn = new();
    private readonly RegionStore store = store;
    private long epoch;
    private Commit? last;
    private bool untrue;

    public string Name => name;

    public bool Dropped { get; private set; }

    public ValueTask<long> Take(CancellationToken ct)
    {
        journal?.ThrowIfBroken();
        var taken = turn.Take(ct);
        return taken.IsCompletedSuccessfully && !untrue ? new(epoch) : new(Taken(taken));
    }

    public ValueTask Keep(long held)
    {
        MustHold(held);
        try
        {
            HandOver();
            return Durable(last);
        }
        finally
        {
            Leave();
        }
    }

    public ValueTask KeepWith(long held, Slot other, long otherHeld)
    {
        MustHold(held);
        other.MustHold(otherHeld);
        try
        {
            if (store != other.store)
            {
                throw new InvariantBroken($"{name} and {other.Name} are of two regions and cannot be kept as one.");
            }

            HandOver(other);
            return Durable(Commit.Later(last, other.last));
        }
        finally
        {
            Leave();
            other.Leave();
        }
    }

    public ValueTask Drop(long held)
    {
        MustHold(held);
        try
        {
            var batch = Begin();
            if (declared && journal is not null)
            {
                batch.Drop(number);
                last = journal.Append(batch.Records);
            }

            Dropped = true;
            store.Forget(name);
            return Durable(last);
        }
        finally
        {
            Leave();
        }
    }

    public void Dispose(long held)
    {
        if (Volatile.Read(ref epoch) != held)
        {
            return;
        }

        try
        {
            if (!Dropped && !TakeBack())
            {
                HandOver();
            }
        }
        finally
        {
            Leave();
        }
    }

    private bool TakeBack()
    {
        // A state that fails at it is neither what it was nor what it was to be.
        untrue = true;
        var isBack = state.TakeBack();
        untrue = false;
        return isBack;
    }

    private async Task<long> Taken(ValueTask taken)
    {
        await taken;
        try
        {
            journal?.ThrowIfBroken();
            if (untrue)
            {
                throw new StoreBroken($"{name} failed to say what changed in it: it holds what is not kept.");
            }
        }
        catch (StoreBroken)
        {
            turn.Give();
            throw;
        }

        return epoch;
    }

    private void HandOver(Slot? other = null)
    {
        var batch = Begin();
        var changed = Flush(batch);
        var otherChanged = other is not null && other.Flush(batch);
        if (!changed && !otherChanged)
        {
            return;
        }

        var commit = journal?.Append(batch.Records);
        if (changed)
        {
            Kept(commit);
        }

        if (otherChanged)
        {
            other!.Kept(commit);
        }
    }

    private bool Flush(Batch batch)
    {
        var begin = batch.BeginSection(number, declared ? null : name);

        // True until the journal has what the state hands over: an exception on the way parts the two.
        untrue = true;
        state.Flush(batch);
        if (!batch.EndSection(begin))
        {
            untrue = false;
            return false;
        }

        return Dropped ? throw new InvariantBroken($"{name} was changed after it was dropped.") : true;
    }

    private void Kept(Commit? commit)
    {
        last = commit;
        untrue = false;
        if (!declared)
        {
            declared = true;
            store.Declared(name);
        }
    }

    private Batch Begin()
    {
        var batch = spare ??= new();
        batch.Begin(journal is not null);
        return batch;
    }

    private ValueTask Durable(Commit? commit) => journal?.Wait(commit) ?? ValueTask.CompletedTask;

    private void MustHold(long held)
    {
        if (Volatile.Read(ref epoch) != held)
        {
            throw new InvariantBroken($"{name} is kept by someone who gave the turn back already.");
        }
    }

    private void Leave()
    {
        Volatile.Write(ref epoch, epoch + 1);
        turn.Give();
    }
}
