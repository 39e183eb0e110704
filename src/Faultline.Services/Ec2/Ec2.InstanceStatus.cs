using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Storage;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    // MaxResults of DescribeInstanceStatus in the API reference.
    private static readonly Paging statusPages = new(Min: 5, Max: 1000, Unasked: null);

    private static readonly Filters<InstanceStatus> statusFilters = new Filters<InstanceStatus>()
        .On("availability-zone", it => it.AvailabilityZone)
        .On("availability-zone-id", it => it.AvailabilityZoneId)
        .On("attached-ebs-status.status", it => it.AttachedEbsStatus?.Status)
        .On("event.code", it => it.Events?.Select(each => each.Code))
        .On("event.description", it => it.Events?.Select(each => each.Description))
        .On("event.instance-event-id", it => it.Events?.Select(each => each.InstanceEventId))
        .On("event.not-after", it => it.Events?.Select(each => VolumeFilters.Time(each.NotAfter)))
        .On("event.not-before", it => it.Events?.Select(each => VolumeFilters.Time(each.NotBefore)))
        .On("event.not-before-deadline", it => it.Events?.Select(each => VolumeFilters.Time(each.NotBeforeDeadline)))
        .On("instance-state-code", it => (double?)it.InstanceState?.Code)
        .On("instance-state-name", it => it.InstanceState?.Name)
        .On("instance-status.reachability", it => it.InstanceStatusValue?.Details?.Select(each => each.Status))
        .On("instance-status.status", it => it.InstanceStatusValue?.Status)
        .On("system-status.reachability", it => it.SystemStatus?.Details?.Select(each => each.Status))
        .On("system-status.status", it => it.SystemStatus?.Status);

    /// <summary>AWS keeps the last 64 KB of what an instance wrote.</summary>
    private const int ConsoleBytesMax = 64 * 1024;

    public override async ValueTask<DescribeInstanceStatusResult> DescribeInstanceStatus(
        Call call, DescribeInstanceStatusRequest request, CancellationToken ct)
    {
        var passes = statusFilters.Read(request.Filters);
        using var held = await book.Take(call.Account, ct);
        IEnumerable<Machine> machines = held.State.Machines.Of(call.Account);
        if (request.InstanceIds is { Count: > 0 } ids)
        {
            if (request.MaxResults is not null)
            {
                throw Refusal.PagesOfNamed("instancesSet");
            }

            machines = Noun.Instance.Pick(machines, machine => machine.Id, ids);
        }

        var found = machines
            .Where(machine => request.IncludeAllInstances == true || machine.Is(InstanceStateName.Running))
            .Select(machine => checks.Of(held.State, machine, call.Now))
            .Where(each => passes(each));
        var (page, next) = statusPages.Cut(
            call, found, each => each.InstanceId!, request.MaxResults, request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { InstanceStatuses = page, NextToken = next };
    }

    public override async ValueTask<GetConsoleOutputResult> GetConsoleOutput(
        Call call, GetConsoleOutputRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var machine = Find(held.State, call, request.InstanceId);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        var tail = options.Engines?.Folders.Tail(machine.Id, BootScript.Console, ConsoleBytesMax);
        return new()
        {
            InstanceId = machine.Id,
            Timestamp = tail?.Changed ?? call.Now,
            Output = tail is null ? "" : Convert.ToBase64String(tail.Bytes),
        };
    }

    /// <summary>Only Windows has such a password.</summary>
    public override async ValueTask<GetPasswordDataResult> GetPasswordData(
        Call call, GetPasswordDataRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var machine = Find(held.State, call, request.InstanceId);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { InstanceId = machine.Id, Timestamp = call.Now, PasswordData = "" };
    }

    public override async ValueTask<MonitorInstancesResult> MonitorInstances(
        Call call, MonitorInstancesRequest request, CancellationToken ct) => new()
        {
            InstanceMonitorings = await Monitor(
                call, request.InstanceIds, MonitoringState.Enabled, MonitoringState.Pending, request.DryRun, ct),
        };

    public override async ValueTask<UnmonitorInstancesResult> UnmonitorInstances(
        Call call, UnmonitorInstancesRequest request, CancellationToken ct) => new()
        {
            InstanceMonitorings = await Monitor(
                call, request.InstanceIds, MonitoringState.Disabled, MonitoringState.Disabling, request.DryRun, ct),
        };

    private async ValueTask<List<InstanceMonitoring>> Monitor(
        Call call, List<string> ids, string state, string shown, bool? dryRun, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var machines = Find(held.State, call, ids);
        DryRun.Stop(dryRun);
        foreach (var machine in machines)
        {
            held.State.Machines.Put(machine.With(it => it.Monitoring = new() { State = state }));
        }

        await held.Keep();
        return machines.ConvertAll(machine => new InstanceMonitoring
        {
            InstanceId = machine.Id,
            Monitoring = new() { State = shown },
        });
    }
}
