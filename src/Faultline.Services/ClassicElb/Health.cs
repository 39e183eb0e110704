using Faultline.Api.ClassicElb;
using Faultline.Engines.Balancer;
using Faultline.Services.ClassicElb.Keeping;
using Faultline.Services.ClassicElb.Wanted;

namespace Faultline.Services.ClassicElb;

/// <summary>
/// The health of instances, put together from what the nodes see, in the states, reasons and words of InstanceState in
/// the API reference. An instance is in service once a node with power finds it so.
/// </summary>
/// <param name="backends">All instances that there are; null when nobody knows.</param>
internal sealed class Health(IReadOnlyList<Backend>? backends, Func<string, IReadOnlyList<NodeView>> look)
{
    private const string In = "InService";
    private const string Out = "OutOfService";
    private const string Nothing = "N/A";
    private const string OfElb = "ELB";
    private const string OfInstance = "Instance";

    private static readonly TargetHealth[] inOrder =
        [TargetHealth.Healthy, TargetHealth.Unhealthy, TargetHealth.Initial];

    /// <summary>Of one that is there, and not behind the balancer.</summary>
    public static InstanceState Stranger(string instance) =>
        Of(instance, Out, OfInstance, "Instance is not currently registered with the LoadBalancer.");

    public InstanceState Of(Balancer balancer, Registration row)
    {
        if (row.Leaves)
        {
            return Of(row.Instance, In, Nothing, "Instance deregistration currently in progress.");
        }

        if (backends is null)
        {
            return Of(row.Instance, "Unknown", OfElb, "A transient error occurred. Please try again later.");
        }

        var backend = backends.FirstOrDefault(each => each.Instance == row.Instance);
        if (backend is not { IsRunning: true })
        {
            var word = backend?.State switch
            {
                "pending" => "pending",
                "stopping" or "stopped" => "stopped",
                _ => "terminated",
            };
            return Of(row.Instance, Out, OfInstance, $"Instance is in {word} state.");
        }

        if (!balancer.Places.Exists(place => place.Zone == backend.Zone))
        {
            return Of(row.Instance, Out, OfElb, "Instance is in the EC2 Availability Zone for which LoadBalancer is "
                + "not configured to route traffic to.");
        }

        return Words(row.Instance, look(balancer.Id).Where(node => node.IsUp)
            .SelectMany(node => node.Targets)
            .Where(view => view.Group == WantedBalancer.Checked && view.Key == row.Instance
                && inOrder.Contains(view.Health))
            .OrderBy(view => Array.IndexOf(inOrder, view.Health))
            .FirstOrDefault());
    }

    private static InstanceState Words(string instance, TargetView? seen) => (seen?.Health, seen?.Reason) switch
    {
        (TargetHealth.Healthy, _) => Of(instance, In, Nothing, Nothing),
        (TargetHealth.Unhealthy, _) => Of(
            instance,
            Out,
            OfInstance,
            "Instance has failed at least the UnhealthyThreshold number of health checks consecutively."),
        (TargetHealth.Initial, TargetReason.Checking) => Of(
            instance,
            Out,
            OfInstance,
            "Instance has not passed the configured HealthyThreshold number of health checks consecutively."),
        _ => Of(instance, Out, OfElb, "Instance registration is still in progress."),
    };

    private static InstanceState Of(string instance, string state, string reason, string description) => new()
    {
        InstanceId = instance,
        State = state,
        ReasonCode = reason,
        Description = description,
    };
}
