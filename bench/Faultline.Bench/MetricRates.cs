using System.Diagnostics;
using System.Globalization;
using Faultline.Api.CloudWatch;
using Faultline.Kernel;
using Faultline.Services.CloudWatch;
using Faultline.Store;
using Faultline.Wire;

namespace Faultline.Bench;

/// <summary>
/// CloudWatch: how many data points a second it takes in batches of a thousand, how long it takes to answer over a
/// million of them, and to judge ten thousand alarms.
/// </summary>
internal static class MetricRates
{
    private const string Prefix = "GraniteServiceVersion20100801.";
    private const int Batch = 1000;
    private const int Metrics = 100;
    private const int Minutes = 10_000;
    private const int Alarms = 10_000;

    public static async Task Run(Arguments arguments)
    {
        var sheet = new Sheet();
        await using (var server = await Served.Faultline(arguments.Binary, 4708, "strict"))
        {
            var signer = new Signer(await Queue.MakeKeys(server.Port), "monitoring");
            for (var round = 0; round < arguments.Rounds; round++)
            {
                await Puts(sheet, signer, server.Port, arguments.Time);
            }

            await Fill(signer, server.Port);
            for (var round = 0; round < arguments.Rounds; round++)
            {
                await Queries(sheet, signer, server.Port, arguments.Time);
            }
        }

        for (var round = 0; round < arguments.Rounds; round++)
        {
            await Judgements(sheet);
        }

        sheet.Print(arguments.Json, _ => null);
    }

    /// <summary>Two connections put batches to a hundred metrics, each batch on the disk before its answer.</summary>
    private static async Task Puts(Sheet sheet, Signer signer, int port, TimeSpan time)
    {
        var data = string.Join(',', Enumerable.Range(0, Batch).Select(i =>
            $"{{\"MetricName\":\"m{i % Metrics}\",\"Value\":{i},\"Unit\":\"Count\","
            + "\"Dimensions\":[{\"Name\":\"Host\",\"Value\":\"i-0123456789abcdef0\"}]}"));
        var request = Put(signer, port, "Rates", data);
        var rate = await Load.Run(port, 2, time, (line, _) => line.Must(request));
        sheet.Add("PutMetricData, data points per second", rate.PerSecond * Batch);
    }

    private static async Task Fill(Signer signer, int port)
    {
        using var line = await Line.Open(port);
        var begin = Begin();
        for (var metric = 0; metric < Metrics; metric++)
        {
            for (var minute = 0; minute < Minutes; minute += Batch)
            {
                var data = string.Join(',', Enumerable.Range(minute, Batch).Select(at => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{{\"MetricName\":\"m{metric}\",\"Value\":{at % 97},\"Timestamp\":{begin + (at * 60)}}}")));
                await line.Must(Put(signer, port, "Million", data));
            }
        }
    }

    /// <summary>Eleven minutes fit no wider bucket, so every one of the million is read.</summary>
    private static async Task Queries(Sheet sheet, Signer signer, int port, TimeSpan time)
    {
        foreach (var (what, shown) in new[] { ("90,900 values of", "true"), ("one sum of", "false") })
        {
            var queries = string.Join(',', Enumerable.Range(0, Metrics).Select(metric =>
                $"{{\"Id\":\"m{metric}\",\"ReturnData\":{shown},\"MetricStat\":{{\"Stat\":\"Average\",\"Period\":660,"
                + $"\"Metric\":{{\"Namespace\":\"Million\",\"MetricName\":\"m{metric}\"}}}}}}"));
            var sum = shown == "true" ? "" : ",{\"Id\":\"e1\",\"Expression\":\"SUM(METRICS())\"}";
            var begin = Begin();
            var request = signer.Post(port, $"{Prefix}GetMetricData", string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"StartTime\":{begin},\"EndTime\":{begin + (Minutes * 60)},"
                + $"\"MetricDataQueries\":[{queries}{sum}]}}"));
            var rate = await Load.Run(port, 1, time, (line, _) => line.Must(request));
            sheet.Add($"GetMetricData, {what} 1,000,000, ms", rate.MedianMicroseconds / 1000);
        }
    }

    /// <summary>Alarms on a metric each, as the region's own loop judges them once a minute.</summary>
    private static async Task Judgements(Sheet sheet)
    {
        var node = new Node("us-east-1", new Ahead(), new Dice(1));
        var folder = Directory.CreateTempSubdirectory("faultline-bench-metrics-").FullName;
        try
        {
            await using var store = await RegionStore.Open(node, new FileDisk(folder), new(Durability.None));
            await using var watch = new CloudWatch("us-east-1", node, store, Surroundings.Quiet(), null!);
            for (var i = 0; i < Alarms; i++)
            {
                await watch.PutMetricData(Call(node, "PutMetricData"), new()
                {
                    Namespace = "Judged",
                    MetricData = [.. Enumerable.Range(0, 5).Select(minute => new MetricDatum
                    {
                        MetricName = $"m{i}",
                        Value = i,
                        Timestamp = node.Now.AddMinutes(-minute),
                    })],
                }, default);
                await watch.PutMetricAlarm(Call(node, "PutMetricAlarm"), new()
                {
                    AlarmName = $"a{i}",
                    Namespace = "Judged",
                    MetricName = $"m{i}",
                    Statistic = "Average",
                    Period = 60,
                    EvaluationPeriods = 3,
                    Threshold = Alarms / 2.0,
                    ComparisonOperator = ComparisonOperator.GreaterThanThreshold,
                }, default);
            }

            await Judge("10,000 alarms that all change, ms");
            ((Ahead)node.Clock).By += TimeSpan.FromMinutes(1);
            await Judge("10,000 alarms that stay, ms");

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

    private static byte[] Put(Signer signer, int port, string space, string data) =>
        signer.Post(port, $"{Prefix}PutMetricData", $"{{\"Namespace\":\"{space}\",\"MetricData\":[{data}]}}");

    /// <summary>A whole hour, some ten thousand minutes ago.</summary>
    private static long Begin() =>
        (DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 3600 * 3600) - (Minutes / 60 * 3600) - 7200;

    private static Call Call(Node node, string operation) => new()
    {
        Service = CloudWatchModel.Service,
        Operation = CloudWatchModel.Service.Find(operation)!,
        Region = "us-east-1",
        Principal = Principal.Root("000000000000", null),
        Now = node.Now,
        Dice = node.Dice,
        RequestId = "r",
        Origin = "",
    };

    /// <summary>The clock, moved ahead by hand.</summary>
    private sealed class Ahead : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + By;
    }
}
