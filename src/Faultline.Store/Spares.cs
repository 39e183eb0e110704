namespace Faultline.Store;

/// <summary>
/// Segments that a snapshot made needless, kept to be written again: their bytes have a place on the disk and in the
/// system's memory already, which is dearer to make than all the rest of a new segment.
/// </summary>
internal sealed class Spares(IDisk disk)
{
    /// <summary>More are not kept: they take room on the disk.</summary>
    private const int CountMax = 4;

    private readonly Lock gate = new();
    private readonly Queue<(string Name, long Bytes)> spares = new();

    /// <summary>Not before recovery is over: until then somebody may still read what is to be written over.</summary>
    public bool Accepts { get; set; }

    /// <summary>Takes a file of the journal that nobody needs any more, or deletes it.</summary>
    public void Offer(string name)
    {
        lock (gate)
        {
            if (!Accepts || spares.Count == CountMax || !name.EndsWith(Format.Segment, StringComparison.Ordinal))
            {
                disk.Delete(name);
                return;
            }

            // Under such a name recovery removes it, whatever becomes of us.
            var spare = name + ".spare" + Format.Unfinished;
            disk.Move(name, spare);
            spares.Enqueue((spare, Length(spare)));
        }
    }

    /// <summary>Gives one that is long enough another name. What it holds is old.</summary>
    public bool TryTake(long bytes, string name)
    {
        lock (gate)
        {
            while (spares.TryDequeue(out var spare))
            {
                if (spare.Bytes >= bytes)
                {
                    disk.Move(spare.Name, name);
                    return true;
                }

                disk.Delete(spare.Name);
            }

            return false;
        }
    }

    private long Length(string name)
    {
        using var file = disk.Open(name);
        return file.Length;
    }
}
