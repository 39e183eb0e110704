using Faultline.Store;

namespace Faultline.Services.CloudWatch.Metrics;

// Field numbers are on people's disks: once used, they keep their meaning.

/// <summary>Whose and what a series is.</summary>
internal static class SeriesEntry
{
    public static void Write(EntryWriter entry, Series series)
    {
        entry.Text(1, series.Metric.Account);
        entry.Text(2, series.Metric.Namespace);
        entry.Text(3, series.Metric.Name);
        entry.Text(4, series.Unit);
        foreach (var (key, value) in series.Metric.Dimensions)
        {
            entry.Text(5, key);
            entry.Text(6, value);
        }
    }

    public static (string Account, string Namespace, string Name, List<KeyValuePair<string, string>> Dimensions,
        string Unit) Read(EntryReader entry)
    {
        var (account, space, name, unit, key) = ("", "", "", "", "");
        var dimensions = new List<KeyValuePair<string, string>>();
        while (entry.Next(out var field))
        {
            switch (field)
            {
                case 1:
                    account = string.Intern(entry.Text());
                    break;
                case 2:
                    space = string.Intern(entry.Text());
                    break;
                case 3:
                    name = string.Intern(entry.Text());
                    break;
                case 4:
                    unit = string.Intern(entry.Text());
                    break;
                case 5:
                    key = string.Intern(entry.Text());
                    break;
                case 6:
                    dimensions.Add(new(key, entry.Text()));
                    break;
                default:
                    break;
            }
        }

        return (account, space, name, dimensions, unit);
    }
}
