using System.Text.Json.Nodes;
using Faultline.Wire.Protocols.Xml;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Rest;

/// <summary>Reads a body that is one value as it stands: text, bytes, or a stream of them.</summary>
internal sealed class RawReader(Incoming request) : ShapeReader
{
    public override string String(Member member) => Scalars.String(request.Body.Span, member);

    public override byte[] Blob(Member member) => request.Body.ToArray();

    public override Stream Stream(Member member) => request.Stream ?? new MemoryStream(request.Body.ToArray());

    public override void BeginStructure(Member member) => throw Bad(member);

    public override Member? NextMember(Shape structure) => null;

    public override void BeginList(Member member) => throw Bad(member);

    public override bool NextItem(Shape list) => false;

    public override void BeginMap(Member member) => throw Bad(member);

    public override string? NextKey(Shape map) => null;

    public override bool TryNull() => false;

    public override bool Boolean(Member member) => throw Bad(member);

    public override int Integer(Member member) => throw Bad(member);

    public override long Long(Member member) => throw Bad(member);

    public override float Float(Member member) => throw Bad(member);

    public override double Double(Member member) => throw Bad(member);

    public override DateTimeOffset Timestamp(Member member) => throw Bad(member);

    public override JsonNode Document(Member member) => throw Bad(member);

    private static MalformedInput Bad(Member member) => new($"{member.Name} cannot be a body.");
}
