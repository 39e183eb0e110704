using Faultline.Kernel;

namespace Faultline.Store;

/// <summary>
/// Writes the state at one position of the journal into one file, so that what lies before it can go. It ends the
/// current segment and then reads only files that nobody writes any more: the writers go on, and the copy is exact.
/// </summary>
internal sealed class Snapshots(Node node, IDisk disk, StoreOptions options, Journal journal, Spares spares)
    : IAsyncDisposable
{
    /// <summary>So much is read or written before disk and processor are left to the others for a moment.</summary>
    private const int SliceBytes = 1 << 20;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(2);

    private readonly CancellationTokenSource stop = new();
    private Task run = Task.CompletedTask;
    private int busy;

    /// <summary>How long the last snapshot is.</summary>
    public long Bytes { get; set; }

    /// <summary>Begins a snapshot if it is worth it. Does not wait.</summary>
    public void Look()
    {
        if (journal.Written > Math.Max(options.SnapshotAfterBytes, Bytes)
            && !stop.IsCancellationRequested
            && Interlocked.Exchange(ref busy, 1) == 0)
        {
            journal.Written = 0;
            run = Run();
        }
    }

    public async ValueTask DisposeAsync()
    {
        stop.Cancel();
        await run;
        stop.Dispose();
    }

    private async Task Run()
    {
        // The caller is the journal's writing; it must not wait for this.
        await Task.Yield();
        try
        {
            await Make(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (Exception failure)
        {
            // The journal has everything all the same, and the next attempt comes when it has grown again.
            node.Report(failure);
        }
        finally
        {
            Volatile.Write(ref busy, 0);
        }
    }

    private async Task Make(CancellationToken ct)
    {
        var (begin, last) = await journal.Roll();
        var name = Format.Name(begin, Format.Snapshot);
        if (disk.Exists(name))
        {
            return;
        }

        using var source = new Recovery(disk, before: begin);
        long read = 0;
        foreach (var bytes in source.Steps())
        {
            read += bytes;
            if (read > SliceBytes)
            {
                read = 0;
                await Task.Delay(Moment, node.Clock, ct);
            }
        }

        source.MustEndAt(last);
        Bytes = await Copy(source, name, begin, ct);
        disk.Move(name + Format.Unfinished, name);
        disk.SyncFolder("");
        foreach (var old in source.Names)
        {
            spares.Offer(old);
        }
    }

    private async Task<long> Copy(Recovery source, string name, int begin, CancellationToken ct)
    {
        using var to = await SnapshotFile.Make(disk, name + Format.Unfinished, begin, node.Dice);
        var pager = new Pager(source.Files);
        var batch = new Batch();
        batch.Begin(kept: true);
        long entries = 0;
        foreach (var (number, shelf) in source.Catalogue.Shelves)
        {
            batch.Declare(number, shelf.Name);
            batch.BeginSection(number, declaredAs: null);
            foreach (var (key, place) in shelf.Live())
            {
                batch.PutWhole(Key.Unpack(key), pager.Entry(place));
                entries++;
                if (batch.Records.Length > SliceBytes)
                {
                    await to.Write(batch, isLast: false);
                    await Task.Delay(Moment, node.Clock, ct);
                    batch.Begin(kept: true);
                    batch.BeginSection(number, declaredAs: null);
                }
            }
        }

        batch.End(entries);
        await to.Write(batch, isLast: true);
        return to.Length;
    }
}
