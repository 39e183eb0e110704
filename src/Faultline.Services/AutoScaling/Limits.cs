namespace Faultline.Services.AutoScaling;

/// <summary>
/// How much an account may have in a region ("Quotas for Amazon EC2 Auto Scaling" in its user guide).
/// </summary>
internal static class Limits
{
    public const int GroupsMax = 500;
    public const int LaunchConfigurationsMax = 200;
    public const int HooksMax = 50;
    public const int BalancersMax = 50;
    public const int TargetGroupsMax = 50;
    public const int TopicsMax = 10;
    public const int TagsMax = 50;

    /// <summary>Classic balancers and target groups that one call can attach or detach.</summary>
    public const int SourcesAtOnceMax = 10;

    /// <summary>
    /// Instances that one call can attach, detach or move to standby (AttachInstances, API reference).
    /// </summary>
    public const int InstancesAtOnceMax = 20;

    /// <summary>SetInstanceProtection in the API reference.</summary>
    public const int ProtectedAtOnceMax = 50;
}
