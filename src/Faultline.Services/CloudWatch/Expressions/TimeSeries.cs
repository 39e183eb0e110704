using Faultline.Services.CloudWatch.Metrics;

namespace Faultline.Services.CloudWatch.Expressions;

/// <summary>A value for each period of a grid; not a number where there is none.</summary>
internal sealed record TimeSeries(Window Grid, double[] Values)
{
    /// <summary>What it is called, where nobody says something else.</summary>
    public string Label { get; init; } = "";

    /// <summary>The metric that it was read from; null for what was worked out.</summary>
    public Metric? Metric { get; init; }

    /// <summary>The statistic that it was read by.</summary>
    public string? Stat { get; init; }

    public IEnumerable<double> Present => Values.Where(static value => !double.IsNaN(value));

    public bool IsEmpty => Array.TrueForAll(Values, double.IsNaN);

    public static TimeSeries Empty(Window grid)
    {
        var values = new double[grid.Count];
        Array.Fill(values, double.NaN);
        return new(grid, values);
    }

    /// <summary>Changes each value that is there.</summary>
    public TimeSeries Map(Func<double, double> change) =>
        this with { Values = Array.ConvertAll(Values, value => double.IsNaN(value) ? value : Real(change(value))) };

    /// <summary>The value at a second of another grid.</summary>
    public double At(long second)
    {
        var (slot, rest) = Math.DivRem(second - Grid.Start, Grid.Period);
        return rest == 0 && slot >= 0 && slot < Values.Length ? Values[slot] : double.NaN;
    }

    /// <summary>
    /// Brings two together on the finer of their grids. Where only one has a value the other counts as nothing.
    /// </summary>
    public TimeSeries With(TimeSeries other, Func<double, double, double> join)
    {
        var grid = other.Grid.Period < Grid.Period ? other.Grid : Grid;
        var values = new double[grid.Count];
        for (var slot = 0; slot < values.Length; slot++)
        {
            var (left, right) = (At(grid.At(slot)), other.At(grid.At(slot)));
            values[slot] = double.IsNaN(left) && double.IsNaN(right)
                ? double.NaN
                : Real(join(double.IsNaN(left) ? 0 : left, double.IsNaN(right) ? 0 : right));
        }

        return this with { Grid = grid, Values = values };
    }

    /// <summary>What is no number, as after a division by nothing, is no value.</summary>
    public static double Real(double value) => double.IsFinite(value) ? value : double.NaN;
}
