using Faultline.Api.Logs;
using Faultline.Services.Logs.Filters;
using Faultline.Store;

namespace Faultline.Services.Logs.Keeping;

/// <summary>A metric filter, and up to which event it has counted.</summary>
internal sealed record MetricFilterRow(string Id, string Account, MetricFilter Shown, ulong Counted) : IRow
{
    public FilterPattern Pattern { get; } = FilterPattern.Read(Shown.FilterPattern!);

    public MetricTransformation Metric => Shown.MetricTransformations![0];

    public static void Write(EntryWriter entry, MetricFilterRow row)
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        Structure.Write(entry, 3, row.Shown);
        entry.Whole(4, (long)row.Counted);
    }

    public static MetricFilterRow Read(EntryReader entry)
    {
        var (id, account, shown, counted) = ("", "", new MetricFilter(), 0UL);
        while (entry.Next(out var field))
        {
            switch (field)
            {
                case 1: id = entry.Text(); break;
                case 2: account = entry.Text(); break;
                case 3: shown = Structure.Read<MetricFilter>(entry); break;
                case 4: counted = (ulong)entry.Whole(); break;
                default: break;
            }
        }

        return new(id, account, shown, counted);
    }
}
