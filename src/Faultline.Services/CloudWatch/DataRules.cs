using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Metrics;
using Faultline.Wire;

namespace Faultline.Services.CloudWatch;

/// <summary>What may be put ("PutMetricData" and "MetricDatum", API reference), and what it comes to. Pure.</summary>
internal static class DataRules
{
    private static readonly HashSet<string> units =
    [
        .. typeof(StandardUnit).GetFields().Select(field => (string)field.GetRawConstantValue()!),
    ];

    public static void Check(PutMetricDataInput request, string? service, DateTimeOffset now)
    {
        if (request.EntityMetricData is { Count: > 0 })
        {
            throw Refusal.NotBuilt("EntityMetricData");
        }

        if (request.Namespace.StartsWith(':') || (service is null && request.Namespace.StartsWith("AWS/")))
        {
            throw Refusal.Value($"The value {request.Namespace} for parameter Namespace is invalid.");
        }

        if (request.MetricData is not { Count: > 0 } data)
        {
            throw Refusal.Missing("MetricData");
        }

        if (data.Count > Limits.DataMax)
        {
            throw Refusal.Value($"The collection MetricData must not have a size greater than {Limits.DataMax}.");
        }

        for (var i = 0; i < data.Count; i++)
        {
            Check(data[i], i + 1, now);
        }
    }

    /// <summary>What a datum that was checked comes to.</summary>
    public static Bucket What(MetricDatum datum)
    {
        if (datum.Value is { } value)
        {
            return Bucket.Of(value);
        }

        if (datum.StatisticValues is { } set)
        {
            return new()
            {
                Count = set.SampleCount!.Value,
                Sum = set.Sum!.Value,
                Min = set.Minimum!.Value,
                Max = set.Maximum!.Value,
            };
        }

        var all = new Bucket();
        var counts = datum.Counts is { Count: > 0 } given ? given : null;
        for (var i = 0; i < datum.Values!.Count; i++)
        {
            var count = counts?[i] ?? 1;
            if (count > 0)
            {
                all.Add(Bucket.Of(datum.Values[i], count));
            }
        }

        return all;
    }

    private static void Check(MetricDatum datum, int number, DateTimeOffset now)
    {
        var path = $"MetricData.member.{number}";
        CheckForm(datum, path);
        CheckNumbers(datum, path);
        if (datum.Dimensions is { } dimensions)
        {
            CheckDimensions(dimensions, path);
        }

        if (datum.Timestamp < now - Limits.Past)
        {
            throw Refusal.Value(
                $"The parameter {path}.Timestamp must specify a time no more than two weeks in the past.");
        }

        if (datum.Timestamp > now + Limits.Ahead)
        {
            throw Refusal.Value(
                $"The parameter {path}.Timestamp must specify a time no more than two hours in the future.");
        }

        if (datum.Unit is { } unit && !units.Contains(unit))
        {
            throw Refusal.Value($"The value {unit} for parameter {path}.Unit is invalid.");
        }

        if (datum.StorageResolution is not (null or 1 or 60))
        {
            throw Refusal.Value(
                $"The value {datum.StorageResolution} for parameter {path}.StorageResolution is invalid.");
        }
    }

    private static void CheckForm(MetricDatum datum, string path)
    {
        var forms = (datum.Value is null ? 0 : 1) + (datum.StatisticValues is null ? 0 : 1)
            + (datum.Values is { Count: > 0 } ? 1 : 0);
        if (forms == 0)
        {
            throw Refusal.Missing($"{path}.Value");
        }

        if (forms > 1)
        {
            throw Refusal.Combination(
                datum is { Value: not null, StatisticValues: not null }
                    ? $"The parameters {path}.Value and {path}.StatisticValues are mutually exclusive and you have "
                        + "specified both."
                    : $"The parameters {path}.Value, {path}.Values and {path}.StatisticValues are mutually exclusive "
                        + "and you have specified more than one.");
        }

        if (datum.Counts is { Count: > 0 } counts && counts.Count != (datum.Values?.Count ?? 0))
        {
            throw Refusal.Value(
                $"The parameters {path}.Values and {path}.Counts must be of the same size.");
        }

        if (datum.Values?.Count > Limits.ValuesMax)
        {
            throw Refusal.Value($"The collection {path}.Values must not have a size greater than {Limits.ValuesMax}.");
        }
    }

    private static void CheckNumbers(MetricDatum datum, string path)
    {
        CheckNumber(datum.Value, $"{path}.Value", isRequired: false);
        if (datum.StatisticValues is { } set)
        {
            CheckNumber(set.SampleCount, $"{path}.StatisticValues.SampleCount", isRequired: true);
            CheckNumber(set.Sum, $"{path}.StatisticValues.Sum", isRequired: true);
            CheckNumber(set.Minimum, $"{path}.StatisticValues.Minimum", isRequired: true);
            CheckNumber(set.Maximum, $"{path}.StatisticValues.Maximum", isRequired: true);
            if (set.SampleCount < 0 || set.Minimum > set.Maximum)
            {
                throw Refusal.Value($"The value of parameter {path}.StatisticValues is invalid.");
            }
        }

        datum.Values?.ForEach(value => CheckNumber(value, $"{path}.Values", isRequired: true));
        datum.Counts?.ForEach(
            count => CheckNumber(count >= 0 ? count : double.NaN, $"{path}.Counts", isRequired: true));
    }

    private static void CheckNumber(double? number, string path, bool isRequired)
    {
        if (number is null && isRequired)
        {
            throw Refusal.Missing(path);
        }

        if (number is { } value && !(Math.Abs(value) <= Limits.ValueMax))
        {
            throw Refusal.Value($"The value {Numbers.Text(value)} for parameter {path} is invalid.");
        }
    }

    private static void CheckDimensions(List<Dimension> dimensions, string path)
    {
        if (dimensions.Count > Limits.DimensionsMax)
        {
            throw Refusal.Value(
                $"The collection {path}.Dimensions must not have a size greater than {Limits.DimensionsMax}.");
        }

        for (var i = 0; i < dimensions.Count; i++)
        {
            var (name, value) = (dimensions[i].Name, dimensions[i].Value);
            if (string.IsNullOrWhiteSpace(name) || name.StartsWith(':') || string.IsNullOrWhiteSpace(value))
            {
                throw Refusal.Value($"The value of parameter {path}.Dimensions.member.{i + 1} is invalid.");
            }

            for (var j = 0; j < i; j++)
            {
                if (dimensions[j].Name == name)
                {
                    throw Refusal.Value($"The parameter {path}.Dimensions has the dimension {name} more than once.");
                }
            }
        }
    }
}
