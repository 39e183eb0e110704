using System.Buffers;
using Faultline.Store;
using Faultline.Wire.Protocols.Cbor;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Keeping;

/// <summary>
/// Structures of the contract in entries: as CBOR, by the names of their members, which AWS never changes. A member
/// that a later model adds is absent in what was written before.
/// </summary>
internal static class Structure
{
    public static void Write(EntryWriter entry, int field, IStructure? value)
    {
        if (value is null)
        {
            return;
        }

        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = CborShapeWriter.Rent(bytes))
        {
            writer.Root(value);
        }

        entry.Bytes(field, bytes.WrittenSpan);
    }

    public static T Read<T>(EntryReader field) where T : IStructure, new()
    {
        var value = new T();
        CborShapeReader.Read(field.Bytes().ToArray(), value);
        return value;
    }
}
