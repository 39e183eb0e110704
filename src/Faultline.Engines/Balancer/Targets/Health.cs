using Faultline.Engines.Balancer.Config;

namespace Faultline.Engines.Balancer.Targets;

/// <summary>What a node's checks say of a target. Pure: it becomes another one with each check.</summary>
/// <param name="Row">
/// How many checks in a row said the other thing; of a new one how many were bad, or below zero how many were good.
/// </param>
/// <param name="Status">The status that the last bad check got; 0 where it got none.</param>
internal readonly record struct Health(TargetHealth State, TargetReason Reason, int Row, int Status = 0)
{
    public static Health Unknown => new(TargetHealth.Initial, TargetReason.Registering, 0);

    public static Health Well => new(TargetHealth.Healthy, TargetReason.None, 0);

    private int Good => Math.Max(-Row, 0);

    private int Bad => Math.Max(Row, 0);

    /// <summary>
    /// A new target has to pass as many checks as the config says: one only before most balancers ("Health checks for
    /// your target groups" in the user guide). A sick one has to pass as many in a row as that says, and a healthy one
    /// is sick after as many bad ones.
    /// </summary>
    public Health After(TargetReason trouble, CheckConfig config, int status = 0)
    {
        if (trouble == TargetReason.None)
        {
            return State switch
            {
                TargetHealth.Unhealthy when Row + 1 < config.HealthyAfter => this with { Row = Row + 1 },
                TargetHealth.Initial when Good + 1 < config.NewHealthyAfter =>
                    this with { Row = -(Good + 1), Reason = TargetReason.Checking },
                _ => Well,
            };
        }

        // A sick one begins to count anew, and says what is the matter now.
        return State == TargetHealth.Unhealthy || Bad + 1 >= config.UnhealthyAfter
            ? new(TargetHealth.Unhealthy, trouble, 0, status)
            : this with { Row = Bad + 1, Reason = State == TargetHealth.Initial ? TargetReason.Checking : Reason };
    }
}
