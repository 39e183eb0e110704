using System.Globalization;

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

    public static async Task Run(Arguments arguments)
    {
        var sheet = new Sheet();
        if (arguments.Runs("puts") || arguments.Runs("queries"))
        {
            Say("starting a server");
            await using var server = await Served.Faultline(arguments.Binary, 4708, "strict");
            await Asked(sheet, arguments, server.Port);
        }

        for (var round = 0; round < arguments.Rounds && arguments.Runs("alarms"); round++)
        {
            Say("putting 10,000 alarms");
            await AlarmRates.Run(sheet);
        }

        sheet.Print(arguments.Json, _ => null);
    }

    private static async Task Asked(Sheet sheet, Arguments arguments, int port)
    {
        var signer = new Signer(await Queue.MakeKeys(port), "monitoring");
        for (var round = 0; round < arguments.Rounds && arguments.Runs("puts"); round++)
        {
            Say("putting batches");
            await Puts(sheet, signer, port, arguments.Time);
        }

        if (arguments.Runs("queries"))
        {
            Say("putting a million to be asked for");
            await Fill(signer, port);
        }

        for (var round = 0; round < arguments.Rounds && arguments.Runs("queries"); round++)
        {
            await Queries(sheet, signer, port, arguments.Time);
        }
    }

    /// <summary>What it does now, for whoever waits.</summary>
    private static void Say(string what) => Console.Error.WriteLine($"{what} ...");

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

    private static byte[] Put(Signer signer, int port, string space, string data) =>
        signer.Post(port, $"{Prefix}PutMetricData", $"{{\"Namespace\":\"{space}\",\"MetricData\":[{data}]}}");

    /// <summary>A whole hour, some ten thousand minutes ago.</summary>
    private static long Begin() =>
        (DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 3600 * 3600) - (Minutes / 60 * 3600) - 7200;
}
