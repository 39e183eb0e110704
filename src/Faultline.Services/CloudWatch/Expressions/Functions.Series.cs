namespace Faultline.Services.CloudWatch.Expressions;

/// <summary>Those that look from one period to the next, or choose.</summary>
internal static partial class Functions
{
    /// <summary>Fills what is missing: with a number, the values of another series, the last one, or a line.</summary>
    public static Outcome Fill(Outcome what, Outcome? by, string? word) => what.Each(series => (by, word) switch
    {
        (Outcome.Scalar scalar, _) => Filled(series, _ => scalar.Value),
        (Outcome.One one, _) => Filled(series, slot => one.Only.At(series.Grid.At(slot))),
        (null, "REPEAT") => Filled(
            series, slot => Before(series, slot) is { } before ? series.Values[before] : double.NaN),
        (null, "LINEAR") => Filled(series, slot => Line(series, slot)),
        _ => throw new ExpressionFault("FILL takes a scalar, a time series, REPEAT or LINEAR as its second argument"),
    });

    /// <summary>Sorts an array by one number of each series.</summary>
    public static Outcome Sort(Outcome what, string by, string order, int? limit)
    {
        var function = by is "AVG" or "MIN" or "MAX" or "SUM"
            ? all[by]
            : throw new ExpressionFault("SORT takes AVG, MIN, MAX or SUM as its second argument");
        double Rank(TimeSeries series) => series.IsEmpty ? double.MinValue : function([Outcome.Of(series)]).Number;
        var sorted = order switch
        {
            "ASC" => what.Series.OrderBy(Rank),
            "DESC" => what.Series.OrderByDescending(Rank),
            _ => throw new ExpressionFault("SORT takes ASC or DESC as its third argument"),
        };
        return Outcome.Of(sorted.Take(limit ?? int.MaxValue));
    }

    private static TimeSeries Filled(TimeSeries series, Func<int, double> by) =>
        series with { Values = [.. series.Values.Select((value, slot) => double.IsNaN(value) ? by(slot) : value)] };

    private static int? Before(TimeSeries series, int slot)
    {
        while (slot >= 0 && double.IsNaN(series.Values[slot]))
        {
            slot--;
        }

        return slot >= 0 ? slot : null;
    }

    private static double Line(TimeSeries series, int slot)
    {
        var after = slot;
        while (after < series.Values.Length && double.IsNaN(series.Values[after]))
        {
            after++;
        }

        if (Before(series, slot) is not { } before || after == series.Values.Length)
        {
            return double.NaN;
        }

        var (from, to) = (series.Values[before], series.Values[after]);
        return from + ((to - from) * (slot - before) / (after - before));
    }

    /// <summary>From the step since the value before, and the seconds since then.</summary>
    private static Function Steps(Func<double, double, double> of) => given => One(given).Each(series =>
    {
        var values = TimeSeries.Empty(series.Grid).Values;
        int? last = null;
        for (var slot = 0; slot < values.Length; slot++)
        {
            if (double.IsNaN(series.Values[slot]))
            {
                continue;
            }

            if (last is { } before)
            {
                values[slot] = of(
                    series.Values[slot] - series.Values[before], (slot - before) * (double)series.Grid.Period);
            }

            last = slot;
        }

        return series with { Values = values };
    });

    private static TimeSeries RunningSum(TimeSeries series)
    {
        var sum = 0.0;
        return series.Map(value => sum += value);
    }

    private static Outcome Slice(IReadOnlyList<Outcome> given)
    {
        if (given.Count is not (2 or 3))
        {
            throw new ExpressionFault("SLICE takes an array of time series and one or two scalars");
        }

        var series = given[0].Series;
        var from = Math.Clamp((int)given[1].Number, 0, series.Count);
        var to = given.Count == 3 ? Math.Clamp((int)given[2].Number, from, series.Count) : series.Count;
        return given.Count == 3 && to - from == 1
            ? Outcome.Of(series[from])
            : Outcome.Of(series.Skip(from).Take(to - from));
    }

    /// <summary>"Using IF expressions", under "Using math expressions".</summary>
    private static Outcome If(IReadOnlyList<Outcome> given)
    {
        if (given.Count is not (2 or 3))
        {
            throw new ExpressionFault("IF takes a condition and one or two values");
        }

        var (yes, no) = (given[1], given.Count == 3 ? given[2] : null);
        if (given[0] is Outcome.Scalar scalar)
        {
            return scalar.Value != 0 ? yes
                : no ?? yes.Each(series => TimeSeries.Empty(series.Grid));
        }

        return given[0].Each(condition => condition with
        {
            Values =
            [
                .. condition.Values.Select((value, slot) => double.IsNaN(value) ? double.NaN
                    : value != 0 ? OrNothing(Value(yes, condition, slot))
                    : no is null ? double.NaN
                    : Value(no, condition, slot)),
            ],
        });

        static double Value(Outcome of, TimeSeries condition, int slot) => of switch
        {
            Outcome.Scalar scalar => scalar.Value,
            Outcome.One one => one.Only.At(condition.Grid.At(slot)),
            _ => throw new ExpressionFault("IF takes scalars and time series as its values"),
        };

        static double OrNothing(double value) => double.IsNaN(value) ? 0 : value;
    }

    private static Outcome.Scalar Period(IReadOnlyList<Outcome> given) => One(given) is Outcome.One one
        ? new Outcome.Scalar(one.Only.Grid.Period)
        : throw new ExpressionFault("PERIOD takes one time series");

    private static Function Clock(Func<DateTimeOffset, double> of) => given => One(given).Each(series =>
        series with { Values = [.. series.Values.Select((_, slot) => of(series.Grid.TimeAt(slot)))] });
}
