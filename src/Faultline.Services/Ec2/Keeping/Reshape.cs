using System.Buffers;
using Faultline.Wire.Protocols.Cbor;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Keeping;

/// <summary>
/// Takes what one structure says into another. AWS has the same things under several types, whose members have the
/// same names: as it is asked for, as it is answered, as it stands in a template.
/// </summary>
internal static class Reshape
{
    /// <summary>A structure of another type with the members that both have.</summary>
    public static T To<T>(this IStructure from) where T : class, IStructure, new() => new T().Under(from);

    /// <summary>A copy in which each member that is set above stands in the place of its own.</summary>
    public static T Under<T>(this T below, IStructure above) where T : class, IStructure
    {
        var bytes = Bytes(above);
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
}
