using System.Collections.Immutable;
using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling;

/// <summary>Target groups and classic balancers of groups, which AWS calls traffic sources.</summary>
internal sealed partial class AutoScaling
{
    public override async ValueTask<AttachLoadBalancerTargetGroupsResultType> AttachLoadBalancerTargetGroups(
        Call call, AttachLoadBalancerTargetGroupsType request, CancellationToken ct)
    {
        await Attach(call, request.AutoScalingGroupName, await SourcesOf(
            call.Account, request.TargetGroupARNs, null, null, ct), ct);
        return new();
    }

    public override async ValueTask<AttachLoadBalancersResultType> AttachLoadBalancers(
        Call call, AttachLoadBalancersType request, CancellationToken ct)
    {
        await Attach(call, request.AutoScalingGroupName, await SourcesOf(
            call.Account, null, request.LoadBalancerNames, null, ct), ct);
        return new();
    }

    public override async ValueTask<AttachTrafficSourcesResultType> AttachTrafficSources(
        Call call, AttachTrafficSourcesType request, CancellationToken ct)
    {
        var sources = await SourcesOf(call.Account, null, null, request.TrafficSources, ct);
        var group = await Look(call, request.AutoScalingGroupName, ct);
        await CheckShift(
            call.Account, Planning.Impairment.IsEnabled(group.Shown), request.SkipZonalShiftValidation, sources, ct);
        await Attach(call, request.AutoScalingGroupName, sources, ct);
        return new();
    }

    public override async ValueTask<DetachLoadBalancerTargetGroupsResultType> DetachLoadBalancerTargetGroups(
        Call call, DetachLoadBalancerTargetGroupsType request, CancellationToken ct)
    {
        await Detach(call, request.AutoScalingGroupName, request.TargetGroupARNs, ct);
        return new();
    }

    public override async ValueTask<DetachLoadBalancersResultType> DetachLoadBalancers(
        Call call, DetachLoadBalancersType request, CancellationToken ct)
    {
        await Detach(call, request.AutoScalingGroupName, request.LoadBalancerNames, ct);
        return new();
    }

    public override async ValueTask<DetachTrafficSourcesResultType> DetachTrafficSources(
        Call call, DetachTrafficSourcesType request, CancellationToken ct)
    {
        await Detach(
            call, request.AutoScalingGroupName, request.TrafficSources.ConvertAll(each => each.Identifier), ct);
        return new();
    }

    public override async ValueTask<DescribeLoadBalancerTargetGroupsResponse> DescribeLoadBalancerTargetGroups(
        Call call, DescribeLoadBalancerTargetGroupsRequest request, CancellationToken ct)
    {
        var (page, next) = await Shown(
            call, request.AutoScalingGroupName, TrafficSource.TargetGroup, request.MaxRecords, request.NextToken, ct);
        return new()
        {
            LoadBalancerTargetGroups = page.ConvertAll(source => new LoadBalancerTargetGroupState
            {
                LoadBalancerTargetGroupARN = source.Identifier,
                State = source.State,
            }),
            NextToken = next,
        };
    }

    public override async ValueTask<DescribeLoadBalancersResponse> DescribeLoadBalancers(
        Call call, DescribeLoadBalancersRequest request, CancellationToken ct)
    {
        var (page, next) = await Shown(
            call, request.AutoScalingGroupName, TrafficSource.Classic, request.MaxRecords, request.NextToken, ct);
        return new()
        {
            LoadBalancers = page.ConvertAll(source => new LoadBalancerState
            {
                LoadBalancerName = source.Identifier,
                State = source.State,
            }),
            NextToken = next,
        };
    }

    public override async ValueTask<DescribeTrafficSourcesResponse> DescribeTrafficSources(
        Call call, DescribeTrafficSourcesRequest request, CancellationToken ct)
    {
        var (page, next) = await Shown(
            call, request.AutoScalingGroupName, request.TrafficSourceType, request.MaxRecords, request.NextToken, ct);
        return new()
        {
            TrafficSources = page.ConvertAll(source => new TrafficSourceState
            {
                Identifier = source.Identifier,
                TrafficSource = source.Identifier,
                Type = source.Type,
                State = source.State,
            }),
            NextToken = next,
        };
    }

