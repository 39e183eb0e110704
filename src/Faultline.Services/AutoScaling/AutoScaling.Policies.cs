using Faultline.Api.AutoScaling;
using Faultline.Kernel;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Policies;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling;

internal sealed partial class AutoScaling
{
    /// <summary>"Quotas for Amazon EC2 Auto Scaling", user guide.</summary>
    private const int PoliciesMax = 50;

    private readonly Heard heard = new();
    private AlarmKeeping? alarms;
    private Readings? readings;

    public override async ValueTask<PolicyARNType> PutScalingPolicy(
        Call call, PutScalingPolicyType request, CancellationToken ct)
    {
        Part<ScalingPolicy>? before;
        Part<ScalingPolicy> row;
        using (var held = await book.Take(ct))
        {
            var state = held.State;
            var group = Find(state, call, request.AutoScalingGroupName);
            var shown = PolicyRules.Read(request, group);
            before = state.Policies.Find(Part.IdOf(group.Id, request.PolicyName));
            CheckAmongOthers(state, group, shown);
            shown.PolicyARN = before?.Shown.PolicyARN
                ?? Names.PolicyArn(region, call.Account, call.Dice.Uuid(), group.Name, request.PolicyName);
            shown.Alarms = alarms is null ? [] : TargetAlarms.Name(shown, before?.Shown.Alarms ?? [], region, call);
            row = new(Part.IdOf(group.Id, request.PolicyName), call.Account, group.Id, shown)
            {
                Due = Foresight.FirstLook(shown, call.Now),
            };
            Put(state, row, call.Now);
            await held.Keep();
        }

        await MakeAlarms(row, before, call.Now, ct);
        Tell();
        return new() { PolicyARN = row.Shown.PolicyARN, Alarms = row.Shown.Alarms };
    }

    public override async ValueTask DeletePolicy(Call call, DeletePolicyType request, CancellationToken ct)
    {
        using (var held = await book.Take(ct))
        {
            held.State.Policies.Remove(Policy(held.State, call, request.AutoScalingGroupName, request.PolicyName).Id);
            await held.Keep();
        }

        if (alarms is not null)
        {
            await LookAtAlarms(ct);
        }

        Tell();
    }

    public override async ValueTask<PoliciesType> DescribePolicies(
        Call call, DescribePoliciesType request, CancellationToken ct)
    {
        List<ScalingPolicy> page;
        string? next;
        using (var held = await book.Take(ct))
        {
            var all = request.AutoScalingGroupName is { } name
                ? held.State.PoliciesOf(Find(held.State, call, name).Id)
                : held.State.Policies.Of(call.Account);
            var wanted = all.Select(row => row.Shown).Where(shown =>
                (request.PolicyNames is not { Count: > 0 } names
                    || names.Contains(shown.PolicyName!)
                    || names.Contains(shown.PolicyARN!))
                && (request.PolicyTypes is not { Count: > 0 } types || types.Contains(shown.PolicyType!)));
            (page, next) = Pages.Cut(
                call,
                wanted,
                shown => $"{shown.AutoScalingGroupName} {shown.PolicyName}",
                request.MaxRecords,
                request.NextToken);
            await held.Keep();
        }

        return new() { ScalingPolicies = await WithAlarms(call, page, ct), NextToken = next };
    }

    public override async ValueTask ExecutePolicy(Call call, ExecutePolicyType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var row = Policy(state, call, request.AutoScalingGroupName, request.PolicyName);
        var group = state.Groups.Find(row.Group)!;
        var policy = row.Shown;
        ExecuteRules.Check(policy, request);
        var isSimple = policy.PolicyType == PolicyTypes.Simple;
        if (isSimple && request.HonorCooldown == true && Capacity.IsCooling(group, call.Now))
        {
            throw Refusal.Cooling(group.Name);
        }

        var standing = Standings.Of(state, group, policy, call.Now);
        if (Proposal.Of(policy, standing, request.MetricValue, request.BreachThreshold) is { } wish
            && !(wish < group.Desired && IsShifted(group)))
        {
            Capacity.Set(
                state,
                group,
                wish,
                Reasons.Request(policy.PolicyName!),
                call.Now,
                isSimple ? Wishes.Cooldown(group, policy) : null);
        }

        await held.Keep();
        Tell();
    }

    partial void AddPolicies(List<Reconciler> loops)
    {
        if (cloudWatch is null)
        {
            return;
        }

        alarms = new(node, book, cloudWatch);
        readings = new(node, cloudWatch);
        loops.Add(new(node, LookAtAlarms));
        loops.Add(new(node, LookAhead));
    }

    /// <summary>One that an operation is about, by its name in a group or by its ARN.</summary>
    private static Part<ScalingPolicy> Policy(AutoScalingState state, Call call, string? group, string policy)
    {
        var (groupName, name) = Names.PolicyOf(policy) ?? (group ?? "", policy);
        if (groupName.Length == 0)
        {
            throw Refusal.Invalid("The name of the Auto Scaling group is needed where the policy has no ARN");
        }

        return state.Policies.Find(Part.IdOf(Find(state, call, groupName).Id, name)) is { } row
            && (!policy.StartsWith("arn:", StringComparison.Ordinal) || row.Shown.PolicyARN == policy)
                ? row
                : throw Refusal.Invalid($"PolicyName '{policy}' not found");
    }
}
