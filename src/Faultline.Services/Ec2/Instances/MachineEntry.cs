using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Store;

namespace Faultline.Services.Ec2.Instances;

/// <summary>An instance on disk. Field numbers are on people's disks: once used, they keep their meaning.</summary>
internal static class MachineEntry
{
    public static RowForm<Machine> Form { get; } = new(Write, Read)
    {
        Tags = machine => machine.Shown.Tags,
        Tagged = (machine, tags) => machine.With(shown => shown.Tags = tags),
    };

    private static void Write(EntryWriter entry, Machine machine)
    {
        entry.Text(1, machine.Id);
        entry.Text(2, machine.Account);
        Structure.Write(entry, 3, machine.Shown);
        entry.Text(4, machine.Reservation);
        entry.Text(5, machine.Host);
        entry.Text(6, machine.Address);
        entry.Text(7, machine.Program);
        entry.Text(8, machine.UserData);
        entry.Flag(9, machine.StopProtected);
        entry.Flag(10, machine.TerminationProtected);
        entry.Flag(11, machine.TerminatesOnShutdown);
        entry.Flag(12, machine.UnlimitedCredits);
        entry.Time(13, machine.Since);
        entry.Time(14, machine.Due);
        entry.Whole(15, machine.Boots);
        entry.Flag(16, machine.Reboots);
        entry.Whole(17, (int)machine.Downfall);
        entry.Time(18, machine.ImpairedSince);
        entry.Flag(19, machine.Forced);
        entry.Time(20, machine.Notice);
        entry.Time(21, machine.Rebalance);
        entry.Time(22, machine.ProfileSince);
        entry.Text(23, machine.PublicKey);
        entry.Flag(24, machine.NoticeStops);
    }

    private static Machine Read(EntryReader entry)
    {
        var machine = new Machine("", "", new()) { Reservation = "" };
        while (entry.Next(out var field))
        {
            machine = field switch
            {
                1 => machine with { Id = entry.Text() },
                2 => machine with { Account = entry.Text() },
                3 => machine with { Shown = Structure.Read<Instance>(entry) },
                4 => machine with { Reservation = entry.Text() },
                5 => machine with { Host = entry.Text() },
                6 => machine with { Address = entry.Text() },
                7 => machine with { Program = entry.Text() },
                8 => machine with { UserData = entry.Text() },
                9 => machine with { StopProtected = entry.Flag() },
                10 => machine with { TerminationProtected = entry.Flag() },
                11 => machine with { TerminatesOnShutdown = entry.Flag() },
                12 => machine with { UnlimitedCredits = entry.Flag() },
                13 => machine with { Since = entry.Time() },
                14 => machine with { Due = entry.Time() },
                15 => machine with { Boots = (int)entry.Whole() },
                16 => machine with { Reboots = entry.Flag() },
                17 => machine with { Downfall = (Downfall)entry.Whole() },
                18 => machine with { ImpairedSince = entry.Time() },
                19 => machine with { Forced = entry.Flag() },
                20 => machine with { Notice = entry.Time() },
                21 => machine with { Rebalance = entry.Time() },
                22 => machine with { ProfileSince = entry.Time() },
                23 => machine with { PublicKey = entry.Text() },
                24 => machine with { NoticeStops = entry.Flag() },
                _ => machine,
            };
        }

        return machine;
    }
}
