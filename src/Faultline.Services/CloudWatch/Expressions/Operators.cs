namespace Faultline.Services.CloudWatch.Expressions;

/// <summary>
/// Arithmetic, comparison and logic over scalars, series and arrays ("Basic arithmetic functions" and "Comparison and
/// logical operators" under "Using math expressions"). Pure.
/// </summary>
internal static class Operators
{
    public static Outcome Apply(string sign, Outcome left, Outcome right)
    {
        var join = Of(sign);
        return (left, right) switch
        {
            (Outcome.Scalar one, Outcome.Scalar other) => Scalar(join(one.Value, other.Value)),
            (Outcome.Scalar one, _) => right.Each(series => series.Map(value => join(one.Value, value))),
            (_, Outcome.Scalar other) => left.Each(series => series.Map(value => join(value, other.Value))),
            (Outcome.Many many, Outcome.One one) => many.Each(series => series.With(one.Only, join)),
            (Outcome.One one, Outcome.Many many) => many.Each(series => Named(one.Only.With(series, join), series)),
            (Outcome.One one, Outcome.One other) => Outcome.Of(one.Only.With(other.Only, join)),
            _ => throw new ExpressionFault($"'{sign}' cannot be used between two arrays of time series"),
        };
    }

    public static Outcome Minus(Outcome of) =>
        of is Outcome.Scalar scalar ? Scalar(-scalar.Value) : of.Each(series => series.Map(static value => -value));

    private static TimeSeries Named(TimeSeries made, TimeSeries like) =>
        made with { Label = like.Label, Metric = like.Metric, Stat = like.Stat };

    private static Outcome.Scalar Scalar(double value) => new(TimeSeries.Real(value));

    private static Func<double, double, double> Of(string sign) => sign switch
    {
        "+" => static (left, right) => left + right,
        "-" => static (left, right) => left - right,
        "*" => static (left, right) => left * right,
        "/" => static (left, right) => right == 0 ? double.NaN : left / right,
        "^" => Math.Pow,
        "==" => static (left, right) => Truth(left.Equals(right)),
        "!=" => static (left, right) => Truth(!left.Equals(right)),
        "<" => static (left, right) => Truth(left < right),
        "<=" => static (left, right) => Truth(left <= right),
        ">" => static (left, right) => Truth(left > right),
        ">=" => static (left, right) => Truth(left >= right),
        "AND" or "&&" => static (left, right) => Truth(left != 0 && right != 0),
        _ => static (left, right) => Truth(left != 0 || right != 0),
    };

    private static double Truth(bool so) => so ? 1 : 0;
}
