using Faultline.Api.Elb;
using Faultline.Services.Elb.Groups;
using Faultline.Services.Elb.Keeping;
using Faultline.Services.Elb.Settings;
using Faultline.Wire;

namespace Faultline.Services.Elb;

internal sealed partial class Elb
{
    public override async ValueTask<CreateTargetGroupOutput> CreateTargetGroup(
        Call call, CreateTargetGroupInput request, CancellationToken ct)
    {
        var shown = GroupRules.Read(request);
        var tags = Tagging.Merge(call, [], request.Tags);
        if (await premises.Vpc(call, shown.VpcId!, ct) is null)
        {
            throw Refusal.Invalid($"The VPC ID '{shown.VpcId}' is not found");
        }

        using var held = await book.Take(ct);
        var state = held.State;
        if (state.Groups.Of(call.Account).FirstOrDefault(row => row.Shown.TargetGroupName == request.Name)
            is { } before)
        {
            shown.TargetGroupArn = before.Id;
            var answer = Show(state, before);
            await held.Keep();
            return Reshape.Bytes(shown).AsSpan().SequenceEqual(Reshape.Bytes(before.Shown))
                ? new() { TargetGroups = [answer] }
                : throw ElbErrors.DuplicateTargetGroupNameException(
                    $"A target group with the same name '{request.Name}' exists, but with different settings");
        }

        if (state.Groups.Of(call.Account).Count() >= Limits.GroupsMax)
        {
            throw ElbErrors.TooManyTargetGroupsException("The maximum number of target groups has been reached");
        }

        shown.TargetGroupArn = Arns.Group(region, call.Account, request.Name, Names.Id(call.Dice));
        var group = new Item<TargetGroup>(shown.TargetGroupArn, call.Account, shown) { Tags = tags };
        state.Groups.Put(group);
        var shownNow = Show(state, group);
        await held.Keep();
        return new() { TargetGroups = [shownNow] };
    }

    public override async ValueTask<ModifyTargetGroupOutput> ModifyTargetGroup(
        Call call, ModifyTargetGroupInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var changed = Group(held.State, call, request.TargetGroupArn).With(shown =>
        {
            var protocol = request.HealthCheckProtocol ?? shown.HealthCheckProtocol;
            if (!HealthChecks.IsHttp(protocol))
            {
                // What only HTTP checks have goes with the change to others.
                (shown.HealthCheckPath, shown.Matcher) = (null, null);
            }

            shown.HealthCheckProtocol = protocol;
            shown.HealthCheckPort = request.HealthCheckPort ?? shown.HealthCheckPort;
            shown.HealthCheckPath = request.HealthCheckPath ?? shown.HealthCheckPath;
            shown.HealthCheckEnabled = request.HealthCheckEnabled ?? shown.HealthCheckEnabled;
            shown.HealthCheckIntervalSeconds = request.HealthCheckIntervalSeconds ?? shown.HealthCheckIntervalSeconds;
            shown.HealthCheckTimeoutSeconds = request.HealthCheckTimeoutSeconds ?? shown.HealthCheckTimeoutSeconds;
            shown.HealthyThresholdCount = request.HealthyThresholdCount ?? shown.HealthyThresholdCount;
            shown.UnhealthyThresholdCount = request.UnhealthyThresholdCount ?? shown.UnhealthyThresholdCount;
            shown.Matcher = request.Matcher ?? shown.Matcher;
            HealthChecks.Complete(shown);
            HealthChecks.Check(shown);
        });
        held.State.Groups.Put(changed);
        var answer = Show(held.State, changed);
        await held.Keep();
        balancing.Tell();
        return new() { TargetGroups = [answer] };
    }

    /// <summary>One that is gone already is deleted all the same, as in AWS.</summary>
    public override async ValueTask<DeleteTargetGroupOutput> DeleteTargetGroup(
        Call call, DeleteTargetGroupInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        if (state.Groups.Find(call.Account, request.TargetGroupArn) is not { } group)
        {
            await held.Keep();
            return Arns.TypeOf(request.TargetGroupArn) == "targetgroup"
                ? new()
                : throw Refusal.Arn("targetgroup", request.TargetGroupArn);
        }

        if (state.BalancersOf(group.Id).Any())
        {
            throw ElbErrors.ResourceInUseException(
                $"Target group '{group.Id}' is currently in use by a listener or a rule");
        }

        foreach (var target in state.TargetsOf(group.Id).ToList())
        {
            state.Targets.Remove(target.Id);
        }

        state.Groups.Remove(group.Id);
        await held.Keep();
        return new();
    }

    public override async ValueTask<DescribeTargetGroupsOutput> DescribeTargetGroups(
        Call call, DescribeTargetGroupsInput request, CancellationToken ct)
    {
        var asked = (request.LoadBalancerArn is null ? 0 : 1)
            + (request.TargetGroupArns is { Count: > 0 } ? 1 : 0)
            + (request.Names is { Count: > 0 } ? 1 : 0);
        if (asked > 1)
        {
            throw Refusal.Invalid(
                "Only one of load balancer ARN, target group ARNs and target group names can be specified");
        }

        using var held = await book.Take(ct);
        var state = held.State;
        var all = state.Groups.Of(call.Account);
        if (request.TargetGroupArns is { Count: > 0 } arns)
        {
            all = Pick(all, row => row.Id, arns, Refusal.SomeNotFound("targetgroup"));
        }
        else if (request.Names is { Count: > 0 } names)
        {
            all = Pick(all, row => row.Shown.TargetGroupName!, names, Refusal.SomeNotFound("targetgroup"));
        }
        else if (request.LoadBalancerArn is { } arn)
        {
            var used = state.GroupsOf(Balancer(state, call, arn).Id).ToHashSet(StringComparer.Ordinal);
            all = all.Where(row => used.Contains(row.Id));
        }

        var (page, next) = Pages.Cut(
            call, all, row => row.Shown.TargetGroupName!, request.PageSize, request.Marker);
        var shown = page.ConvertAll(row => Show(state, row));
        await held.Keep();
        return new() { TargetGroups = shown, NextMarker = next };
    }

    public override async ValueTask<DescribeTargetGroupAttributesOutput> DescribeTargetGroupAttributes(
        Call call, DescribeTargetGroupAttributesInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var group = Group(held.State, call, request.TargetGroupArn);
        await held.Keep();
        return new() { Attributes = Told(GroupSettings.Of(group.Shown).Show(group.Set)) };
    }

    public override async ValueTask<ModifyTargetGroupAttributesOutput> ModifyTargetGroupAttributes(
        Call call, ModifyTargetGroupAttributesInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var group = Group(held.State, call, request.TargetGroupArn);
        var list = GroupSettings.Of(group.Shown);
        var set = list.Change(group.Set, request.Attributes.Select(each => (each.Key, each.Value)));
        GroupSettings.CheckTogether(group.Shown, set);
        held.State.Groups.Put(group with { Set = set });
        await held.Keep();
        balancing.Tell();
        return new() { Attributes = Told(list.Show(set)) };
    }

    private static List<TargetGroupAttribute> Told(IEnumerable<(string Key, string Value)> all) =>
        [.. all.Select(each => new TargetGroupAttribute { Key = each.Key, Value = each.Value })];

    /// <summary>A group as the API shows it, with the balancers that send to it.</summary>
    private static TargetGroup Show(ElbState state, Item<TargetGroup> group) => group.With(shown =>
        shown.LoadBalancerArns = [.. state.BalancersOf(group.Id).Select(balancer => balancer.Id)]).Shown;
}
