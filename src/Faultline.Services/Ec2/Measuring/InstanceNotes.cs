using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Instances;

namespace Faultline.Services.Ec2.Measuring;

/// <summary>
/// What is measured of instances in a period: each by itself, and those of an Auto Scaling group together.
/// </summary>
internal sealed class InstanceNotes(Period period)
{
    private const string GroupTag = "aws:autoscaling:groupName";

    private readonly List<Measurement> all = [];
    private readonly SortedDictionary<(string Account, string Group, string Metric, string Unit),
        List<(double, double)>> groups = [];

    public AboutInstance Of(Machine machine, Instance shown) =>
        new(this, machine, shown, shown.Tags?.Find(tag => tag.Key == GroupTag)?.Value);

    public List<Measurement> All() =>
    [
        .. all,
        .. groups.Select(each => new Measurement(
            each.Key.Account,
            AboutInstance.Namespace,
            each.Key.Metric,
            [new("AutoScalingGroupName", each.Key.Group)],
            each.Key.Unit)
        {
            At = period.From,
            Values = each.Value,
        }),
    ];

    public void Say(
        string account, string space, string metric, string unit, double value, KeyValuePair<string, string> whose) =>
        all.Add(Measurement.Of(account, space, metric, unit, period.From, value, whose));

    public void SayOfGroup(string account, string group, string metric, string unit, double value)
    {
        var key = (account, group, metric, unit);
        if (!groups.TryGetValue(key, out var values))
        {
            groups.Add(key, values = []);
        }

        values.Add((value, 1));
    }

    /// <summary>No period has more seconds than it is long.</summary>
    public double Seconds(TimeSpan span) => Math.Clamp(span.TotalSeconds, 0, period.Length.TotalSeconds);
}
