using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Storage;

/// <summary>A volume: what the API shows of it, with its attachment, and what only we know.</summary>
internal sealed record Disk(string Id, string Account, Volume Shown) : IRow
{
    /// <summary>What runs from it, where it was made to be the root of an instance.</summary>
    public string? Program { get; init; }

    /// <summary>Whether reads and writes go on by themselves after it may have become inconsistent.</summary>
    public bool AutoEnablesIo { get; init; }

    public static RowForm<Disk> Form { get; } = new(Write, Read)
    {
        Tags = disk => disk.Shown.Tags,
        Tagged = (disk, tags) => disk.With(shown => shown.Tags = tags),
    };

    public string State => Shown.State!;

    /// <summary>Where it is attached, or is being attached or detached. A volume is never on two instances.</summary>
    public VolumeAttachment? Attachment => Shown.Attachments is [var attachment, ..] ? attachment : null;

    public bool Is(string state) => State == state;

    public bool IsOn(string machine) => Attachment?.InstanceId == machine;

    public Disk With(Action<Volume> change) => this with { Shown = Shown.With(change) };

    public Disk WithAttachment(Action<VolumeAttachment> change) =>
        With(shown => shown.Attachments = [Attachment!.With(change)]);

    private static void Write(EntryWriter entry, Disk disk)
    {
        entry.Text(1, disk.Id);
        entry.Text(2, disk.Account);
        Structure.Write(entry, 3, disk.Shown);
        entry.Text(4, disk.Program);
        entry.Flag(5, disk.AutoEnablesIo);
    }

    private static Disk Read(EntryReader entry)
    {
        var disk = new Disk("", "", new());
        while (entry.Next(out var field))
        {
            disk = field switch
            {
                1 => disk with { Id = entry.Text() },
                2 => disk with { Account = entry.Text() },
                3 => disk with { Shown = Structure.Read<Volume>(entry) },
                4 => disk with { Program = entry.Text() },
                5 => disk with { AutoEnablesIo = entry.Flag() },
                _ => disk,
            };
        }

        return disk;
    }
}
