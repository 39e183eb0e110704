using Faultline.Engines.Balancer.Config;

namespace Faultline.Engines.Balancer.Targets;

/// <summary>What a node's checks say of a target. Pure: it becomes another one with each check.</summary>
/// <param name="Row">How many checks in a row said the other thing.</param>
/// <param name="Status">The status that the last bad check got; 0 where it got none.</param>
internal readonly record struct Health(TargetHealth State, TargetReason Reason, int Row, int Status = 0)
{
    public static Health Unknown => new(TargetHealth.Initial, TargetReason.Registering, 0);

    public static Health Well => new(TargetHealth.Healthy, TargetReason.None, 0);

    /// <summary>
    /// A new target has to pass one check only ("Health checks for your target groups" in the user guide); a sick one
    /// as many in a row as the config says, and a healthy one is sick after as many bad ones.
    /// </summary>
    public Health After(TargetReason trouble, CheckConfig config, int status = 0)
    {
        if (trouble == TargetReason.None)
        {
            return State == TargetHealth.Unhealthy && Row + 1 < config.HealthyAfter
                ? this with { Row = Row + 1 }
                : Well;
        }

        // A sick one begins to count anew, and says what is the matter now.
        return State == TargetHealth.Unhealthy || Row + 1 >= config.UnhealthyAfter
            ? new(TargetHealth.Unhealthy, trouble, 0, status)
            : this with { Row = Row + 1, Reason = State == TargetHealth.Initial ? TargetReason.Checking : Reason };
    }
}
