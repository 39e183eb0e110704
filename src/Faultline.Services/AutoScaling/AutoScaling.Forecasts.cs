using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Policies;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling;

/// <summary>Predictive scaling.</summary>
internal sealed partial class AutoScaling
{
    /// <summary>GetPredictiveScalingForecast in the API reference.</summary>
    private static readonly TimeSpan ForecastMost = TimeSpan.FromDays(30);

    public override async ValueTask<GetPredictiveScalingForecastAnswer> GetPredictiveScalingForecast(
        Call call, GetPredictiveScalingForecastType request, CancellationToken ct)
    {
        var (start, end) = (request.StartTime ?? call.Now, request.EndTime ?? call.Now + Forecast.Ahead);
        if (end <= start || end - start > ForecastMost)
        {
            throw Refusal.Invalid("The end time must be after the start time, by 30 days at most");
        }

        ScalingPolicy policy;
        using (var held = await book.Take(ct))
        {
            policy = Policy(held.State, call, request.AutoScalingGroupName, request.PolicyName).Shown;
            await held.Keep();
        }

        if (policy.PredictiveScalingConfiguration is not { } predictive)
        {
            throw Refusal.Invalid($"The policy {policy.PolicyName} is not of type {PolicyTypes.Predictive}");
        }

        var forecast = await Foresee(call.Account, policy, ct);
        if (!forecast.IsThere)
        {
            throw Refusal.Invalid(
                $"There is no forecast of the policy {policy.PolicyName} yet: it takes the metrics of 24 hours");
        }

        var metric = predictive.MetricSpecifications[0];
        var last = Forecast.HourOf(call.Now) + Forecast.Ahead;
        var hours = HoursBetween(start, end < last ? end : last).Where(hour => forecast.At(hour) is not null).ToList();
        return new()
        {
            LoadForecast =
            [
                new()
                {
                    Timestamps = hours,
                    Values = hours.ConvertAll(hour => forecast.At(hour)!.Value.Sum),
                    MetricSpecification = metric,
                },
            ],
            CapacityForecast = new()
            {
                Timestamps = hours,
                Values = hours.ConvertAll(hour => (double)forecast.Capacity(hour, metric.TargetValue!.Value)!),
            },
            UpdateTime = call.Now,
        };
    }

    /// <summary>One look at what the coming hour needs; gives when the next one is.</summary>
    internal async ValueTask<DateTimeOffset?> LookAhead(CancellationToken ct)
    {
        List<Part<ScalingPolicy>> due;
        using (var held = await book.Take(ct))
        {
            due = held.State.Policies.All.Where(row => row.Due <= node.Now).ToList();
            await held.Keep();
        }

        foreach (var row in due)
        {
            var predictive = row.Shown.PredictiveScalingConfiguration!;
            var forecast = await Foresee(row.Account, row.Shown, ct);
            var hour = Foresight.HourAhead(predictive, node.Now);
            var target = predictive.MetricSpecifications[0].TargetValue!.Value;
            await Act(row, forecast.IsThere ? forecast.Capacity(hour, target) : null, ct);
        }

        using var again = await book.Take(ct);
        var next = again.State.Policies.All.Min(row => row.Due);
        await again.Keep();
        return next;
    }

    private async ValueTask Act(Part<ScalingPolicy> row, int? capacity, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        // Put anew or deleted while CloudWatch was asked, the policy looks again, or never.
        var isChanged = held.State.Policies.Find(row.Id) == row
            && Foresight.Act(held.State, row, capacity, node.Now);
        await held.Keep();
        if (isChanged)
        {
            Tell();
        }
    }

    private ValueTask<Forecast> Foresee(string account, ScalingPolicy policy, CancellationToken ct) =>
        cloudWatch is null
            ? throw Refusal.NotBuilt("predictive scaling without CloudWatch")
            : new History(node, cloudWatch).Of(
                account,
                policy.AutoScalingGroupName!,
                LoadMetric.Of(policy.PredictiveScalingConfiguration!.MetricSpecifications[0])!,
                ct);

    private static IEnumerable<DateTimeOffset> HoursBetween(DateTimeOffset start, DateTimeOffset end)
    {
        for (var hour = Forecast.HourOf(start); hour < end; hour += TimeSpan.FromHours(1))
        {
            yield return hour;
        }
    }
}
