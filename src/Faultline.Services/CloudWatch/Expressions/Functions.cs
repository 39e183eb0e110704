namespace Faultline.Services.CloudWatch.Expressions;

/// <summary>
/// The functions of metric math ("Functions supported for metric math" under "Using math expressions", user guide).
/// Pure.
/// </summary>
internal static partial class Functions
{
    /// <summary>A function over what its arguments come to.</summary>
    public delegate Outcome Function(IReadOnlyList<Outcome> arguments);

    private static readonly Dictionary<string, Function> all = new(StringComparer.Ordinal)
    {
        ["ABS"] = Each(Math.Abs),
        ["CEIL"] = Each(Math.Ceiling),
        ["FLOOR"] = Each(Math.Floor),
        ["LOG"] = Each(static value => value > 0 ? Math.Log(value) : double.NaN),
        ["LOG10"] = Each(static value => value > 0 ? Math.Log10(value) : double.NaN),
        ["AVG"] = Fold(Average, static (sum, _, all) => sum / all),
        ["SUM"] = Fold(static values => values.Sum(), static (sum, _, _) => sum),
        ["MIN"] = Fold(static values => values.Min(), null, Math.Min),
        ["MAX"] = Fold(static values => values.Max(), null, Math.Max),
        ["STDDEV"] = Spread,
        ["DATAPOINT_COUNT"] = Fold(static values => values.Count(), static (_, present, _) => present),
        ["METRIC_COUNT"] = static given => new Outcome.Scalar(One(given).Series.Count),
        ["DIFF"] = Steps(static (step, _) => step),
        ["DIFF_TIME"] = Steps(static (_, seconds) => seconds),
        ["RATE"] = Steps(static (step, seconds) => step / seconds),
        ["RUNNING_SUM"] = static given => One(given).Each(RunningSum),
        ["REMOVE_EMPTY"] = static given => Outcome.Of(One(given).Series.Where(series => !series.IsEmpty)),
        ["FIRST"] = static given => Outcome.Of(End(given)[0]),
        ["LAST"] = static given => Outcome.Of(End(given)[^1]),
        ["SLICE"] = Slice,
        ["IF"] = If,
        ["PERIOD"] = Period,
        ["MINUTE"] = Clock(static time => time.Minute),
        ["HOUR"] = Clock(static time => time.Hour),
        ["DAY"] = Clock(static time => time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek),
        ["DATE"] = Clock(static time => time.Day),
        ["MONTH"] = Clock(static time => time.Month),
        ["YEAR"] = Clock(static time => time.Year),
        ["EPOCH"] = Clock(static time => time.ToUnixTimeSeconds()),
    };

    public static Function? Find(string name) => all.GetValueOrDefault(name);

    /// <summary>In AWS, but not here.</summary>
    public static bool IsRefused(string name) => name is "ANOMALY_DETECTION_BAND" or "INSIGHT_RULE_METRIC"
        or "SERVICE_QUOTA" or "DB_PERF_INSIGHTS" or "LAMBDA" or "SELECT";

    private static double Average(IEnumerable<double> values) => values.Average();

    private static Outcome One(IReadOnlyList<Outcome> given) => given.Count == 1
        ? given[0]
        : throw new ExpressionFault($"One argument is expected, and {given.Count} are given");

    private static IReadOnlyList<TimeSeries> End(IReadOnlyList<Outcome> given) =>
        One(given).Series is { Count: > 0 } some
            ? some
            : throw new ExpressionFault("The array of time series is empty");

    private static Function Each(Func<double, double> change) =>
        given => One(given).Each(series => series.Map(change));

    /// <summary>
    /// One number of a series; one series of an array, from the sum, how many are there, and how many might be.
    /// </summary>
    private static Function Fold(
        Func<IEnumerable<double>, double> whole,
        Func<double, int, int, double>? across,
        Func<double, double, double>? pick = null) => given =>
    {
        if (One(given) is not Outcome.Many { All: var many })
        {
            var series = One(given).Series[0];
            return new Outcome.Scalar(series.IsEmpty ? 0 : whole(series.Present));
        }

        return Across(many, present =>
            pick is not null ? present.Aggregate(pick) : across!(present.Sum(), present.Count, many.Count));
    };

    private static Outcome Spread(IReadOnlyList<Outcome> given)
    {
        return One(given) is Outcome.Many { All: var many }
            ? Across(many, Deviation)
            : new Outcome.Scalar(
                One(given).Series[0] is { IsEmpty: false } series ? Deviation([.. series.Present]) : 0);

        static double Deviation(IReadOnlyList<double> values)
        {
            var mean = values.Average();
            return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Count);
        }
    }

    /// <summary>One series of an array, from the values that are there in each period.</summary>
    private static Outcome Across(IReadOnlyList<TimeSeries> many, Func<IReadOnlyList<double>, double> join)
    {
        if (many.Count == 0)
        {
            throw new ExpressionFault("The array of time series is empty");
        }

        var grid = many.MinBy(series => series.Grid.Period)!.Grid;
        var values = new double[grid.Count];
        var present = new List<double>(many.Count);
        for (var slot = 0; slot < values.Length; slot++)
        {
            present.Clear();
            foreach (var series in many)
            {
                if (series.At(grid.At(slot)) is var value && !double.IsNaN(value))
                {
                    present.Add(value);
                }
            }

            values[slot] = present.Count == 0 ? double.NaN : TimeSeries.Real(join(present));
        }

        return Outcome.Of(new TimeSeries(grid, values));
    }
}
