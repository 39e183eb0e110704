using System.Buffers;
using Faultline.Wire.Protocols.Cbor;
using Faultline.Wire.Protocols.Json;
using Faultline.Wire.Protocols.Xml;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Events;

/// <summary>The form that the payloads of a protocol's events have.</summary>
internal abstract class EventFormat
{
    public static EventFormat Json { get; } = new JsonForm();

    public static EventFormat Cbor { get; } = new CborForm();

    public static EventFormat Xml { get; } = new XmlForm();

    public abstract string ContentType { get; }

    /// <summary>Writes a structure's members as one payload.</summary>
    public abstract void WriteMembers(IStructure value, IBufferWriter<byte> output);

    /// <summary>Writes the one member that is the payload.</summary>
    public abstract void WritePayload(IStructure value, Member payload, IBufferWriter<byte> output);

    private sealed class Only(Member payload, ShapeWriter inner) : MemberFilter(inner)
    {
        protected override bool Passes(Member member) => ReferenceEquals(member, payload);
    }

    private sealed class JsonForm : EventFormat
    {
        public override string ContentType => "application/json";

        public override void WriteMembers(IStructure value, IBufferWriter<byte> output) =>
            JsonShapeWriter.Write(value, output);

        public override void WritePayload(IStructure value, Member payload, IBufferWriter<byte> output)
        {
            using var writer = JsonShapeWriter.Rent(output);
            value.Write(new Only(payload, writer));
        }
    }

    private sealed class CborForm : EventFormat
    {
        public override string ContentType => "application/cbor";

        public override void WriteMembers(IStructure value, IBufferWriter<byte> output)
        {
            using var writer = CborShapeWriter.Rent(output);
            writer.Root(value);
        }

        public override void WritePayload(IStructure value, Member payload, IBufferWriter<byte> output)
        {
            using var writer = CborShapeWriter.Rent(output);
            value.Write(new Only(payload, writer));
        }
    }

    private sealed class XmlForm : EventFormat
    {
        public override string ContentType => "text/xml";

        public override void WriteMembers(IStructure value, IBufferWriter<byte> output)
        {
            var xml = new XmlText(output);
            var root = value.Shape.LocationName ?? value.Shape.Name;
            xml.Begin(root);
            xml.EndOfTag();
            value.Write(new XmlShapeWriter(output));
            xml.Close(root);
        }

        public override void WritePayload(IStructure value, Member payload, IBufferWriter<byte> output)
        {
            var root = payload.LocationName ?? payload.Shape.Name;
            value.Write(new Only(payload, new XmlShapeWriter(output, root, payload.Shape.XmlNamespace)));
        }
    }
}
