namespace Faultline.Services.CloudWatch.Expressions;

/// <summary>What an expression, or a part of it, comes to: a scalar, a time series, or an array of them.</summary>
internal abstract record Outcome
{
    public sealed record Scalar(double Value) : Outcome;

    public sealed record One(TimeSeries Only) : Outcome;

    public sealed record Many(IReadOnlyList<TimeSeries> All) : Outcome;

    public static Outcome Of(TimeSeries series) => new One(series);

    public static Outcome Of(IEnumerable<TimeSeries> all) => new Many([.. all]);

    /// <summary>The time series that it is, one or more.</summary>
    public IReadOnlyList<TimeSeries> Series => this switch
    {
        One one => [one.Only],
        Many many => many.All,
        _ => throw new ExpressionFault("The result must be a time series or an array of time series, and is a scalar"),
    };

    public double Number => this is Scalar scalar
        ? scalar.Value
        : throw new ExpressionFault("A scalar is needed where a time series is given");

    /// <summary>Changes each series of it.</summary>
    public Outcome Each(Func<TimeSeries, TimeSeries> change) =>
        this is Many many ? Of(many.All.Select(change)) : Of(change(Series[0]));
}
