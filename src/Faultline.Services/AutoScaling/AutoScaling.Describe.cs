using System.Globalization;
using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Member = Faultline.Services.AutoScaling.Keeping.Member;

namespace Faultline.Services.AutoScaling;

/// <summary>Groups, instances and activities as they are shown.</summary>
internal sealed partial class AutoScaling
{
    public override async ValueTask<AutoScalingGroupsType> DescribeAutoScalingGroups(
        Call call, AutoScalingGroupNamesType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var names = (request.AutoScalingGroupNames ?? []).Select(Names.Of).ToHashSet(StringComparer.Ordinal);
        var found = state.Groups.Of(call.Account)
            .Where(group => names.Count == 0 || names.Contains(group.Name))
            .Where(group => Passes(group.Shown.Tags ?? [], request.Filters));
        var (page, next) = Pages.Cut(call, found, group => group.Name, request.MaxRecords, request.NextToken);
        var wanted = page.Select(group => group.Id).ToHashSet(StringComparer.Ordinal);
        var members = state.Members.All.Where(row => wanted.Contains(row.Group)).ToLookup(row => row.Group);
        var shown = page.ConvertAll(group => Show(group, [.. members[group.Id]], request.IncludeInstances != false));
        await held.Keep();
        return new() { AutoScalingGroups = shown, NextToken = next };
    }

    public override async ValueTask<AutoScalingInstancesType> DescribeAutoScalingInstances(
        Call call, DescribeAutoScalingInstancesType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var ids = (request.InstanceIds ?? []).ToHashSet(StringComparer.Ordinal);
        var found = state.Members.Of(call.Account).Where(member => ids.Count == 0 || ids.Contains(member.Id));
        var (page, next) = Pages.Cut(call, found, member => member.Id, request.MaxRecords, request.NextToken, most: 50);
        var shown = page.ConvertAll(member => member.Shown.To<AutoScalingInstanceDetails>());
        for (var at = 0; at < shown.Count; at++)
        {
            shown[at].AutoScalingGroupName = state.Groups.Find(page[at].Group)?.Name;
            shown[at].HealthStatus = page[at].Shown.HealthStatus?.ToUpperInvariant();
        }

        await held.Keep();
        return new() { AutoScalingInstances = shown, NextToken = next };
    }

    /// <summary>The newest first; those of groups that are gone when they are asked for.</summary>
    public override async ValueTask<ActivitiesType> DescribeScalingActivities(
        Call call, DescribeScalingActivitiesType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var name = request.AutoScalingGroupName is { } named ? Names.Of(named) : null;
        if (name is not null && request.IncludeDeletedGroups != true)
        {
            Any(state, call, name);
        }

        var ids = (request.ActivityIds ?? []).ToHashSet(StringComparer.Ordinal);
        var passes = ActivityFilter(request.Filters);
        var found = state.Activities.Of(call.Account)
            .Where(row => name is null || row.Shown.AutoScalingGroupName == name)
            .Where(row => ids.Count == 0 || ids.Contains(row.Id))
            .Where(row => request.IncludeDeletedGroups == true || IsOfGroupThatIs(state, row))
            .Select(row => row.Shown)
            .Where(passes)
            .Select((shown, at) => (Shown: shown, At: at));
        var (page, next) = Pages.Cut(
            call,
            found,
            each => string.Create(
                CultureInfo.InvariantCulture,
                $"{long.MaxValue - each.Shown.StartTime!.Value.UtcTicks:d20} {int.MaxValue - each.At:d10}"),
            request.MaxRecords,
            request.NextToken);
        await held.Keep();
        return new() { Activities = page.ConvertAll(each => each.Shown), NextToken = next };
    }

    private static bool IsOfGroupThatIs(AutoScalingState state, Part<Activity> row) =>
        state.Groups.Find(row.Group)?.Shown.AutoScalingGroupARN == row.Shown.AutoScalingGroupARN;

    private static AutoScalingGroup Show(Group group, List<Member> members, bool withInstances) =>
        group.Shown.With(shown =>
    {
        shown.Instances = withInstances
            ? [.. members.Where(each => !each.IsWarm).OrderBy(each => each.Id, StringComparer.Ordinal)
                .Select(each => each.Shown)]
            : [];
        shown.WarmPoolSize = shown.WarmPoolConfiguration is null ? null : members.Count(each => each.IsWarm);
        var sources = group.Sources.Where(Planning.Sources.Serves).ToList();
        shown.TargetGroupARNs =
            [.. sources.Where(each => each.Type == TrafficSource.TargetGroup).Select(each => each.Identifier)];
        shown.LoadBalancerNames =
            [.. sources.Where(each => each.Type == TrafficSource.Classic).Select(each => each.Identifier)];
        shown.TrafficSources = sources.ConvertAll(each => new TrafficSourceIdentifier
        {
            Identifier = each.Identifier,
            Type = each.Type,
        });
    });

    /// <summary>"tag-key", "tag-value" and "tag:key" (DescribeAutoScalingGroups, API reference).</summary>
    private static bool Passes(List<TagDescription> tags, List<Filter>? filters) => (filters ?? []).TrueForAll(filter =>
    {
        var values = filter.Values ?? [];
        return filter.Name switch
        {
            "tag-key" => tags.Exists(tag => values.Contains(tag.Key!)),
            "tag-value" => tags.Exists(tag => values.Contains(tag.Value!)),
            { } name when name.StartsWith("tag:", StringComparison.Ordinal) =>
                tags.Exists(tag => tag.Key == name["tag:".Length..] && values.Contains(tag.Value!)),
            _ => throw Refusal.Invalid($"Invalid filter name {filter.Name}"),
        };
    });

    /// <summary>"StartTimeLowerBound", "StartTimeUpperBound" and "Status" (DescribeScalingActivities).</summary>
    private static Func<Activity, bool> ActivityFilter(List<Filter>? filters)
    {
        var tests = (filters ?? []).ConvertAll<Func<Activity, bool>>(filter =>
        {
            var values = filter.Values ?? [];
            return filter.Name switch
            {
                "StartTimeLowerBound" when Hour(values) is var hour => shown => shown.StartTime >= hour,
                "StartTimeUpperBound" when Hour(values) is var hour => shown => shown.StartTime <= hour,
                "Status" => shown => values.Contains(shown.StatusCode!),
                _ => throw Refusal.Invalid($"Invalid filter name {filter.Name}"),
            };
        });
        return shown => tests.TrueForAll(test => test(shown));
    }

    private static DateTimeOffset Hour(List<string> values) =>
        values is [var text] && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var hour)
            ? hour
            : throw Refusal.Invalid("A bound of the start time must be one timestamp.");
}
