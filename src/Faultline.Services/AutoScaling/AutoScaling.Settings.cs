using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling;

/// <summary>Switches of a group: its processes, its metrics, and who is told of it.</summary>
internal sealed partial class AutoScaling
{
    /// <summary>"The only valid value is 1Minute" (EnableMetricsCollection, API reference).</summary>
    private const string Granularity = "1Minute";

    public override async ValueTask SuspendProcesses(Call call, ScalingProcessQuery request, CancellationToken ct)
    {
        var names = Named(request.ScalingProcesses);
        await Change(call, request.AutoScalingGroupName, group => group.With(shown => shown.SuspendedProcesses =
        [
            .. (shown.SuspendedProcesses ?? []).Where(each => !names.Contains(each.ProcessName!)),
            .. names.Select(name => new SuspendedProcess
            {
                ProcessName = name,
                SuspensionReason = $"User suspended at {Hours.Text(call.Now)}",
            }),
        ]), ct);
    }

    public override async ValueTask ResumeProcesses(Call call, ScalingProcessQuery request, CancellationToken ct)
    {
        var names = Named(request.ScalingProcesses);
        await Change(
            call,
            request.AutoScalingGroupName,
            group => (names.Contains(Processes.Launch) ? Suspension.Forgive(group) : group).With(shown =>
                shown.SuspendedProcesses =
                    [.. (shown.SuspendedProcesses ?? []).Where(each => !names.Contains(each.ProcessName!))]),
            ct);
    }

    public override async ValueTask EnableMetricsCollection(
        Call call, EnableMetricsCollectionQuery request, CancellationToken ct)
    {
        if (request.Granularity != Granularity)
        {
            throw Refusal.Invalid($"Granularity should be '{Granularity}'");
        }

        var names = Metrics(request.Metrics);
        await Change(call, request.AutoScalingGroupName, group => group.With(shown => shown.EnabledMetrics =
        [
            .. (shown.EnabledMetrics ?? []).Where(each => !names.Contains(each.Metric!)),
            .. names.Select(name => new EnabledMetric { Metric = name, Granularity = Granularity }),
        ]), ct);
    }

    public override async ValueTask DisableMetricsCollection(
        Call call, DisableMetricsCollectionQuery request, CancellationToken ct)
    {
        var names = Metrics(request.Metrics);
        await Change(call, request.AutoScalingGroupName, group => group.With(shown => shown.EnabledMetrics =
            [.. (shown.EnabledMetrics ?? []).Where(each => !names.Contains(each.Metric!))]), ct);
    }

    public override async ValueTask PutNotificationConfiguration(
        Call call, PutNotificationConfigurationType request, CancellationToken ct)
    {
        if (request.NotificationTypes.Find(type => !notificationTypes.Contains(type)) is { } wrong)
        {
            throw Refusal.Invalid($"Invalid notification type {wrong}");
        }

        using var held = await book.Take(ct);
        var state = held.State;
        var group = Find(state, call, request.AutoScalingGroupName);
        Forget(state, group, request.TopicARN);
        foreach (var type in request.NotificationTypes.Distinct(StringComparer.Ordinal))
        {
            var id = Part.IdOf(group.Id, $"{request.TopicARN} {type}");
            state.Notifications.Put(new(id, group.Account, group.Id, new()
            {
                AutoScalingGroupName = group.Name,
                TopicARN = request.TopicARN,
                NotificationType = type,
            }));
        }

        var topics = state.Notifications.All.Where(row => row.Group == group.Id).DistinctBy(row => row.Shown.TopicARN);
        if (topics.Count() > Limits.TopicsMax)
        {
            throw Refusal.Limit("SNS topics of a group", Limits.TopicsMax);
        }

        await held.Keep();
    }

    public override async ValueTask DeleteNotificationConfiguration(
        Call call, DeleteNotificationConfigurationType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        Forget(held.State, Find(held.State, call, request.AutoScalingGroupName), request.TopicARN);
        await held.Keep();
    }

    public override async ValueTask<DescribeNotificationConfigurationsAnswer> DescribeNotificationConfigurations(
        Call call, DescribeNotificationConfigurationsType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var names = (request.AutoScalingGroupNames ?? []).Select(Names.Of).ToHashSet(StringComparer.Ordinal);
        var found = held.State.Notifications.Of(call.Account)
            .Where(row => names.Count == 0 || names.Contains(row.Shown.AutoScalingGroupName!));
        var (page, next) = Pages.Cut(call, found, row => row.Id, request.MaxRecords, request.NextToken);
        await held.Keep();
        return new() { NotificationConfigurations = page.ConvertAll(row => row.Shown), NextToken = next };
    }

    private async ValueTask Change(Call call, string name, Func<Group, Group> change, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        held.State.Groups.Put(change(Find(held.State, call, name)));
        await held.Keep();
        Tell();
    }

    private static void Forget(AutoScalingState state, Group group, string topic)
    {
        foreach (var row in state.Notifications.All
            .Where(row => row.Group == group.Id && row.Shown.TopicARN == topic).ToList())
        {
            state.Notifications.Remove(row.Id);
        }
    }

    /// <summary>All where none is named.</summary>
    private static List<string> Named(List<string>? processes)
    {
        if (processes is not { Count: > 0 })
        {
            return [.. Processes.All];
        }

        return processes.Find(name => !Processes.All.Contains(name)) is { } wrong
            ? throw Refusal.Invalid($"The process {wrong} is not a valid scaling process.")
            : processes;
    }

    private static List<string> Metrics(List<string>? named)
    {
        if (named is not { Count: > 0 })
        {
            return [.. metrics];
        }

        return named.Find(name => !metrics.Contains(name)) is { } wrong
            ? throw Refusal.Invalid($"Invalid metric {wrong}")
            : named;
    }
}
