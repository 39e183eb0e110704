using Faultline.Api.Elb;
using Faultline.Store;

namespace Faultline.Services.Elb.Keeping;

/// <summary>
/// The node of a balancer in a zone, by the zone's id, and the loopback address at which it listens. It keeps the
/// address for as long as the balancer is in the zone, over every restart.
/// </summary>
internal sealed record BalancerNode(string Id, string Account, string Balancer, string Zone, string Address) : IRow
{
    public static RowForm<BalancerNode, Tag> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            entry.Text(3, row.Balancer);
            entry.Text(4, row.Zone);
            entry.Text(5, row.Address);
        },
        static entry =>
        {
            var row = new BalancerNode("", "", "", "", "");
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Balancer = entry.Text() },
                    4 => row with { Zone = entry.Text() },
                    5 => row with { Address = entry.Text() },
                    _ => row,
                };
            }

            return row;
        });

    public static string IdOf(string balancer, string zone) => $"{balancer} {zone}";
}
