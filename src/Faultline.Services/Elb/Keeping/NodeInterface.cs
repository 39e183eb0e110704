using Faultline.Api.Elb;
using Faultline.Store;

namespace Faultline.Services.Elb.Keeping;

/// <summary>
/// The network interface in EC2 that a balancer has in a subnet. It stays here until it is gone there, even when its
/// balancer is.
/// </summary>
/// <param name="Groups">The security groups that it was given, with blanks between them.</param>
internal sealed record NodeInterface(
    string Id, string Account, string Balancer, string Subnet, string Interface, string Groups) : IRow
{
    public static RowForm<NodeInterface, Tag> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            entry.Text(3, row.Balancer);
            entry.Text(4, row.Subnet);
            entry.Text(5, row.Interface);
            entry.Text(6, row.Groups);
        },
        static entry =>
        {
            var row = new NodeInterface("", "", "", "", "", "");
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Balancer = entry.Text() },
                    4 => row with { Subnet = entry.Text() },
                    5 => row with { Interface = entry.Text() },
                    6 => row with { Groups = entry.Text() },
                    _ => row,
                };
            }

            return row;
        });

    public static string IdOf(string balancer, string subnet) => $"{balancer} {subnet}";
}
