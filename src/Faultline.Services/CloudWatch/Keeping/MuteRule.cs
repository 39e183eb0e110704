using Faultline.Api.CloudWatch;
using Faultline.Store;

namespace Faultline.Services.CloudWatch.Keeping;

/// <summary>A rule that mutes alarms, under its ARN, as it was put.</summary>
internal sealed record MuteRule(
    string Id, string Account, string Name, PutAlarmMuteRuleInput Put, DateTimeOffset Updated) : IRow
{
    public List<Tag> Tags { get; init; } = [];

    public static RowForm<MuteRule, Tag> Form { get; } = new(Write, Read)
    {
        Tags = row => row.Tags,
        Tagged = (row, tags) => row with { Tags = tags },
    };

    /// <summary>The names of the alarms that it mutes.</summary>
    public IReadOnlyList<string> Targets => Put.MuteTargets?.AlarmNames ?? [];

    public static string ArnOf(string region, string account, string name) =>
        $"arn:aws:cloudwatch:{region}:{account}:alarm-mute-rule:{name}";

    private static void Write(EntryWriter entry, MuteRule row)
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        entry.Text(3, row.Name);
        Structure.Write(entry, 4, row.Put);
        entry.Time(5, row.Updated);
        Structure.Write(entry, 6, new ListTagsForResourceOutput { Tags = row.Tags });
    }

    private static MuteRule Read(EntryReader entry)
    {
        var row = new MuteRule("", "", "", new(), default);
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Id = entry.Text() },
                2 => row with { Account = entry.Text() },
                3 => row with { Name = entry.Text() },
                4 => row with { Put = Structure.Read<PutAlarmMuteRuleInput>(entry) },
                5 => row with { Updated = entry.Time() },
                6 => row with { Tags = Structure.Read<ListTagsForResourceOutput>(entry).Tags ?? [] },
                _ => row,
            };
        }

        return row;
    }
}
