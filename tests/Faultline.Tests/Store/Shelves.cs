using System.Text;
using Faultline.Store;

namespace Faultline.Tests.Store;

/// <summary>A state for tests: texts under keys, and the order in which they were loaded.</summary>
internal sealed class Shelves : IState
{
    private readonly SortedSet<ulong> changed = [];
    private readonly SortedSet<byte> cleared = [];

    public SortedDictionary<ulong, string> Texts { get; } = [];

    public List<ulong> LoadedInOrder { get; } = [];

    public bool IsLoaded { get; private set; }

    public static ulong At(byte kind, ulong number) => ((ulong)kind << 56) | number;

    public void Set(ulong at, string? text)
    {
        changed.Add(at);
        if (text is null)
        {
            Texts.Remove(at);
        }
        else
        {
            Texts[at] = text;
        }
    }

    public void Clear(byte kind)
    {
        cleared.Add(kind);
        foreach (var at in Texts.Keys.Where(at => at >> 56 == kind).ToList())
        {
            Texts.Remove(at);
        }

        changed.RemoveWhere(at => at >> 56 == kind);
    }

    public void Flush(Batch batch)
    {
        foreach (var kind in cleared)
        {
            batch.Clear(kind);
        }

        foreach (var at in changed)
        {
            var key = Key.Unpack(at);
            if (Texts.TryGetValue(at, out var text))
            {
                batch.Put(key).Text(1, text);
            }
            else
            {
                batch.Delete(key);
            }
        }

        cleared.Clear();
        changed.Clear();
    }

    public void Load(Key key, ReadOnlySpan<byte> entry)
    {
        var reader = new EntryReader(entry);
        var text = "";
        while (reader.Next(out var field))
        {
            text = field == 1 ? reader.Text() : text;
        }

        Texts.Add(key.Packed, text);
        LoadedInOrder.Add(key.Packed);
    }

    public void Loaded() => IsLoaded = true;

    public override string ToString()
    {
        var all = new StringBuilder();
        foreach (var (at, text) in Texts)
        {
            all.Append(at >> 56).Append('.').Append(at & Key.NumberMax).Append('=').Append(text).Append(' ');
        }

        return all.ToString().TrimEnd();
    }
}
