using System.Text.Json.Nodes;

namespace Faultline.Wire.Shapes;

/// <summary>
/// Takes a value apart, member by member. Each protocol is one writer; the check of constraints is one too. The member
/// says where the value stands: in a structure, a list (its item) or a map (its value).
/// </summary>
public abstract class ShapeWriter
{
    /// <summary>Writes a nested structure: begin, its members, end.</summary>
    public void Structure(Member member, IStructure value)
    {
        BeginStructure(member, value);
        value.Write(this);
        EndStructure(member);
    }

    public void List<T>(Member member, IReadOnlyList<T> items, Action<ShapeWriter, Member, T> item)
    {
        BeginList(member, items.Count);
        var shape = member.Shape;
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is { } value)
            {
                item(this, shape.Item, value);
            }
            else if (shape.Sparse)
            {
                Null(shape.Item);
            }
        }

        EndList(member);
    }

    public void Map<T>(Member member, IReadOnlyDictionary<string, T> entries, Action<ShapeWriter, Member, T> value)
    {
        BeginMap(member, entries.Count);
        if (entries is Dictionary<string, T> dictionary)
        {
            // Walked by its own enumerator, which costs no memory.
            foreach (var (name, entry) in dictionary)
            {
                Entry(member.Shape, name, entry, value);
            }
        }
        else
        {
            foreach (var (name, entry) in entries)
            {
                Entry(member.Shape, name, entry, value);
            }
        }

        EndMap(member);
    }

    private void Entry<T>(Shape map, string name, T? entry, Action<ShapeWriter, Member, T> value)
    {
        if (entry is { } set)
        {
            Key(map.Key, name);
            value(this, map.Value, set);
        }
        else if (map.Sparse)
        {
            Key(map.Key, name);
            Null(map.Value);
        }
    }

    public abstract void BeginStructure(Member member, IStructure value);

    public abstract void EndStructure(Member member);

    public abstract void BeginList(Member member, int count);

    public abstract void EndList(Member member);

    public abstract void BeginMap(Member member, int count);

    /// <summary>The key of the entry whose value comes next.</summary>
    public abstract void Key(Member member, string key);

    public abstract void EndMap(Member member);

    public abstract void Null(Member member);

    public abstract void String(Member member, string value);

    public virtual void KeptText(Member member, KeptText value) => String(member, value.ToString());

    public abstract void Boolean(Member member, bool value);

    public abstract void Integer(Member member, int value);

    public abstract void Long(Member member, long value);

    public abstract void Float(Member member, float value);

    public abstract void Double(Member member, double value);

    public abstract void Blob(Member member, byte[] value);

    public abstract void Timestamp(Member member, DateTimeOffset value);

    public abstract void Document(Member member, JsonNode value);

    /// <summary>A body that is not held in memory. Only a REST protocol's payload can be one.</summary>
    public virtual void Stream(Member member, Stream value) =>
        throw new NotSupportedException($"{member.Name} cannot be streamed in this protocol.");

    /// <summary>A body of events that are written as they come. Only a payload can be one.</summary>
    public virtual void Events(Member member, IAsyncEnumerable<IStructure> value) =>
        throw new NotSupportedException($"{member.Name} cannot be an event stream in this protocol.");
}
