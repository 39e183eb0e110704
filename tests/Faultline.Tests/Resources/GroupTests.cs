using Faultline.Api.AutoScaling;
using Faultline.Api.Ec2;

namespace Faultline.Tests.Resources;

/// <summary>The resources of Auto Scaling, with instances that run.</summary>
public sealed class GroupTests
{
    private const string Scaling = "AWS::AutoScaling::";

    [Fact]
    public void Group() => Grounds.Play(async grounds =>
    {
        var configuration = await Configuration(grounds);
        var targets = new Resource(grounds, "AWS::ElasticLoadBalancingV2::TargetGroup", "Targets");
        await targets.Make($$"""{"Protocol": "TCP", "Port": 80, "VpcId": "{{grounds.Vpc}}"}""");
        var group = new Resource(grounds, $"{Scaling}AutoScalingGroup", "Group");
        var shown = await group.Make($$"""
            {"LaunchConfigurationName": "{{configuration.Id}}", "MinSize": "1", "MaxSize": "3", "DesiredCapacity": "2",
             "VPCZoneIdentifier": ["{{grounds.Subnets[0]}}", "{{grounds.Subnets[1]}}"], "Cooldown": "60",
             "Tags": [{"Key": "a", "Value": "1", "PropagateAtLaunch": true}]}
            """);
        var arn = (string)shown["AutoScalingGroupARN"]!;
        Assert.EndsWith($":autoScalingGroupName/{group.Id}", arn, StringComparison.Ordinal);
        Assert.Equal(2, await Instances(grounds, group.Id, "tag:aws:cloudformation:logical-id", "Group"));
        await group.Change($$"""
            {"LaunchConfigurationName": "{{configuration.Id}}", "MinSize": 0, "MaxSize": 3, "DesiredCapacity": 3,
             "VPCZoneIdentifier": ["{{grounds.Subnets[0]}}", "{{grounds.Subnets[2]}}"],
             "HealthCheckGracePeriod": 30, "TerminationPolicies": ["OldestInstance"],
             "TargetGroupARNs": ["{{targets.Id}}"],
             "NotificationConfigurations": [{"TopicARN": "arn:aws:sns:eu-west-1:111122223333:t",
               "NotificationTypes": ["autoscaling:EC2_INSTANCE_LAUNCH"]}],
             "MetricsCollection": [{"Granularity": "1Minute", "Metrics": ["GroupMinSize"]}],
             "Tags": [{"Key": "b", "Value": "2", "PropagateAtLaunch": false}]}
            """);
        await group.End();
        Assert.Equal(0, await Instances(grounds, group.Id, "instance-state-name", "pending", "running"));
        await targets.End();
        await configuration.End();
    });

    [Fact]
    public void What_hangs_on_a_group() => Grounds.Play(async grounds =>
    {
        var configuration = await Configuration(grounds);
        var group = new Resource(grounds, $"{Scaling}AutoScalingGroup", "Group");
        await group.Make($$"""
            {"LaunchConfigurationName": "{{configuration.Id}}", "MinSize": "0", "MaxSize": "3",
             "AvailabilityZones": ["eu-west-1a"]}
            """);
        var named = $"\"AutoScalingGroupName\": \"{group.Id}\"";
        var hook = new Resource(grounds, $"{Scaling}LifecycleHook", "Hook");
        await hook.Make($$"""
            { {{named}}, "LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING", "HeartbeatTimeout": 60}
            """);
        await hook.Change($$"""{ {{named}}, "LifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING"}""");
        var policy = new Resource(grounds, $"{Scaling}ScalingPolicy", "Policy");
        await policy.Make($$"""
            { {{named}}, "PolicyType": "TargetTrackingScaling", "TargetTrackingConfiguration": {"TargetValue": 50,
              "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"} } }
            """);
        await policy.Change($$"""
            { {{named}}, "PolicyType": "SimpleScaling", "AdjustmentType": "ChangeInCapacity", "ScalingAdjustment": 1,
              "Cooldown": "30"}
            """);
        var action = new Resource(grounds, $"{Scaling}ScheduledAction", "Action");
        await action.Make($$"""{ {{named}}, "Recurrence": "0 9 * * *", "MinSize": 1}""");
        await action.Change($$"""
            { {{named}}, "Recurrence": "0 10 * * *", "MaxSize": "2", "TimeZone": "Europe/Paris"}
            """);
        var pool = new Resource(grounds, $"{Scaling}WarmPool", "Pool");
        await pool.Make($$"""{ {{named}}, "MinSize": 1}""");
        await pool.Change($$"""{ {{named}}, "PoolState": "Running", "MaxGroupPreparedCapacity": 2}""");
        Assert.Equal(group.Id, pool.Id);

        // The hook first: what is warm would wait for it.
        foreach (var part in new[] { hook, policy, action, pool })
        {
            await part.End();
        }

        await group.End();
        await configuration.End();
    });

    [Fact]
    public void A_group_whose_launches_fail_says_so() => Grounds.Play(async grounds =>
    {
        await grounds.Ask<AutoScalingGroup>(
            AutoScalingModel.Service, "CreateLaunchConfiguration", new CreateLaunchConfigurationType
            {
                LaunchConfigurationName = "bad",
                ImageId = "ami-00000000000000000",
                InstanceType = "t3.micro",
            });
        var group = new Resource(grounds, $"{Scaling}AutoScalingGroup", "Group");
        var error = await Assert.ThrowsAsync<Wire.AwsError>(() => group.Make("""
            {"LaunchConfigurationName": "bad", "MinSize": 1, "MaxSize": 1, "AvailabilityZones": ["eu-west-1a"]}
            """));
        Assert.Contains("did not stabilize", error.Message, StringComparison.Ordinal);
        await group.End();
    });

    private static async Task<Resource> Configuration(Grounds grounds)
    {
        var configuration = new Resource(grounds, $"{Scaling}LaunchConfiguration", "Launch");
        await configuration.Make("""
            {"ImageId": "ami-0fa01000000000003", "InstanceType": "t3.micro", "InstanceMonitoring": "false",
             "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": "10"}}]}
            """);
        return configuration;
    }

    private static async Task<int> Instances(Grounds grounds, string group, string filter, params string[] values)
    {
        var found = await grounds.Ask<DescribeInstancesResult>(
            Ec2Model.Service, "DescribeInstances", new DescribeInstancesRequest
            {
                Filters =
                [
                    new() { Name = "tag:aws:autoscaling:groupName", Values = [group] },
                    new() { Name = filter, Values = [.. values] },
                ],
            });
        return found.Reservations!.Sum(each => each.Instances!.Count);
    }
}
