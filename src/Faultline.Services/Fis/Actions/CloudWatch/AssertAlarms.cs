using System.Collections.Immutable;
using Faultline.Api.CloudWatch;

namespace Faultline.Services.Fis.Actions.CloudWatch;

/// <summary>Fails its experiment unless each of some alarms is in one of some states.</summary>
internal sealed class AssertAlarms(ActionReach reach) : IAction
{
    private const string Arns = "alarmArns";
    private const string States = "alarmStates";

    /// <summary>"aws:cloudwatch:assert-alarm-state", AWS FIS user guide.</summary>
    private const int AlarmsMax = 5;

    private static readonly string[] known = [StateValue.Ok, StateValue.Alarm, StateValue.InsufficientData];

    public IEnumerable<string> Check(IReadOnlyDictionary<string, string> parameters)
    {
        if (Given.List(parameters.GetValueOrDefault(Arns)).Length > AlarmsMax)
        {
            yield return $"{Arns} names at most {AlarmsMax} alarms.";
        }

        foreach (var arn in Given.List(parameters.GetValueOrDefault(Arns)).Where(arn => NameIn(arn) is null))
        {
            yield return $"{Arns}: '{arn}' is not the ARN of an alarm.";
        }

        foreach (var state in Given.List(parameters.GetValueOrDefault(States)).Except(known))
        {
            yield return $"{States} are some of {string.Join(", ", known)}; not '{state}'.";
        }
    }

    public async ValueTask<ImmutableSortedDictionary<string, string>> Begin(ActionScene scene, CancellationToken ct)
    {
        var names = Given.List(scene.Parameters[Arns]).Select(arn => NameIn(arn) ?? arn).ToList();
        var shown = await reach.Calls.Ask(scene.Who, reach.CloudWatch.DescribeAlarms, new DescribeAlarmsInput
        {
            AlarmNames = names,
            AlarmTypes = [AlarmType.MetricAlarm, AlarmType.CompositeAlarm],
        }, ct);
        var states = (shown.MetricAlarms ?? []).Select(alarm => (alarm.AlarmName, alarm.StateValue))
            .Concat((shown.CompositeAlarms ?? []).Select(alarm => (alarm.AlarmName, alarm.StateValue)))
            .ToDictionary(each => each.AlarmName!, each => each.StateValue!, StringComparer.Ordinal);
        var wanted = Given.List(scene.Parameters[States]);
        var wrong = names.Where(name => !wanted.Contains(states.GetValueOrDefault(name))).ToList();
        return wrong.Count == 0
            ? Notes.Nothing
            : throw ActionRefusal.Failed(
                string.Join(", ", wrong.Select(name => $"{name} is {states.GetValueOrDefault(name, "not there")}"))
                + $"; asserted was {string.Join(" or ", wanted)}.");
    }

    /// <summary>arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME; null where it is something else.</summary>
    private static string? NameIn(string arn) =>
        arn.Split(':', 7) is ["arn", _, "cloudwatch", _, _, "alarm", { Length: > 0 } name] ? name : null;
}
