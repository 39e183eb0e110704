using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Maintenance;

namespace Faultline.Services.Ec2.Instances;

/// <summary>
/// The status checks of instances ("Status checks for Amazon EC2 instances" in the user guide): the system's is about
/// the host, the instance's about whether it still does anything. They run once a minute, so trouble shows with the
/// next one.
/// </summary>
internal sealed class StatusChecks(Surroundings around)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Where nothing takes AWS's time, a check comes as soon as anybody could have seen the trouble.</summary>
    private static readonly TimeSpan Fast = TimeSpan.FromSeconds(1);

    public TimeSpan Every => around.Timing.Interval("ec2", Minute, Fast);

    public InstanceStatus Of(Ec2State state, Machine machine, DateTimeOffset now)
    {
        var isRunning = machine.Is(InstanceStateName.Running);
        var host = machine.Host is { } name ? state.Hosts.Find(name) : null;
        var onHost = host is null ? HostState.Well : around.Board.View.Host(host);
        var impaired = isRunning && machine.ImpairedSince + Every <= now ? machine.ImpairedSince : null;
        return new()
        {
            InstanceId = machine.Id,
            AvailabilityZone = machine.Shown.Placement?.AvailabilityZone,
            AvailabilityZoneId = machine.Shown.Placement?.AvailabilityZoneId,
            InstanceState = machine.Shown.State,
            Events = [.. Schedule.Of(state, machine.Id, now).Select(each => each.Shown)],
            SystemStatus = Summary(machine, isRunning, onHost.Off || onHost.Paused ? impaired : null, now),
            InstanceStatusValue = Summary(machine, isRunning, impaired, now),
            AttachedEbsStatus = isRunning
                ? new() { Status = "ok", Details = [new() { Name = "reachability", Status = "passed" }] }
                : new() { Status = "not-applicable" },
        };
    }

    private InstanceStatusSummary Summary(
        Machine machine, bool isRunning, DateTimeOffset? impaired, DateTimeOffset now)
    {
        if (!isRunning)
        {
            return new() { Status = SummaryStatus.NotApplicable };
        }

        var isNew = impaired is null && machine.Since + Every > now;
        var (status, check) = impaired is not null ? (SummaryStatus.Impaired, StatusType.Failed)
            : isNew ? (SummaryStatus.Initializing, StatusType.Initializing)
            : (SummaryStatus.Ok, StatusType.Passed);
        return new()
        {
            Status = status,
            Details = [new() { Name = StatusName.Reachability, Status = check, ImpairedSince = impaired }],
        };
    }
}
