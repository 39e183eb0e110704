using System.Collections.Immutable;
using Faultline.Api.CloudWatch;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudWatch.Keeping;

/// <summary>
/// An alarm under its ARN: as it was put, on a metric or over other alarms, the state that it is in, and what is still
/// to be done for it.
/// </summary>
internal sealed record Alarm(string Id, string Account, string Name) : IRow
{
    /// <summary>As it was put; null for a composite alarm.</summary>
    public PutMetricAlarmInput? Metric { get; init; }

    /// <summary>As it was put; null for a metric alarm.</summary>
    public PutCompositeAlarmInput? Composite { get; init; }

    public List<Tag> Tags { get; init; } = [];

    public DateTimeOffset Configured { get; init; }

    public required Standing Standing { get; init; }

    /// <summary>
    /// Of a composite alarm: its children's states as of the look before. It looks again when they differ.
    /// </summary>
    public string? Seen { get; init; }

    /// <summary>What it has come to since its actions were last done, oldest first.</summary>
    public ImmutableList<Transition> Pending { get; init; } = [];

    /// <summary>What it came to last while it was muted: done at the end, if it is in that state then.</summary>
    public Transition? Muted { get; init; }

    public Hush Hush { get; init; } = Hush.None;

    public static RowForm<Alarm, Tag> Form { get; } = new(Write, Read)
    {
        Tags = row => row.Tags,
        Tagged = (row, tags) => row with { Tags = tags },
    };

    public string Type => Composite is null ? AlarmType.MetricAlarm : AlarmType.CompositeAlarm;

    public bool ActionsEnabled => (Composite is null ? Metric!.ActionsEnabled : Composite.ActionsEnabled) ?? true;

    public static string ArnOf(string region, string account, string name) =>
        $"arn:aws:cloudwatch:{region}:{account}:alarm:{name}";

    /// <summary>What is to be done in a state.</summary>
    public List<string> Actions(string state) => (state, Composite) switch
    {
        (StateValue.Alarm, null) => Metric!.AlarmActions,
        (StateValue.Ok, null) => Metric!.OKActions,
        (_, null) => Metric!.InsufficientDataActions,
        (StateValue.Alarm, _) => Composite.AlarmActions,
        (StateValue.Ok, _) => Composite.OKActions,
        _ => Composite.InsufficientDataActions,
    } ?? [];

    /// <summary>The alarm with its actions switched on or off.</summary>
    public Alarm Enabled(bool isEnabled) => this with
    {
        Metric = Metric?.With(put => put.ActionsEnabled = isEnabled),
        Composite = Composite?.With(put => put.ActionsEnabled = isEnabled),
    };

    private static void Write(EntryWriter entry, Alarm row)
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        entry.Text(3, row.Name);
        Structure.Write(entry, 4, row.Metric);
        Structure.Write(entry, 5, row.Composite);
        if (row.Tags.Count > 0)
        {
            Structure.Write(entry, 6, new ListTagsForResourceOutput { Tags = row.Tags });
        }

        entry.Time(7, row.Configured);
        using (entry.Nest(8))
        {
            Standing.Write(entry, row.Standing);
        }

        entry.Text(9, row.Seen);
        foreach (var transition in row.Pending)
        {
            using (entry.Nest(10))
            {
                Transition.Write(entry, transition);
            }
        }

        using (entry.Nest(11))
        {
            Hush.Write(entry, row.Hush);
        }

        if (row.Muted is { } muted)
        {
            using (entry.Nest(12))
            {
                Transition.Write(entry, muted);
            }
        }
    }

    private static Alarm Read(EntryReader entry)
    {
        var row = new Alarm("", "", "") { Standing = Standing.Initial(default) };
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Id = entry.Text() },
                2 => row with { Account = entry.Text() },
                3 => row with { Name = entry.Text() },
                4 => row with { Metric = Structure.Read<PutMetricAlarmInput>(entry) },
                5 => row with { Composite = Structure.Read<PutCompositeAlarmInput>(entry) },
                6 => row with { Tags = Structure.Read<ListTagsForResourceOutput>(entry).Tags ?? [] },
                7 => row with { Configured = entry.Time() },
                8 => row with { Standing = Standing.Read(entry.Nested()) },
                9 => row with { Seen = entry.Text() },
                10 => row with { Pending = row.Pending.Add(Transition.Read(entry.Nested())) },
                11 => row with { Hush = Hush.Read(entry.Nested()) },
                12 => row with { Muted = Transition.Read(entry.Nested()) },
                _ => row,
            };
        }

        return row;
    }
}
