using System.Globalization;

namespace Faultline.Services.Schedules;

/// <summary>One field of a schedule: lists of numbers, ranges, steps and names, or a star for all. Pure.</summary>
/// <param name="IsStar">It begins with a star, which crontab takes for not restricting anything.</param>
internal sealed record CronField(IReadOnlyList<int> All, bool IsStar)
{
    public static IReadOnlyList<string> Months { get; } =
        ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>Sunday begins the week and ends it.</summary>
    public static IReadOnlyList<string> Weekdays { get; } = ["sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    public bool Has(int value) => All.Contains(value);

    /// <summary>Null for what is no such field.</summary>
    /// <param name="names">Words that stand for their places in it.</param>
    public static CronField? Read(string text, int least, int most, IReadOnlyList<string> names)
    {
        var all = new SortedSet<int>();
        foreach (var part in text.Split(','))
        {
            if (Range(part, least, most, names) is not (var from, var to, var step))
            {
                return null;
            }

            for (var value = from; value <= to; value += step)
            {
                all.Add(value);
            }
        }

        return new([.. all], text.StartsWith('*'));
    }

    private static (int From, int To, int Step)? Range(string part, int least, int most, IReadOnlyList<string> names)
    {
        var (range, step) = part.Split('/') switch
        {
            [var whole] => (whole, 1),
            [var whole, var by] when whole == "*" || whole.Contains('-') => (whole, Number(by, [])),
            _ => ("", null),
        };
        var (from, to) = range.Split('-') switch
        {
            ["*"] => ((int?)least, (int?)most),
            [var one] => (Number(one, names), Number(one, names)),
            [var first, var last] when Number(first, names) is { } begin => (begin, Number(last, names, begin)),
            _ => (null, null),
        };
        return from >= least && to <= most && from <= to && step > 0 ? (from.Value, to.Value, step.Value) : null;
    }

    /// <param name="least">Names stand for no place before it.</param>
    private static int? Number(string text, IReadOnlyList<string> names, int least = 0)
    {
        var name = least
            + names.Skip(least).TakeWhile(each => !each.Equals(text, StringComparison.OrdinalIgnoreCase)).Count();
        return name < names.Count && text.Length > 0
            ? name
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
