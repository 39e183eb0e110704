using System.Text.Json.Nodes;

namespace Faultline.Wire.Shapes;

/// <summary>
/// Puts a value together from what came over the wire. Each protocol is one reader. Whatever does not fit the shape
/// is a <see cref="MalformedInput"/>.
/// </summary>
public abstract class ShapeReader
{
    /// <summary>Fills a nested structure.</summary>
    public T Structure<T>(Member member) where T : IStructure, new()
    {
        var value = new T();
        BeginStructure(member);
        Fill(value);
        return value;
    }

    /// <summary>Fills a structure that has begun, to its end.</summary>
    public void Fill(IStructure value)
    {
        while (NextMember(value.Shape) is { } next)
        {
            value.Read(next, this);
        }
    }

    public List<T> List<T>(Member member, Func<ShapeReader, Member, T> item)
    {
        var list = new List<T>();
        BeginList(member);
        var shape = member.Shape;
        while (NextItem(shape))
        {
            if (!TryNull())
            {
                list.Add(item(this, shape.Item));
            }
            else if (shape.Sparse)
            {
                list.Add(default!);
            }
        }

        return list;
    }

    public Dictionary<string, T> Map<T>(Member member, Func<ShapeReader, Member, T> value)
    {
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        BeginMap(member);
        var shape = member.Shape;
        while (NextKey(shape) is { } key)
        {
            if (!TryNull())
            {
                map[key] = value(this, shape.Value);
            }
            else if (shape.Sparse)
            {
                map[key] = default!;
            }
        }

        return map;
    }

    public abstract void BeginStructure(Member member);

    /// <summary>
    /// The next member of the structure that is being read, or null at its end. Members that the shape does not know,
    /// or whose value is null, are passed over.
    /// </summary>
    public abstract Member? NextMember(Shape structure);

    public abstract void BeginList(Member member);

    /// <summary>Goes to the list's next item; false at its end.</summary>
    public abstract bool NextItem(Shape list);

    public abstract void BeginMap(Member member);

    /// <summary>Goes to the map's next entry and gives its key; null at its end.</summary>
    public abstract string? NextKey(Shape map);

    /// <summary>Passes over a null, if the next value is one.</summary>
    public abstract bool TryNull();

    public abstract string String(Member member);

    /// <summary>A text that is kept as it came: a protocol in UTF-8 makes no string of it.</summary>
    public virtual KeptText KeptText(Member member) => new(String(member));

    public abstract bool Boolean(Member member);

    public abstract int Integer(Member member);

    public abstract long Long(Member member);

    public abstract float Float(Member member);

    public abstract double Double(Member member);

    public abstract byte[] Blob(Member member);

    public abstract DateTimeOffset Timestamp(Member member);

    public abstract JsonNode Document(Member member);

    /// <summary>The body as it comes in. Only a REST protocol's payload can be one.</summary>
    public virtual Stream Stream(Member member) => throw new MalformedInput($"{member.Name} cannot be streamed.");
}

/// <summary>What came over the wire is not of the form that the protocol and the model ask for.</summary>
public sealed class MalformedInput(string message, Exception? inner = null) : Exception(message, inner);
