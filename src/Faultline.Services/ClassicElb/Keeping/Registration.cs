using Faultline.Api.ClassicElb;
using Faultline.Store;

namespace Faultline.Services.ClassicElb.Keeping;

/// <summary>An instance behind a balancer, and until when it leaves.</summary>
internal sealed record Registration(string Id, string Account, string Balancer, string Instance) : IRow
{
    /// <summary>It was taken out, and what is under way with it has until then.</summary>
    public DateTimeOffset? LeavesAt { get; init; }

    public bool Leaves => LeavesAt is not null;

    public static RowForm<Registration, Tag> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            entry.Text(3, row.Balancer);
            entry.Text(4, row.Instance);
            entry.Time(5, row.LeavesAt);
        },
        static entry =>
        {
            var row = new Registration("", "", "", "");
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Balancer = entry.Text() },
                    4 => row with { Instance = entry.Text() },
                    5 => row with { LeavesAt = entry.Time() },
                    _ => row,
                };
            }

            return row;
        });

    public static string IdOf(string balancer, string instance) => $"{balancer} {instance}";
}
