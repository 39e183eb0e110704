using System.Buffers.Binary;
using System.Numerics;

namespace Faultline.Engines.Postgres.Programs;

/// <summary>
/// The number by which PostgreSQL knows whether two data folders, or a folder and a log, are of one database. Data that
/// were copied to be a database of their own get one of their own: else a standby could follow the wrong writer.
/// </summary>
internal static class SystemIdentifier
{
    /// <summary>Less than what the record at the beginning of the file has taken in any version, and more.</summary>
    private const int LengthMin = 200;
    private const int LengthMax = 512;

    /// <summary>
    /// Puts another number into the control file of a server that ended in order. Its log still has the old one:
    /// <c>pg_resetwal</c> is to begin a new log.
    /// </summary>
    public static void Set(string data, ulong identifier)
    {
        var path = Path.Combine(data, "global", "pg_control");
        var control = File.ReadAllBytes(path);
        var length = CheckedLength(control)
            ?? throw new PostgresFailed($"{path} is damaged, or of a version that is not known.");
        BinaryPrimitives.WriteUInt64LittleEndian(control, identifier);
        BinaryPrimitives.WriteUInt32LittleEndian(control.AsSpan(length), Checksum(control.AsSpan(0, length)));

        // Written over in place: it keeps its owner.
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.Write(file, control, 0);
    }

    /// <summary>Where the checksum stands, over all that is before it; it differs from version to version.</summary>
    internal static int? CheckedLength(ReadOnlySpan<byte> control)
    {
        for (var length = LengthMin; length <= LengthMax && length + 4 <= control.Length; length += 4)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(control[length..]) == Checksum(control[..length]))
            {
                return length;
            }
        }

        return null;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum = BitOperations.Crc32C(sum, value);
        }

        return ~sum;
    }
}
