using Faultline.Api.CloudWatch;
using Faultline.Store;

namespace Faultline.Services.CloudWatch.Keeping;

/// <summary>A dashboard, as its owner wrote it.</summary>
internal sealed record Dashboard(string Id, string Account, string Name, string Body, DateTimeOffset Modified) : IRow
{
    public List<Tag> Tags { get; init; } = [];

    public static RowForm<Dashboard, Tag> Form { get; } = new(Write, Read)
    {
        Tags = row => row.Tags,
        Tagged = (row, tags) => row with { Tags = tags },
    };

    /// <summary>Dashboards are of no region.</summary>
    public static string ArnOf(string account, string name) => $"arn:aws:cloudwatch::{account}:dashboard/{name}";

    private static void Write(EntryWriter entry, Dashboard row)
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        entry.Text(3, row.Name);
        entry.Text(4, row.Body);
        entry.Time(5, row.Modified);
        Structure.Write(entry, 6, new ListTagsForResourceOutput { Tags = row.Tags });
    }

    private static Dashboard Read(EntryReader entry)
    {
        var row = new Dashboard("", "", "", "", default);
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Id = entry.Text() },
                2 => row with { Account = entry.Text() },
                3 => row with { Name = entry.Text() },
                4 => row with { Body = entry.Text() },
                5 => row with { Modified = entry.Time() },
                6 => row with { Tags = Structure.Read<ListTagsForResourceOutput>(entry).Tags ?? [] },
                _ => row,
            };
        }

        return row;
    }
}
