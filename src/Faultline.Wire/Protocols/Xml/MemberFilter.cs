using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Xml;

/// <summary>
/// Passes some of a structure's own members on to another writer and leaves out the others. What lies deeper goes with
/// the member that it belongs to.
/// </summary>
internal abstract class MemberFilter(ShapeWriter inner) : ShapeWriter
{
    private int depth;
    private bool passing;

    /// <summary>Whether one of the structure's own members passes.</summary>
    protected abstract bool Passes(Member member);

    public override void BeginStructure(Member member, IStructure value)
    {
        if (Enter(member))
        {
            inner.BeginStructure(member, value);
        }
    }

    public override void EndStructure(Member member)
    {
        if (Leave())
        {
            inner.EndStructure(member);
        }
    }

    public override void BeginList(Member member, int count)
    {
        if (Enter(member))
        {
            inner.BeginList(member, count);
        }
    }

    public override void EndList(Member member)
    {
        if (Leave())
        {
            inner.EndList(member);
        }
    }

    public override void BeginMap(Member member, int count)
    {
        if (Enter(member))
        {
            inner.BeginMap(member, count);
        }
    }

    public override void Key(Member member, string key)
    {
        if (passing)
        {
            inner.Key(member, key);
        }
    }

    public override void EndMap(Member member)
    {
        if (Leave())
        {
            inner.EndMap(member);
        }
    }

    public override void Null(Member member)
    {
        if (Here(member))
        {
            inner.Null(member);
        }
    }

    public override void String(Member member, string value)
    {
        if (Here(member))
        {
            inner.String(member, value);
        }
    }

    public override void Boolean(Member member, bool value)
    {
        if (Here(member))
        {
            inner.Boolean(member, value);
        }
    }

    public override void Integer(Member member, int value)
    {
        if (Here(member))
        {
            inner.Integer(member, value);
        }
    }

    public override void Long(Member member, long value)
    {
        if (Here(member))
        {
            inner.Long(member, value);
        }
    }

    public override void Float(Member member, float value)
    {
        if (Here(member))
        {
            inner.Float(member, value);
        }
    }

    public override void Double(Member member, double value)
    {
        if (Here(member))
        {
            inner.Double(member, value);
        }
    }

    public override void Blob(Member member, byte[] value)
    {
        if (Here(member))
        {
            inner.Blob(member, value);
        }
    }

    public override void Timestamp(Member member, DateTimeOffset value)
    {
        if (Here(member))
        {
            inner.Timestamp(member, value);
        }
    }

    public override void Document(Member member, JsonNode value)
    {
        if (Here(member))
        {
            inner.Document(member, value);
        }
    }

    public override void Stream(Member member, Stream value)
    {
        if (Here(member))
        {
            inner.Stream(member, value);
        }
    }

    public override void Events(Member member, IAsyncEnumerable<IStructure> value)
    {
        if (Here(member))
        {
            inner.Events(member, value);
        }
    }

    private bool Here(Member member) => depth == 0 ? Passes(member) : passing;

    private bool Enter(Member member)
    {
        passing = Here(member);
        depth++;
        return passing;
    }

    private bool Leave()
    {
        depth--;
        return passing;
    }
}
