using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Groups;

/// <summary>
/// Why things are done, as DescribeScalingActivities says it ("Verify a scaling activity for an Auto Scaling group" and
/// the examples of the CLI reference). Sentences are put together with two blanks, as AWS does.
/// </summary>
internal static class Causes
{
    // What makes an instance unhealthy, as it stands after "in response to".
    public const string Gone = "an EC2 health check indicating it has been terminated or stopped";
    public const string Impaired = "an EC2 instance status checks failure";
    public const string Balancer = "an ELB system health check failure";
    public const string User = "a user health-check";

    /// <summary>What endangers a spot instance; AWS's words for it were found nowhere.</summary>
    public const string Risk = "an EC2 instance rebalance recommendation";

    public static string Created(int desired, DateTimeOffset now) =>
        $"At {Hours.Text(now)} a user request created an AutoScalingGroup changing the desired capacity from 0 to "
        + $"{desired}.";

    /// <summary>Who changes the capacity by an update, for <see cref="Capacity.Set"/>.</summary>
    public static string Update(int min, int max, int desired) =>
        $"a user request update of AutoScalingGroup constraints to min: {min}, max: {max}, desired: {desired}";

    /// <summary>Who changes the capacity by SetDesiredCapacity.</summary>
    public const string Explicit = "a user request explicitly set group desired capacity";

    public static string Started(Group group, int from, int to, DateTimeOffset now) => After(
        group.Why,
        $"At {Hours.Text(now)} an instance was started in response to a difference between desired and actual "
        + $"capacity, increasing the capacity from {from} to {to}.");

    public static string Replacing(DateTimeOffset now) =>
        $"At {Hours.Text(now)} an instance was launched in response to an unhealthy instance needing to be replaced.";

    public static string Balancing(IEnumerable<string> zones, DateTimeOffset now) =>
        $"At {Hours.Text(now)} instances were launched to balance instances in zones {string.Join(' ', zones)} with "
        + "other zones resulting in more than desired number of instances in the group.";

    public static string Refreshing(DateTimeOffset now) =>
        $"At {Hours.Text(now)} an instance was launched in response to an instance refresh.";

    public static string Refreshed(string instance, DateTimeOffset now) =>
        $"At {Hours.Text(now)} an instance was taken out of service in response to an instance refresh.  At "
        + $"{Hours.Text(now)} instance {instance} was selected for termination.";

    public static string Rebalancing(DateTimeOffset now) =>
        $"At {Hours.Text(now)} an instance was launched in response to {Risk}.";

    public static string Aging(DateTimeOffset now) =>
        $"At {Hours.Text(now)} an instance was launched in response to an instance that has reached its maximum "
        + "lifetime.";

    public static string Warming(DateTimeOffset now) =>
        $"At {Hours.Text(now)} an instance was started in response to a difference between desired and actual warm "
        + "pool capacity.";

    public static string Shrunk(Group group, string instance, int from, int to, DateTimeOffset now) => After(
        group.Why,
        $"At {Hours.Text(now)} an instance was taken out of service in response to a difference between desired and "
        + $"actual capacity, shrinking the capacity from {from} to {to}.  At {Hours.Text(now)} instance {instance} "
        + "was selected for termination.");

    public static string TakenOut(string inResponseTo, DateTimeOffset now) =>
        $"At {Hours.Text(now)} an instance was taken out of service in response to {inResponseTo}.";

    /// <param name="shrinking">The capacity before and after, where it is another one then.</param>
    public static string Asked(string instance, string done, (int From, int To)? shrinking, DateTimeOffset now)
    {
        var change = shrinking switch
        {
            null => "",
            (var from, var to) when from > to => $", shrinking the capacity from {from} to {to}",
            (var from, var to) => $", increasing the capacity from {from} to {to}",
        };
        return $"At {Hours.Text(now)} instance {instance} {done} in response to a user request{change}.";
    }

    private static string After(string? why, string then) => why is null ? then : $"{why}  {then}";
}
