using Faultline.Api.Elb;
using Faultline.Store;

namespace Faultline.Services.Elb.Keeping;

/// <summary>A target in a group: who it is, at which port it is asked, and until when it leaves.</summary>
internal sealed record Registration(string Id, string Account, string Group, TargetDescription Shown) : IRow
{
    /// <summary>It was taken out, and what is under way with it has until then.</summary>
    public DateTimeOffset? LeavesAt { get; init; }

    /// <summary>What tells it from others of the group.</summary>
    public string Key => KeyOf(Shown);

    public bool Leaves => LeavesAt is not null;

    public static RowForm<Registration, Tag> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            entry.Text(3, row.Group);
            Structure.Write(entry, 4, row.Shown);
            entry.Time(5, row.LeavesAt);
        },
        static entry =>
        {
            var row = new Registration("", "", "", new());
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Group = entry.Text() },
                    4 => row with { Shown = Structure.Read<TargetDescription>(entry) },
                    5 => row with { LeavesAt = entry.Time() },
                    _ => row,
                };
            }

            return row;
        });

    public static string KeyOf(TargetDescription target) => $"{target.Id}:{target.Port}";

    /// <summary>Its name in the table: a target may be in many groups, and in one at many ports.</summary>
    public static string IdOf(string group, TargetDescription target) => $"{group} {KeyOf(target)}";
}
