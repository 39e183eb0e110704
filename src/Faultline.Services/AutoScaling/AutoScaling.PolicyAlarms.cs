using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Policies;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.AutoScaling;

/// <summary>What policies and alarms have to do with each other.</summary>
internal sealed partial class AutoScaling
{
    /// <summary>
    /// Acts on an alarm that has a scaling policy for its action. CloudWatch calls it outside a turn of its own.
    /// </summary>
    public async ValueTask<string?> Act(AlarmAction action, CancellationToken ct)
    {
        ScalingPolicy? policy;
        using (var looked = await book.Take(ct))
        {
            policy = Called(looked.State, action)?.Policy;
            await looked.Keep();
        }

        var word = policy is null ? null : await Hear(policy, action, ct);
        using var held = await book.Take(ct);
        if (word is null || Called(held.State, action) is not (var called, var group))
        {
            await held.Keep();
            return $"Scaling policy {action.Action} not found";
        }

        heard.Note(word);
        var isChanged = Wishes.Fulfil(held.State, group, called, word, heard, IsShifted(group));
        await held.Keep();
        if (isChanged)
        {
            Tell();
        }

        return null;
    }

    /// <summary>One look at the alarms that policies want; gives when to look again.</summary>
    internal ValueTask<DateTimeOffset?> LookAtAlarms(CancellationToken ct) => alarms!.Look(ct);

    /// <summary>The policy that an alarm calls, and its group; null when one of them is not there.</summary>
    private static (ScalingPolicy Policy, Group Group)? Called(AutoScalingState state, AlarmAction action) =>
        Names.PolicyOf(action.Action) is (var group, var policy)
        && state.Policies.Find(Part.IdOf(Group.IdOf(action.Account, group), policy)) is { } row
        && row.Shown.PolicyARN == action.Action
        && state.Groups.Find(row.Group) is { IsLeaving: false } its
            ? (row.Shown, its)
            : null;

    /// <summary>
    /// What the alarm says, with one value of its newest ones. CloudWatch is asked for them where the policy makes one
    /// of several, and where the alarm says none.
    /// </summary>
    private async ValueTask<Word> Hear(ScalingPolicy policy, AlarmAction action, CancellationToken ct)
    {
        var makesOne = policy.PolicyType == PolicyTypes.Step;
        var asks = makesOne || (action.Value is null && policy.PolicyType == PolicyTypes.TargetTracking);
        var values = asks && readings is not null ? await readings.Of(action.Account, action.Alarm, ct) : [];
        var value = makesOne
            ? Aggregation.Of(policy.MetricAggregationType, values) ?? action.Value
            : action.Value ?? (values is [.., var newest] ? newest : null);
        return new(action.Action, action.Alarm, action.State, value, action.Threshold, node.Now);
    }

    /// <summary>A policy with the alarms that it is to have, all of them due.</summary>
    private static void Put(AutoScalingState state, Part<ScalingPolicy> row, DateTimeOffset now)
    {
        state.Policies.Put(row);
        foreach (var alarm in row.Shown.Alarms ?? [])
        {
            state.Alarms.Put(new(alarm.AlarmName!, row.Account, row.Group, alarm) { Due = now });
        }
    }

    private static void CheckAmongOthers(AutoScalingState state, Group group, ScalingPolicy policy)
    {
        var others = state.PoliciesOf(group.Id).Select(row => row.Shown)
            .Where(other => other.PolicyName != policy.PolicyName)
            .ToList();
        if (others.Count >= PoliciesMax)
        {
            throw Refusal.Limit("scaling policies of an Auto Scaling group", PoliciesMax);
        }

        if (policy.TargetTrackingConfiguration is { } tracking
            && others.Exists(other =>
                other.TargetTrackingConfiguration is { } its && TargetMetric.AreSame(its, tracking)))
        {
            throw Refusal.Invalid(
                "Only one TargetTrackingScaling policy for a given metric specification is allowed.");
        }
    }

    /// <summary>
    /// Makes the alarms of a policy. What CloudWatch refuses about them is refused about the policy, which is then as
    /// it was before; where CloudWatch fails, they are made later.
    /// </summary>
    private async ValueTask MakeAlarms(
        Part<ScalingPolicy> row, Part<ScalingPolicy>? before, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            foreach (var alarm in row.Shown.Alarms ?? [])
            {
                await alarms!.Make(alarm.AlarmName!, ct);
            }
        }
        catch (AwsError refused) when (refused.Status is >= 400 and < 500 && !refused.IsThrottling)
        {
            await Undo(row, before, now, ct);
            throw Refusal.Invalid(refused.Message);
        }
        catch (AwsError trouble)
        {
            node.Report(trouble);
        }
    }

    private async ValueTask Undo(
        Part<ScalingPolicy> row, Part<ScalingPolicy>? before, DateTimeOffset now, CancellationToken ct)
    {
        using (var held = await book.Take(ct))
        {
            // Somebody else may have put it anew: then that stays.
            if (held.State.Policies.Find(row.Id) == row)
            {
                held.State.Policies.Remove(row.Id);
                if (before is not null)
                {
                    Put(held.State, before, now);
                }
            }

            await held.Keep();
        }

        Tell();
    }

    /// <summary>Policies with the alarms that call them, those that somebody else made too.</summary>
    private async ValueTask<List<ScalingPolicy>> WithAlarms(Call call, List<ScalingPolicy> page, CancellationToken ct)
    {
        if (cloudWatch is null || page.TrueForAll(IsOwn))
        {
            return page;
        }

        var found = new List<(string Policy, Alarm Alarm)>();
        string? next = null;
        do
        {
            var answer = await cloudWatch.DescribeAlarms(
                call.Account,
                new() { ActionPrefix = Names.PolicyArns(region, call.Account), NextToken = next },
                ct);
            found.AddRange(
                from alarm in answer.MetricAlarms ?? []
                from action in (alarm.AlarmActions ?? []).Concat(alarm.OKActions ?? [])
                    .Concat(alarm.InsufficientDataActions ?? [])
                select (action, new Alarm { AlarmName = alarm.AlarmName, AlarmARN = alarm.AlarmArn }));
            next = answer.NextToken;
        }
        while (next is not null);

        return page.ConvertAll(policy => IsOwn(policy) ? policy : policy.With(shown => shown.Alarms =
        [
            .. found.Where(each => each.Policy == policy.PolicyARN).Select(each => each.Alarm),
        ]));
    }

    /// <summary>Its alarms are its own: what it shows is all.</summary>
    private static bool IsOwn(ScalingPolicy policy) =>
        policy.PolicyType is PolicyTypes.TargetTracking or PolicyTypes.Predictive;
}
