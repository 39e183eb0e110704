using System.Collections.Immutable;

namespace Faultline.Services.AutoScaling.Groups;

/// <summary>
/// The processes of a group that can be suspended ("Types of processes", Auto Scaling user guide).
/// </summary>
internal static class Processes
{
    public const string Launch = "Launch";
    public const string Terminate = "Terminate";
    public const string AddToLoadBalancer = "AddToLoadBalancer";
    public const string AlarmNotification = "AlarmNotification";
    public const string AzRebalance = "AZRebalance";
    public const string HealthCheck = "HealthCheck";
    public const string InstanceRefresh = "InstanceRefresh";
    public const string ReplaceUnhealthy = "ReplaceUnhealthy";
    public const string ScheduledActions = "ScheduledActions";

    public static ImmutableList<string> All { get; } =
    [
        AzRebalance, AddToLoadBalancer, AlarmNotification, HealthCheck, InstanceRefresh, Launch, ReplaceUnhealthy,
        ScheduledActions, Terminate,
    ];
}
