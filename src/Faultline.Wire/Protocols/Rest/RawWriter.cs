using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Faultline.Wire.Protocols.Events;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Rest;

/// <summary>Writes a body that is one value as it stands: text, bytes, a stream of them, or events.</summary>
internal sealed class RawWriter(Outgoing response, EventFormat events) : ShapeWriter
{
    public override void String(Member member, string value) => Encoding.UTF8.GetBytes(value, response.Body);

    public override void Blob(Member member, byte[] value) => response.Body.Write(value);

    public override void Stream(Member member, Stream value) => response.Stream = value;

    public override void Events(Member member, IAsyncEnumerable<IStructure> value) =>
        response.Events = EventStream.Frames(events, member.Shape, value, initial: null);

    public override void BeginStructure(Member member, IStructure value) => throw Bad(member);

    public override void EndStructure(Member member) => throw Bad(member);

    public override void BeginList(Member member, int count) => throw Bad(member);

    public override void EndList(Member member) => throw Bad(member);

    public override void BeginMap(Member member, int count) => throw Bad(member);

    public override void Key(Member member, string key) => throw Bad(member);

    public override void EndMap(Member member) => throw Bad(member);

    public override void Null(Member member)
    {
    }

    public override void Boolean(Member member, bool value) => throw Bad(member);

    public override void Integer(Member member, int value) => throw Bad(member);

    public override void Long(Member member, long value) => throw Bad(member);

    public override void Float(Member member, float value) => throw Bad(member);

    public override void Double(Member member, double value) => throw Bad(member);

    public override void Timestamp(Member member, DateTimeOffset value) => throw Bad(member);

    public override void Document(Member member, JsonNode value) => throw Bad(member);

    private static NotSupportedException Bad(Member member) => new($"{member} cannot be a body as it stands.");
}
