using Faultline.Api.CloudWatch;
using Faultline.Kernel;
using Faultline.Services;
using Faultline.Services.AutoScaling.Policies;
using Faultline.Tests.Ec2;
using Faultline.Wire;

namespace Faultline.Tests.AutoScaling.Policies;

/// <summary>What CloudWatch is asked for when a policy is to know what its alarm saw.</summary>
public sealed class ReadingTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly ScriptedCloudWatch cloudWatch = new();

    [Fact]
    public async Task The_metric_of_the_alarm_over_the_periods_that_it_looks_at()
    {
        var alarm = Put("Average", null);
        (alarm.Unit, alarm.Dimensions) = ("Percent", [new() { Name = "Zone", Value = "a" }]);
        cloudWatch.Values.AddRange([(Now.AddMinutes(-14), 1), (Now.AddMinutes(-9), 2), (Now.AddMinutes(-3), 3)]);
        Assert.Equal([1.0, 2.0], await Read());
        var asked = Assert.Single(cloudWatch.Asked);
        Assert.Equal((Now.AddMinutes(-14).AddSeconds(-5), Now.AddMinutes(-4).AddSeconds(-5)),
            (asked.StartTime, asked.EndTime));
        Assert.Equal("TimestampAscending", asked.ScanBy);
        var stat = Assert.Single(asked.MetricDataQueries).MetricStat!;
        Assert.Equal(("Mine", "Heat", "Average", 300, "Percent"),
            (stat.Metric.Namespace, stat.Metric.MetricName, stat.Stat, stat.Period, stat.Unit));
        Assert.Equal(("Zone", "a"), (stat.Metric.Dimensions![0].Name, stat.Metric.Dimensions[0].Value));
    }

    [Theory]
    [InlineData("Maximum", null, "Maximum")]
    [InlineData(null, "p90", "p90")]
    public async Task It_is_summed_up_as_the_alarm_does(string? statistic, string? extended, string asked)
    {
        Put(statistic, extended);
        await Read();
        Assert.Equal(asked, cloudWatch.Asked[0].MetricDataQueries[0].MetricStat!.Stat);
    }

    [Fact]
    public async Task Of_an_alarm_on_math_all_its_queries_are_asked()
    {
        var alarm = Put(null, null);
        alarm.Metrics =
        [
            new() { Id = "e1", Expression = "m1 / 2" },
            new() { Id = "m1", ReturnData = false, MetricStat = new() { Metric = new(), Stat = "Sum", Period = 120 } },
        ];
        await Read();
        var asked = Assert.Single(cloudWatch.Asked);
        Assert.Equal(["e1", "m1"], asked.MetricDataQueries.Select(query => query.Id));
        Assert.Equal((Now.AddMinutes(-4).AddSeconds(-5), Now.AddSeconds(-5)), (asked.StartTime, asked.EndTime));
    }

    [Fact]
    public async Task Where_CloudWatch_fails_or_knows_no_such_alarm_there_is_nothing()
    {
        Assert.Empty(await Read());
        Put("Average", null);
        cloudWatch.Trouble = new AwsError("InternalServiceError", 500, "not now");
        Assert.Empty(await Read());
        Assert.Empty(cloudWatch.Asked);
    }

    private PutMetricAlarmInput Put(string? statistic, string? extended) => cloudWatch.Alarms["hot"] = new()
    {
        AlarmName = "hot", Namespace = "Mine", MetricName = "Heat", Statistic = statistic,
        ExtendedStatistic = extended, Period = 300, EvaluationPeriods = 2,
    };

    private async Task<IReadOnlyList<double>> Read()
    {
        var node = new Node("us-east-1", new Fixed(), new Dice(1));
        return await new Readings(node, new(new("us-east-1", node, Surroundings.Quiet()), cloudWatch))
            .Of(Ec2Call.Account, "hot", PolicyRig.Ct);
    }

    private sealed class Fixed : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
