namespace Faultline.Services.AutoScaling;

/// <summary>How groups and what belongs to them are named, and their ARNs.</summary>
internal static class Names
{
    private const string InArn = ":autoScalingGroupName/";
    private const string PolicyInArn = ":policyName/";

    /// <summary>The name of a group that may have been named by its ARN.</summary>
    public static string Of(string group) => group.StartsWith("arn:", StringComparison.Ordinal)
        && group.IndexOf(InArn, StringComparison.Ordinal) is > 0 and var at
            ? group[(at + InArn.Length)..]
            : group;

    public static string GroupArn(string region, string account, string id, string name) =>
        $"arn:aws:autoscaling:{region}:{account}:autoScalingGroup:{id}{InArn}{name}";

    public static string LaunchConfigurationArn(string region, string account, string id, string name) =>
        $"arn:aws:autoscaling:{region}:{account}:launchConfiguration:{id}:launchConfigurationName/{name}";

    public static string PolicyArn(string region, string account, string id, string group, string name) =>
        $"arn:aws:autoscaling:{region}:{account}:scalingPolicy:{id}{InArn}{group}{PolicyInArn}{name}";

    /// <summary>How the ARNs of all policies of an account begin.</summary>
    public static string PolicyArns(string region, string account) =>
        $"arn:aws:autoscaling:{region}:{account}:scalingPolicy:";

    /// <summary>The group and the policy of a policy's ARN; null for another text.</summary>
    public static (string Group, string Policy)? PolicyOf(string arn) =>
        arn.StartsWith("arn:", StringComparison.Ordinal)
        && arn.IndexOf(InArn, StringComparison.Ordinal) is > 0 and var at
        && arn.IndexOf(PolicyInArn, at, StringComparison.Ordinal) is > 0 and var then
            ? (arn[(at + InArn.Length)..then], arn[(then + PolicyInArn.Length)..])
            : null;

    public static string ScheduleArn(string region, string account, string id, string group, string name) =>
        $"arn:aws:autoscaling:{region}:{account}:scheduledUpdateGroupAction:{id}:autoScalingGroupName/{group}"
        + $":scheduledActionName/{name}";
}
