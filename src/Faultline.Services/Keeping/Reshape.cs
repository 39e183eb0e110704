using System.Buffers;
using System.Formats.Cbor;
using Faultline.Wire.Protocols.Cbor;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Keeping;

/// <summary>
/// Takes what one structure says into another. AWS has the same things under several types, whose members have the
/// same names in the model and others on the wire: as they are asked for, as they are answered, as they stand in a
/// template.
/// </summary>
internal static class Reshape
{
    /// <summary>A structure of another type with the members that both have.</summary>
    public static T To<T>(this IStructure from) where T : class, IStructure, new() => new T().Under(from);

    /// <summary>A copy in which each member that is set above stands in the place of its own.</summary>
    public static T Under<T>(this T below, IStructure above) where T : class, IStructure
    {
        var writer = new CborWriter(CborConformanceMode.Lax);
        Translate(new(Bytes(above), CborConformanceMode.Lax), writer, above.Shape, below.Shape);
        var bytes = writer.Encode();
        return below.With(copy => CborShapeReader.Read(bytes, copy));
    }

    /// <summary>All that a structure says: the same for two that say the same.</summary>
    public static byte[] Bytes(IStructure structure)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = CborShapeWriter.Rent(bytes))
        {
            writer.Root(structure);
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Writes what is read of one shape as another, by the names in the model.</summary>
    private static void Translate(CborReader reader, CborWriter writer, Shape from, Shape to)
    {
        switch (from.Kind)
        {
            case ShapeKind.Structure when to.Kind == ShapeKind.Structure:
                Members(reader, writer, from, to);
                break;
            case ShapeKind.List when to.Kind == ShapeKind.List:
                reader.ReadStartArray();
                writer.WriteStartArray(null);
                while (reader.PeekState() != CborReaderState.EndArray)
                {
                    Translate(reader, writer, from.Item.Shape, to.Item.Shape);
                }

                reader.ReadEndArray();
                writer.WriteEndArray();
                break;
            default:
                writer.WriteEncodedValue(reader.ReadEncodedValue().Span);
                break;
        }
    }

    private static void Members(CborReader reader, CborWriter writer, Shape from, Shape to)
    {
        reader.ReadStartMap();
        writer.WriteStartMap(null);
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            var wire = reader.ReadTextString();
            var member = Array.Find(from.Members, each => each.WireName == wire);
            if (Array.Find(to.Members, each => each.Name == member?.Name) is { } other)
            {
                writer.WriteTextString(other.WireName);
                Translate(reader, writer, member!.Shape, other.Shape);
            }
            else
            {
                reader.SkipValue();
            }
        }

        reader.ReadEndMap();
        writer.WriteEndMap();
    }
}
