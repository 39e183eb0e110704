using Faultline.Kernel;

namespace Faultline.Simulation;

/// <summary>
/// One file of a simulated disk: what a reader sees, what a crash certainly leaves, and the changes between the two.
/// </summary>
internal sealed class Inode
{
    private const int SectorBytes = 512;

    private readonly List<Change> pending = [];

    public Sparse Seen { get; private set; } = new();

    public Sparse Durable { get; private set; } = new();

    /// <summary>The number of the last change; a sync covers those up to the one that it began at.</summary>
    public long Changes { get; private set; }

    public void Write(long offset, byte[] bytes)
    {
        Seen.Write(offset, bytes);
        pending.Add(new(++Changes, offset, bytes));
    }

    public void Resize(long length)
    {
        Seen.Resize(length);
        pending.Add(new(++Changes, length, null));
    }

    /// <summary>Makes the changes up to a number durable.</summary>
    public void Sync(long upTo)
    {
        foreach (var change in pending.TakeWhile(change => change.Number <= upTo))
        {
            change.Apply(Durable);
        }

        pending.RemoveAll(change => change.Number <= upTo);
    }

    /// <summary>
    /// A sync that failed: of each change, either the disk has it after all, or nobody will write it any more, though
    /// readers go on seeing it until the crash.
    /// </summary>
    public void FailSync(long upTo, Dice dice)
    {
        foreach (var change in pending.TakeWhile(change => change.Number <= upTo))
        {
            if (dice.Chance(0.5))
            {
                change.Apply(Durable);
            }
        }

        pending.RemoveAll(change => change.Number <= upTo);
    }

    /// <summary>The power failed: each change is there, or not, or torn.</summary>
    public void Crash(Dice dice)
    {
        foreach (var change in pending)
        {
            switch (dice.Below(4))
            {
                case 0:
                    change.Apply(Durable);
                    break;
                case 1 when change.Bytes is not null:
                    Tear(change, dice);
                    break;
                default:
                    break;
            }
        }

        pending.Clear();
        Seen = Durable.Copy();
    }

    /// <summary>A bit turns over where it lies.</summary>
    public void Flip(long offset, int bit)
    {
        Seen.Flip(offset, bit);
        Durable.Flip(offset, bit);
    }

    /// <summary>
    /// Each sector of a write is there or not by itself. Where there was nothing but zeros, garbage may stand instead;
    /// what had been written before, there or beside it, is not destroyed: disks finish the sector that they are in.
    /// </summary>
    private void Tear(Change change, Dice dice)
    {
        var bytes = change.Bytes!;
        for (var from = 0; from < bytes.Length;)
        {
            var take = (int)Math.Min(SectorBytes - ((change.At + from) % SectorBytes), bytes.Length - from);
            var part = bytes.AsSpan(from, take);
            switch (dice.Below(8))
            {
                case 0 when IsBlank(change.At + from, part.Length):
                    dice.Fill(part);
                    Durable.Write(change.At + from, part);
                    break;
                case < 5:
                    Durable.Write(change.At + from, part);
                    break;
                default:
                    break;
            }

            from += take;
        }
    }

    private bool IsBlank(long offset, int count)
    {
        Span<byte> there = stackalloc byte[SectorBytes];
        return !there[..Durable.Read(offset, there[..count])].ContainsAnyExcept((byte)0);
    }

    /// <summary>Bytes at an offset; without bytes, a new length.</summary>
    private readonly record struct Change(long Number, long At, byte[]? Bytes)
    {
        public void Apply(Sparse file)
        {
            if (Bytes is null)
            {
                file.Resize(At);
                return;
            }

            file.Write(At, Bytes);
        }
    }
}