    private async ValueTask<(List<TrafficSource> Page, string? Next)> Shown(
        Call call, string name, string? type, int? asked, string? token, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var found = Any(held.State, call, name).Sources.Where(source => type is null || source.Type == type);
        var page = Pages.Cut(call, found, source => source.Identifier, asked, token);
        await held.Keep();
        return page;
    }

    /// <summary>Sources that are there, as they begin; refused where one is not.</summary>
    private async ValueTask<ImmutableList<TrafficSource>> SourcesOf(
        string account,
        List<string>? groups,
        List<string>? balancers,
        List<TrafficSourceIdentifier>? others,
        CancellationToken ct)
    {
        var all = (groups ?? []).Select(arn => (Identifier: arn, Type: TrafficSource.TargetGroup))
            .Concat((balancers ?? []).Select(name => (Identifier: name, Type: TrafficSource.Classic)))
            .Concat((others ?? []).Select(each => (each.Identifier, Type: each.Type ?? TypeOf(each.Identifier))))
            .Distinct()
            .ToList();
        if (all.Find(each => each.Type is not (TrafficSource.TargetGroup or TrafficSource.Classic))
            is { Type: { } type })
        {
            throw Refusal.NotBuilt($"traffic sources of type {type}");
        }

        await land.CheckTargetGroups(
            account, all.Where(each => each.Type == TrafficSource.TargetGroup).Select(each => each.Identifier), ct);
        await land.CheckBalancers(
            account, all.Where(each => each.Type == TrafficSource.Classic).Select(each => each.Identifier), ct);
        return [.. all.Select(each => new TrafficSource(each.Identifier, each.Type, Sources.Adding))];
    }

    private async ValueTask Attach(Call call, string name, ImmutableList<TrafficSource> more, CancellationToken ct)
    {
        CheckCount(more.Count);
        using var held = await book.Take(ct);
        var group = Find(held.State, call, name);
        var sources = group.Sources;
        foreach (var source in more)
        {
            sources = sources.Find(each => each.Identifier == source.Identifier) is not { } there ? sources.Add(source)
                : Sources.Serves(there) ? sources
                : sources.Replace(there, source);
        }

        if (sources.Count(each => each.Type == TrafficSource.TargetGroup) > Limits.TargetGroupsMax)
        {
            throw Refusal.Limit("target groups of a group", Limits.TargetGroupsMax);
        }

        if (sources.Count(each => each.Type == TrafficSource.Classic) > Limits.BalancersMax)
        {
            throw Refusal.Limit("Classic Load Balancers of a group", Limits.BalancersMax);
        }

        held.State.Groups.Put(group with { Sources = sources });
        await held.Keep();
        Tell();
    }

    private async ValueTask Detach(Call call, string name, List<string> identifiers, CancellationToken ct)
    {
        CheckCount(identifiers.Count);
        using var held = await book.Take(ct);
        var group = Find(held.State, call, name);
        if (identifiers.Find(each => !group.Sources.Exists(source => source.Identifier == each)) is { } missing)
        {
            throw Refusal.Invalid(
                $"Trying to remove Load Balancer(s) or Target Group(s) that are not part of the group: {missing}");
        }

        held.State.Groups.Put(group with
        {
            Sources = [.. group.Sources.Select(source => identifiers.Contains(source.Identifier)
                ? source with { State = Sources.Removing }
                : source)],
        });
        await held.Keep();
        Tell();
    }

    private static void CheckCount(int count)
    {
        if (count is 0 or > Limits.SourcesAtOnceMax)
        {
            throw Refusal.Invalid($"Between 1 and {Limits.SourcesAtOnceMax} traffic sources must be specified.");
        }
    }

    private static string TypeOf(string identifier) =>
        !identifier.StartsWith("arn:", StringComparison.Ordinal) ? TrafficSource.Classic
        : identifier.Contains(":vpc-lattice:", StringComparison.Ordinal) ? "vpc-lattice"
        : TrafficSource.TargetGroup;
}
