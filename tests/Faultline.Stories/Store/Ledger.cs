using Faultline.Store;

namespace Faultline.Stories.Store;

/// <summary>
/// A state that can be checked as a whole: the n-th operation adds line n, takes line n - 10 away and overwrites the
/// count. Whatever is recovered must be what it was after exactly so many operations.
/// </summary>
internal sealed class Ledger : IState
{
    private const byte Line = 1;
    private const byte Count = 2;
    private const int LinesMax = 10;

    private readonly SortedDictionary<ulong, string> lines = [];
    private readonly List<ulong> added = [];
    private bool loaded;

    public int Operations { get; private set; }

    public void Operate()
    {
        Operations++;
        lines.Add((ulong)Operations, Text(Operations));
        lines.Remove((ulong)(Operations - LinesMax));
        added.Add((ulong)Operations);
    }

    public void Flush(Batch batch)
    {
        foreach (var line in added)
        {
            batch.Put(new(Line, line)).Text(1, Text((int)line));
            if (line > LinesMax)
            {
                batch.Delete(new(Line, line - LinesMax));
            }
        }

        if (added.Count > 0)
        {
            batch.Put(new(Count, 0)).Whole(1, Operations);
        }

        added.Clear();
    }

    public void Load(Key key, ReadOnlySpan<byte> entry)
    {
        var reader = new EntryReader(entry);
        Assert.True(reader.Next(out var field) && field == 1);
        if (key.Kind == Count)
        {
            Operations = (int)reader.Whole();
            return;
        }

        Assert.Equal(Line, key.Kind);
        Assert.Equal(Text((int)key.Number), reader.Text());
        lines.Add(key.Number, reader.Text());
    }

    public void Loaded() => loaded = true;

    /// <summary>Nothing is half there.</summary>
    public void Check()
    {
        Assert.True(loaded);
        var first = Math.Max(1, Operations - LinesMax + 1);
        Assert.Equal(Enumerable.Range(first, Operations - first + 1), lines.Keys.Select(line => (int)line));
    }

    private static string Text(int line) => $"{line}:{new string((char)('a' + (line % 26)), line * 37 % 900)}";
}
