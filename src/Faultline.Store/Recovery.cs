namespace Faultline.Store;

/// <summary>
/// Reads what a region has on its disk. It writes nothing: where something is damaged or of a newer format, the folder
/// stays as it is.
/// </summary>
internal sealed class Recovery(IDisk disk, int before = int.MaxValue) : IDisposable
{
    private readonly List<IDiskFile> files = [];
    private readonly List<string> read = [];

    public Catalogue Catalogue { get; } = new();

    /// <summary>The files that the places in the catalogue speak of.</summary>
    public IReadOnlyList<IDiskFile> Files => files;

    public IReadOnlyList<string> Names => read;

    /// <summary>The segment that the journal goes on with, and where.</summary>
    public int Segment { get; private set; } = 1;

    public long Offset { get; private set; } = Format.FileHeaderBytes;

    public bool IsMade { get; private set; }

    /// <summary>The last block that was found.</summary>
    public ulong Last { get; private set; }

    public long SnapshotBytes { get; private set; }

    public long SegmentBytes { get; private set; }

    /// <summary>What a crash left and nobody needs.</summary>
    public List<string> Leftovers { get; } = [];

    public void Run()
    {
        foreach (var _ in Steps())
        {
        }
    }

    /// <summary>Reads step by step, and says after each how many bytes it was.</summary>
    public IEnumerable<int> Steps()
    {
        var names = disk.List("");
        Leftovers.AddRange(names.Where(name => name.EndsWith(Format.Unfinished, StringComparison.Ordinal)));
        var snapshot = names.Select(name => Format.Number(name, Format.Snapshot)).DefaultIfEmpty().Max();
        var segments = names.Select(name => Format.Number(name, Format.Segment)).Order().ToList();
        segments.RemoveAll(number => number == 0 || number >= before);
        if (snapshot > 0)
        {
            foreach (var step in ReadSnapshot(snapshot))
            {
                yield return step;
            }

            Segment = snapshot;
            Leftovers.AddRange(names.Where(name => IsSnapshotBefore(snapshot, name)));
            Leftovers.AddRange(segments.Where(number => number < snapshot).Select(Name));
            segments.RemoveAll(number => number < snapshot);
        }

        if (segments.Count == 0 && snapshot == 0)
        {
            yield break;
        }

        for (var i = 0; i < Math.Max(1, segments.Count); i++)
        {
            if (segments.Count == 0 || segments[i] != Segment + i)
            {
                throw new StoreDamaged(Name(Segment + i), 0, "the file is missing");
            }
        }

        IsMade = true;
        foreach (var step in ReadSegments(segments))
        {
            yield return step;
        }
    }

    /// <summary>Where it is known what the last block is, a tail that is not whole is damage.</summary>
    public void MustEndAt(ulong last)
    {
        if (Last != last)
        {
            throw new StoreDamaged(Name(Segment), Offset, "the last block of the segment is not whole");
        }
    }

    public void Dispose()
    {
        foreach (var file in files)
        {
            file.Dispose();
        }
    }

    private static bool IsSnapshotBefore(int number, string name) =>
        Format.Number(name, Format.Snapshot) is > 0 and var older && older < number;

    private static string Name(int segment) => Format.Name(segment, Format.Segment);

    private (BlockReader Reader, ulong Place) Open(string name)
    {
        var file = disk.Open(name);
        files.Add(file);
        read.Add(name);
        return (new(file, FileHeader.Read(file, name)), Format.Position(files.Count - 1, 0));
    }

    private IEnumerable<int> ReadSnapshot(int number)
    {
        var name = Format.Name(number, Format.Snapshot);
        var (reader, place) = Open(name);
        while (Catalogue.SnapshotEntries is null)
        {
            if (!reader.Next())
            {
                throw new StoreDamaged(name, reader.Offset, "a block of the snapshot is not as it was written");
            }

            Catalogue.Add(reader.Records, place + (ulong)reader.RecordsAt);
            yield return reader.Block.Length;
        }

        if (Catalogue.SnapshotEntries != Catalogue.Puts)
        {
            throw new StoreDamaged(name, reader.Offset, "the snapshot has not as many entries as it says");
        }

        SnapshotBytes = reader.Offset;
    }

    private IEnumerable<int> ReadSegments(List<int> numbers)
    {
        BlockReader? tail = null;
        foreach (var number in numbers)
        {
            var (reader, place) = Open(Name(number));
            var isTail = true;
            while (reader.Next())
            {
                if (!Follows(reader.Block, isFirstFile: number == numbers[0]))
                {
                    throw Broken(tail, number, reader);
                }

                isTail = false;
                Last = reader.Block.Position;
                Catalogue.Add(reader.Records, place + (ulong)reader.RecordsAt);
                yield return reader.Block.Length;
            }

            SegmentBytes += reader.Offset;
            if (tail is not null && isTail)
            {
                // Nothing here follows the tail. If something does all the same, it says so itself.
                reader.MustEnd(Name(number));
                Leftovers.Add(Name(number));
                continue;
            }

            tail = reader;
            (Segment, Offset) = (number, reader.Offset);
        }

        tail!.MustEnd(Name(Segment));
    }

    /// <summary>
    /// What went before a snapshot is gone, so the first block after one follows something that nobody knows. It stands
    /// in the first file: none is left for the next before it has a block.
    /// </summary>
    private bool Follows(BlockHeader block, bool isFirstFile) =>
        Last != 0 ? block.Previous == Last : isFirstFile && (SnapshotBytes > 0 || block.Previous == 0);

    private StoreDamaged Broken(BlockReader? before, int number, BlockReader found)
    {
        var here = before is null || before == found;
        return new(
            Name(here ? number : Segment),
            here ? found.RecordsAt - Format.BlockHeaderBytes : before!.Offset,
            $"a block is not whole that {Name(number)} goes on from");
    }
}
