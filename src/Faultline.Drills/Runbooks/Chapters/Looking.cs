namespace Faultline.Drills.Runbooks.Chapters;

/// <summary>How one sees that a thing is well again.</summary>
internal static class Looking
{
    public static IEnumerable<Step> Targets(Architecture system, string chapter) => system.TargetGroups
        .Select(one => new Step(
            $"{chapter}/look/{one.Handle.LogicalId}", $"Every target of {one.Handle.Shown} is healthy.")
        {
            Commands =
            [
                $"aws elbv2 describe-target-health --target-group-arn {one.Handle.Typed} "
                    + "--query 'TargetHealthDescriptions[].[Target.Id,Target.AvailabilityZone,TargetHealth.State]' "
                    + "--output text",
            ],
        })
        .Concat(system.Balancers.Where(one => one.IsClassic).Select(one => new Step(
            $"{chapter}/look/{one.Handle.LogicalId}", $"Every instance behind {one.Handle.Shown} is in service.")
        {
            Commands =
            [
                $"aws elb describe-instance-health --load-balancer-name {one.Handle.Typed} "
                    + "--query 'InstanceStates[].[InstanceId,State]' --output text",
            ],
        }));

    public static Step Group(Group one, string chapter) => new(
        $"{chapter}/look/{one.Handle.LogicalId}",
        $"{one.Handle.Shown} has {one.Desired} instances in service.")
    {
        Commands =
        [
            $"aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names {one.Handle.Typed} "
                + "--query "
                + "'AutoScalingGroups[0].Instances[?LifecycleState==`InService`].[InstanceId,AvailabilityZone]' "
                + "--output text",
        ],
    };

    public static Step Database(Database one, string chapter) => new(
        $"{chapter}/look/{one.Handle.LogicalId}",
        $"{one.Handle.Shown} is available, and in the zone that you expect.")
    {
        Commands =
        [
            $"aws rds describe-db-instances --db-instance-identifier {one.Handle.Typed} --query "
                + "'DBInstances[0].[DBInstanceStatus,AvailabilityZone,SecondaryAvailabilityZone]' --output text",
        ],
    };
}
