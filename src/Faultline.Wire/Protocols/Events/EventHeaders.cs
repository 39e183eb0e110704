using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Events;

/// <summary>
/// Takes from an event what stands outside the protocol's form: its headers, and a payload of plain bytes or text.
/// </summary>
internal sealed class EventHeaders(EventFrame frame, IBufferWriter<byte> payload) : ShapeWriter
{
    private int depth;

    public override void String(Member member, string value)
    {
        if (IsHeader(member))
        {
            frame.Header(member.WireName, value);
        }
        else if (IsPayload(member))
        {
            Encoding.UTF8.GetBytes(value, payload);
        }
    }

    public override void Blob(Member member, byte[] value)
    {
        if (IsHeader(member))
        {
            frame.Header(member.WireName, value);
        }
        else if (IsPayload(member))
        {
            payload.Write(value);
        }
    }

    public override void Boolean(Member member, bool value)
    {
        if (IsHeader(member))
        {
            frame.Header(member.WireName, value);
        }
    }

    public override void Integer(Member member, int value)
    {
        if (IsHeader(member))
        {
            frame.Header(member.WireName, value);
        }
    }

    public override void Long(Member member, long value)
    {
        if (IsHeader(member))
        {
            frame.Header(member.WireName, value);
        }
    }

    public override void Timestamp(Member member, DateTimeOffset value)
    {
        if (IsHeader(member))
        {
            frame.Header(member.WireName, value);
        }
    }

    public override void BeginStructure(Member member, IStructure value) => depth++;

    public override void EndStructure(Member member) => depth--;

    public override void BeginList(Member member, int count) => depth++;

    public override void EndList(Member member) => depth--;

    public override void BeginMap(Member member, int count) => depth++;

    public override void EndMap(Member member) => depth--;

    // What follows can be neither header nor plain payload, and is written in the protocol's form.
    public override void Key(Member member, string key)
    {
    }

    public override void Null(Member member)
    {
    }

    public override void Float(Member member, float value)
    {
    }

    public override void Double(Member member, double value)
    {
    }

    public override void Document(Member member, JsonNode value)
    {
    }

    private bool IsHeader(Member member) => depth == 0 && member.EventHeader;

    private bool IsPayload(Member member) => depth == 0 && member.EventPayload;
}
