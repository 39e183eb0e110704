using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Instances;

/// <summary>In which zones an instance is shown to stand: whoever writes, and the standby. Pure.</summary>
internal static class Standing
{
    public static InstanceRow Show(InstanceRow row, Placing placing)
    {
        var writer = Writer(row);
        var standby = row.Members.Find(member => member != writer);
        var (first, second) = (Name(row, writer, placing), Name(row, standby, placing));
        return row.Shown.AvailabilityZone == first && row.Shown.SecondaryAvailabilityZone == second
            ? row
            : row.With(shown => (shown.AvailabilityZone, shown.SecondaryAvailabilityZone) = (first, second));
    }

    /// <summary>The member that writes as far as we know: the first until anything was heard of it.</summary>
    public static Member? Writer(InstanceRow row) =>
        row.Members.Find(member => member.Key == row.Writer) ?? row.Members.FirstOrDefault();

    private static string? Name(InstanceRow row, Member? member, Placing placing) =>
        member is null ? null : placing.NameOf(row.Account, member.Zone);
}
