using Faultline.Api.CloudWatch;
using Faultline.Simulation;

namespace Faultline.Stories.CloudWatch;

/// <summary>What is put, while the server dies.</summary>
public sealed class DataStories
{
    private const int Metrics = 3;

    [Fact]
    public void No_data_point_that_was_acknowledged_is_lost() => Explore.Seeds(200, async world =>
    {
        var server = new WatchServer(world);
        await server.Start();
        var crowd = new Crowd(world, server);
        var clients = Enumerable.Range(0, 1 + world.Dice.Below(3)).Select(_ => crowd.Put()).ToList();
        for (var ends = world.Dice.Below(4); ends > 0; ends--)
        {
            await world.Delay(world.Below(TimeSpan.FromSeconds(20)));
            if (world.Dice.Chance(0.5))
            {
                await server.Fold();
            }

            await server.EndAndStart(world.Below(TimeSpan.FromSeconds(3)));
        }

        await world.Delay(TimeSpan.FromSeconds(2));
        crowd.IsOver = true;
        await Task.WhenAll(clients);
        await server.EndAndStart(TimeSpan.Zero);
        for (var metric = 0; metric < Metrics; metric++)
        {
            Assert.InRange(await crowd.Counted(metric), crowd.Acknowledged[metric], crowd.Sent[metric]);
        }
    });

    /// <summary>Those who put, and how much of it they were told is there.</summary>
    private sealed class Crowd(World world, WatchServer server)
    {
        private readonly DateTimeOffset begin = world.Now;

        public bool IsOver { get; set; }

        public int[] Sent { get; } = new int[Metrics];

        public int[] Acknowledged { get; } = new int[Metrics];

        public async Task Put()
        {
            while (!IsOver)
            {
                var (metric, count) = (world.Dice.Below(Metrics), 1 + world.Dice.Below(40));
                Sent[metric] += count;
                var (isDone, _) = await server.Try("PutMetricData", new PutMetricDataInput
                {
                    Namespace = "Story",
                    MetricData = [.. Enumerable.Range(0, count).Select(_ => Datum($"m{metric}"))],
                });
                Acknowledged[metric] += isDone ? count : 0;
                await world.Delay(world.Below(TimeSpan.FromSeconds(1)));
            }
        }

        public async Task<int> Counted(int metric)
        {
            var shown = await server.Ask<GetMetricStatisticsOutput>(
                "GetMetricStatistics",
                new GetMetricStatisticsInput
                {
                    Namespace = "Story",
                    MetricName = $"m{metric}",
                    StartTime = begin.AddHours(-1),
                    EndTime = world.Now.AddMinutes(1),
                    Period = 60,
                    Statistics = [Statistic.SampleCount],
                });
            return (int)shown!.Datapoints!.Sum(point => point.SampleCount!.Value);
        }

        private MetricDatum Datum(string name) => new()
        {
            MetricName = name,
            Value = world.Dice.Below(1000),
            StorageResolution = world.Dice.Chance(0.5) ? 1 : 60,
            Timestamp = world.Now - world.Below(TimeSpan.FromMinutes(30)),
        };
    }
}
