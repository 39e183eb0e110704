using Faultline.Api.AutoScaling;
using Faultline.Api.Ec2;
using Faultline.Store;
using Instance = Faultline.Api.AutoScaling.Instance;

namespace Faultline.Services.AutoScaling.Keeping;

/// <summary>
/// A launch as EC2 is asked for it, kept before the call. Asked again after a crash it is the same call with the same
/// token, so that nothing is launched twice.
/// </summary>
/// <param name="Id">The id of its activity.</param>
/// <param name="Group">The id of the group's row.</param>
/// <param name="Like">What is known of the instance before it has an id.</param>
internal sealed record Launch(
    string Id, string Account, string Group, RunInstancesRequest Request, Instance Like) : IRow
{
    public required DateTimeOffset Since { get; init; }

    /// <summary>It is for the warm pool.</summary>
    public bool IsWarm { get; init; }

    /// <summary>It is beyond the desired capacity: another instance goes once this one serves.</summary>
    public bool IsExtra { get; init; }

    public bool IsSpot => Request.InstanceMarketOptions is not null;

    public string Zone => Like.AvailabilityZone!;

    /// <summary>What it will be worth against the desired capacity.</summary>
    public int Weight => int.TryParse(Like.WeightedCapacity, out var weight) ? weight : 1;

    public static RowForm<Launch, string> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            entry.Text(3, row.Group);
            Structure.Write(entry, 4, row.Request);
            Structure.Write(entry, 5, row.Like);
            entry.Time(6, row.Since);
            entry.Flag(7, row.IsWarm);
            entry.Flag(8, row.IsExtra);
        },
        static entry =>
        {
            var row = new Launch("", "", "", new() { MinCount = 1, MaxCount = 1 }, new()) { Since = default };
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Group = entry.Text() },
                    4 => row with { Request = Structure.Read<RunInstancesRequest>(entry) },
                    5 => row with { Like = Structure.Read<Instance>(entry) },
                    6 => row with { Since = entry.Time() },
                    7 => row with { IsWarm = entry.Flag() },
                    8 => row with { IsExtra = entry.Flag() },
                    _ => row,
                };
            }

            return row;
        });
}
