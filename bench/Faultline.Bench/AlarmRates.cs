using System.Diagnostics;
using Faultline.Api.CloudWatch;
using Faultline.Kernel;
using Faultline.Services.CloudWatch;
using Faultline.Store;
using Faultline.Wire;

namespace Faultline.Bench;

/// <summary>
/// How long it takes to judge ten thousand alarms on a metric each, as the region's own loop does once a minute, with
/// each change on the disk before it counts.
/// </summary>
internal static class AlarmRates
{
    private const int Alarms = 10_000;

    /// <summary>An account has no more than five thousand.</summary>
    private const int Accounts = 4;

    private const int AtOnce = 250;
    private const int Minutes = 5;

    public static async Task Run(Sheet sheet)
    {
        var node = new Node("us-east-1", new Ahead(), new Dice(1));
        var folder = Directory.CreateTempSubdirectory("faultline-bench-metrics-").FullName;
        try
        {
            await using var store = await RegionStore.Open(node, new FileDisk(folder), new());
            await using var watch = new CloudWatch("us-east-1", node, store, Surroundings.Quiet(), null!);
            await Values(watch, node, 1);
            await Put(watch, node);
            await Judge("10,000 alarms that all change, just put, ms");
            for (var value = 0; value < 2; value++)
            {
                ((Ahead)node.Clock).By += TimeSpan.FromMinutes(Minutes + 3);
                await Values(watch, node, value);
                await Judge("10,000 alarms that all change, ms");
                ((Ahead)node.Clock).By += TimeSpan.FromMinutes(1);
                await Judge("10,000 alarms that stay, ms");
            }

            async Task Judge(string what)
            {
                var begin = Stopwatch.GetTimestamp();
                await watch.Lookout.Look(default);
                sheet.Add(what, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Every metric has a value for each of the last minutes.</summary>
    private static async Task Values(CloudWatch watch, Node node, double value)
    {
        foreach (var some in Enumerable.Range(0, Alarms).Chunk(200))
        {
            foreach (var own in some.GroupBy(alarm => alarm % Accounts))
            {
                await watch.PutMetricData(Call(node, "PutMetricData", own.Key), new()
                {
                    Namespace = "Judged",
                    MetricData = [.. from alarm in own
                        from minute in Enumerable.Range(0, Minutes)
                        select new MetricDatum
                        {
                            MetricName = $"m{alarm}",
                            Value = value,
                            Timestamp = node.Now.AddMinutes(-minute),
                        }],
                }, default);
            }
        }
    }

    private static async Task Put(CloudWatch watch, Node node)
    {
        foreach (var some in Enumerable.Range(0, Alarms).Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(alarm => watch.PutMetricAlarm(
                Call(node, "PutMetricAlarm", alarm % Accounts),
                new()
                {
                    AlarmName = $"a{alarm}",
                    Namespace = "Judged",
                    MetricName = $"m{alarm}",
                    Statistic = "Average",
                    Period = 60,
                    EvaluationPeriods = 3,
                    Threshold = 0.5,
                    ComparisonOperator = ComparisonOperator.GreaterThanThreshold,
                },
                default).AsTask()));
        }
    }

    private static Call Call(Node node, string operation, int account) => new()
    {
        Service = CloudWatchModel.Service,
        Operation = CloudWatchModel.Service.Find(operation)!,
        Region = "us-east-1",
        Principal = Principal.Root($"{account:d12}", null),
        Now = node.Now,
        Dice = node.Dice,
        RequestId = "r",
        Origin = "",
    };
}
