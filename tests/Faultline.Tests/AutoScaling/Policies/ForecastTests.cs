using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Policies;
using Faultline.Wire;

namespace Faultline.Tests.AutoScaling.Policies;

/// <summary>Predictive scaling: what is foreseen, and when it acts (predictive-scaling-policy-overview.html).</summary>
public sealed class ForecastTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public void An_hour_is_foreseen_by_the_same_hour_of_the_days_before()
    {
        var forecast = Of((Midnight - Day + (Hour * 9), 100), (Midnight - (Day * 2) + (Hour * 9), 300));
        Assert.Equal(200, forecast.At(Midnight + (Hour * 9))!.Value.InMinute);
        Assert.Equal(200 * 60, forecast.At(Midnight + (Hour * 9))!.Value.Sum);
        Assert.Equal(200, forecast.At(Midnight + Day + (Hour * 9))!.Value.InMinute);
        Assert.Null(forecast.At(Midnight + (Hour * 10)));
    }

    [Theory]
    [InlineData(200, 40, 5)]
    [InlineData(201, 40, 6)]
    [InlineData(0, 40, 0)]
    [InlineData(0.3, 0.1, 3)]
    public void The_capacity_keeps_everybody_at_the_target(double load, double target, int capacity) => Assert.Equal(
        capacity, Of((Midnight - Day, load), (Midnight - (Day * 2), load)).Capacity(Midnight, target));

    /// <summary>"At least 24 hours of historical data".</summary>
    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    public void A_day_is_known_before_anything_is_foreseen(int hours, bool isThere) => Assert.Equal(
        isThere, Of([.. Enumerable.Range(0, hours).Select(hour => (Midnight + (Hour * hour), 1.0))]).IsThere);

    [Fact]
    public void Minutes_without_requests_count_and_minutes_without_a_look_at_instances_do_not()
    {
        var minutes = new[] { (Midnight, 60.0), (Midnight.AddMinutes(5), 120.0) };
        Assert.Equal(90, Forecast.Of(minutes, isSteady: false).At(Midnight + Day)!.Value.InMinute);
        Assert.Equal(3, Forecast.Of(minutes, isSteady: true).At(Midnight + Day)!.Value.InMinute);
    }

    [Fact]
    public async Task The_forecast_of_two_days_is_read_from_the_metrics_of_two_weeks()
    {
        var rig = await Rig(load: hour => hour == 9 ? 250 : 100);
        await Predict(rig, PredictiveScalingMode.ForecastOnly);
        var answer = await Ask(rig);
        Assert.Equal(48, answer.CapacityForecast!.Values!.Count);
        Assert.Equal(Midnight + (Hour * 3), answer.CapacityForecast.Timestamps![0]);
        Assert.Equal(48, answer.LoadForecast![0].Values!.Count);
        Assert.All(
            answer.CapacityForecast.Timestamps.Zip(answer.CapacityForecast.Values),
            each => Assert.Equal(each.First.Hour == 9 ? 5 : 2, each.Second));
        var asked = rig.CloudWatch.Asked[0];
        Assert.Equal((Midnight + (Hour * 3) - (Day * 14), Midnight + (Hour * 3)), (asked.StartTime, asked.EndTime));
        Assert.Equal("CPUUtilization", asked.MetricDataQueries[0].MetricStat!.Metric.MetricName);
        Assert.True(rig.CloudWatch.Asked.Count > 1, "All pages are read.");
    }

    [Fact]
    public async Task At_the_beginning_of_the_calendar_nothing_is_foreseen()
    {
        var rig = await Rig(load: _ => 100);
        await Predict(rig, PredictiveScalingMode.ForecastOnly);
        var answer = await Ask(rig, DateTimeOffset.MinValue);
        Assert.Empty(answer.CapacityForecast!.Values!);
    }

    [Fact]
    public async Task Without_a_day_of_metrics_there_is_no_forecast()
    {
        var rig = await Rig(load: _ => 100);
        rig.CloudWatch.Values.RemoveAll(each => each.At < rig.Now - (Hour * 20));
        await Predict(rig, PredictiveScalingMode.ForecastAndScale);
        var refused = await Assert.ThrowsAsync<AwsError>(() => Ask(rig));
        Assert.StartsWith("There is no forecast of the policy ahead yet", refused.Message);
        rig.Now = Midnight + (Hour * 4);
        await rig.AutoScaling.LookAhead(PolicyRig.Ct);
        Assert.Equal((2, (int?)null), (await rig.Desired(), (await rig.Group()).Shown.PredictedCapacity));
    }

    /// <summary>The same page: out at the beginning of each hour, never in.</summary>
    [Theory]
    [InlineData("ForecastAndScale", 0, 250, 5)]
    [InlineData("ForecastAndScale", 600, 250, 5)]
    [InlineData("ForecastAndScale", 0, 40, 2)]
    [InlineData("ForecastOnly", 0, 250, 2)]
    public async Task A_group_is_there_before_its_hour(string mode, int buffer, double load, int desired)
    {
        var rig = await Rig(load: hour => hour == 4 ? load : 10);
        await Predict(rig, mode, buffer);
        var hour = Midnight + (Hour * 4);
        var first = await rig.AutoScaling.LookAhead(PolicyRig.Ct);
        Assert.Equal(hour.AddSeconds(-buffer), first);
        Assert.Equal(2, await rig.Desired());
        rig.Now = first!.Value;
        Assert.Equal(hour.AddSeconds(-buffer) + Hour, await rig.AutoScaling.LookAhead(PolicyRig.Ct));
        Assert.Equal(desired, await rig.Desired());
        Assert.Equal((int)Math.Ceiling(load / 50), (await rig.Group()).Shown.PredictedCapacity);
        if (desired > 2)
        {
            Assert.EndsWith("Z a forecast of policy ahead changing the desired capacity from 2 to 5.", await rig.Why());
        }
    }

    [Fact]
    public async Task A_group_looks_ahead_after_a_crash_though_late()
    {
        var rig = await Rig(load: hour => hour == 5 ? 250 : 10);
        await Predict(rig, PredictiveScalingMode.ForecastAndScale);
        rig.Reopen();
        rig.Now = Midnight + (Hour * 5.5);
        await rig.AutoScaling.LookAhead(PolicyRig.Ct);
        Assert.Equal(5, await rig.Desired());
    }

    [Fact]
    public async Task What_is_not_built_of_it_is_refused_by_name()
    {
        var rig = await Rig(load: _ => 100);
        var refused = await Assert.ThrowsAsync<AwsError>(() => Predict(rig, "ForecastAndScale", with: all =>
            (all.MaxCapacityBreachBehavior, all.MaxCapacityBuffer) = ("IncreaseMaxCapacity", 10)));
        Assert.Equal(("NotImplemented", 501), (refused.Code, refused.Status));
    }

    private static Forecast Of(params (DateTimeOffset Hour, double Load)[] hours) => Forecast.Of(
        hours.SelectMany(hour => Enumerable.Range(0, 60).Select(minute => (hour.Hour.AddMinutes(minute), hour.Load))),
        isSteady: false);

    /// <summary>A group of two at 3:04, with that load by the hour over three days, seen every five minutes.</summary>
    private static async Task<PolicyRig> Rig(Func<int, double> load)
    {
        var rig = await PolicyRig.Of(2);
        for (var at = Midnight - (Day * 10); at < rig.Now; at += TimeSpan.FromMinutes(5))
        {
            rig.CloudWatch.Values.Add((at, load(at.Hour)));
        }

        return rig;
    }

    private static Task<PolicyARNType> Predict(
        PolicyRig rig, string mode, int? buffer = null, Action<PredictiveScalingConfiguration>? with = null)
    {
        var predictive = new PredictiveScalingConfiguration
        {
            Mode = mode,
            SchedulingBufferTime = buffer,
            MetricSpecifications =
            [
                new()
                {
                    TargetValue = 50,
                    PredefinedMetricPairSpecification = new() { PredefinedMetricType = "ASGCPUUtilization" },
                },
            ],
        };
        with?.Invoke(predictive);
        return rig.AutoScaling.PutScalingPolicy(
            rig.Call("PutScalingPolicy"),
            new()
            {
                AutoScalingGroupName = PolicyRig.Web,
                PolicyName = "ahead",
                PolicyType = PolicyTypes.Predictive,
                PredictiveScalingConfiguration = predictive,
            },
            PolicyRig.Ct).AsTask();
    }

    private static Task<GetPredictiveScalingForecastAnswer> Ask(PolicyRig rig, DateTimeOffset? start = null) =>
        rig.AutoScaling.GetPredictiveScalingForecast(
            rig.Call("GetPredictiveScalingForecast"),
            new()
            {
                AutoScalingGroupName = PolicyRig.Web,
                PolicyName = "ahead",
                StartTime = start ?? Midnight + (Hour * 3),
                EndTime = (start ?? Midnight + (Hour * 3)) + (Day * 7),
            },
            PolicyRig.Ct).AsTask();
}
