using System.Collections.Immutable;
using Faultline.Api.CloudWatch;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Stacks;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation.Running;

/// <summary>What CloudWatch says of the alarms that an operation is rolled back by, asked as its caller.</summary>
internal sealed class Alarms(string region, InnerCalls calls, Wire.Api? watch)
{
    public async ValueTask<ImmutableList<Rung>> Look(StackRow stack, CancellationToken ct)
    {
        var asked = stack.Operation!.Vigil.Alarms;
        var names = asked.Where(arn => Name(arn, stack.Account) is not null)
            .Select(arn => Name(arn, stack.Account)!).Distinct().ToList();
        var states = new Dictionary<string, string>(StringComparer.Ordinal);
        if (watch is not null && names.Count > 0)
        {
            var asks = new DescribeAlarmsInput
            {
                AlarmNames = names,
                AlarmTypes = [AlarmType.MetricAlarm, AlarmType.CompositeAlarm],
            };
            var answer = await calls.Ask(stack.Caller, watch, "DescribeAlarms", asks, ct);
            var found = (DescribeAlarmsOutput)answer!;
            found.MetricAlarms?.ForEach(each => states[each.AlarmArn!] = each.StateValue!);
            found.CompositeAlarms?.ForEach(each => states[each.AlarmArn!] = each.StateValue!);
        }

        return [.. asked.Select(arn => new Rung(arn, states.GetValueOrDefault(arn)))];
    }

    /// <summary>The name of an alarm of this account and region, or null: others cannot be seen from here.</summary>
    private string? Name(string arn, string account)
    {
        var prefix = $"arn:aws:cloudwatch:{region}:{account}:alarm:";
        return arn.StartsWith(prefix, StringComparison.Ordinal) && arn.Length > prefix.Length
            ? arn[prefix.Length..]
            : null;
    }
}
