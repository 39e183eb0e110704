using System.Globalization;
using Faultline.Api.Logs;
using Faultline.Services.Logs.Filters;

namespace Faultline.Services.Logs.Metrics;

/// <summary>What a metric filter may say of its metric (MetricTransformation in the API reference). Pure.</summary>
internal static class MetricRules
{
    public static void Check(FilterPattern pattern, MetricTransformation metric)
    {
        var isValue = metric.MetricValue.StartsWith('$')
            ? pattern.Knows(metric.MetricValue)
            : double.TryParse(
                metric.MetricValue, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && double.IsFinite(value);
        if (!isValue)
        {
            throw Invalid($"metricValue '{metric.MetricValue}' is neither a number nor a field of the pattern");
        }

        if (metric.Dimensions is not { Count: > 0 } dimensions)
        {
            return;
        }

        if (metric.DefaultValue is not null)
        {
            throw Invalid("dimensions and default value are mutually exclusive properties");
        }

        if (!pattern.HasFields)
        {
            throw Refusal.Parameter("The specified filter pattern does not support dimensions");
        }

        if (dimensions.Count > Limits.DimensionsMax)
        {
            throw Invalid($"at most {Limits.DimensionsMax} dimensions can be specified");
        }

        foreach (var (name, selector) in dimensions)
        {
            if (name.Length == 0 || !selector.StartsWith('$') || !pattern.Knows(selector))
            {
                throw Invalid($"dimension '{name}' is not a field of the pattern");
            }
        }
    }

    private static Wire.AwsError Invalid(string why) => Refusal.Parameter($"Invalid metric transformation: {why}");
}
