using Faultline.Store;

namespace Faultline.Services.Sqs;

// Field numbers are on people's disks: once used, they keep their meaning.

/// <summary>An acknowledged FIFO send.</summary>
internal static class SightingEntry
{
    public static void Write(EntryWriter entry, Sighting sighting)
    {
        entry.Text(1, sighting.Group);
        entry.Text(2, sighting.Id);
        Span<byte> id = stackalloc byte[16];
        sighting.MessageId.TryWriteBytes(id, bigEndian: true, out _);
        entry.Bytes(3, id);
        entry.Whole(4, sighting.Until);
    }

    public static Sighting Read(ulong number, EntryReader entry)
    {
        var sighting = new Sighting(number, null, "", default, 0);
        while (entry.Next(out var field))
        {
            sighting = field switch
            {
                1 => sighting with { Group = entry.Text() },
                2 => sighting with { Id = entry.Text() },
                3 => sighting with { MessageId = new(entry.Bytes(), bigEndian: true) },
                4 => sighting with { Until = entry.Whole() },
                _ => sighting,
            };
        }

        return sighting;
    }
}
