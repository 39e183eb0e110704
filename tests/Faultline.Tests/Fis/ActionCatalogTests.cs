using Faultline.Kernel;
using Faultline.Services.Fis.Actions;

namespace Faultline.Tests.Fis;

/// <summary>The catalogue against what AWS publishes: ids, slots, types of targets, and what must be said.</summary>
public sealed class ActionCatalogTests
{
    /// <summary>
    /// "AWS FIS actions reference", user guide: id, slot and type of the target, required parameters; * where it acts.
    /// </summary>
    private const string Published = """
        aws:arc:start-zonal-autoshift ManagedResources=aws:arc:zonal-shift-managed-resource duration
          availabilityZoneIdentifier *
        aws:cloudwatch:assert-alarm-state - alarmArns alarmStates *
        aws:directconnect:virtual-interface-disconnect VirtualInterfaces=aws:directconnect:virtual-interface duration
        aws:dsql:cluster-connection-failure Clusters=aws:dsql:cluster duration percentage
        aws:dynamodb:global-table-pause-replication Tables=aws:dynamodb:global-table duration
        aws:ebs:pause-volume-io Volumes=aws:ec2:ebs-volume duration *
        aws:ebs:volume-io-latency Volumes=aws:ec2:ebs-volume duration *
        aws:ec2:api-insufficient-instance-capacity-error Roles=aws:iam:role duration availabilityZoneIdentifiers
          percentage *
        aws:ec2:asg-insufficient-instance-capacity-error AutoScalingGroups=aws:ec2:autoscaling-group duration
          availabilityZoneIdentifiers *
        aws:ec2:reboot-instances Instances=aws:ec2:instance *
        aws:ec2:send-spot-instance-interruptions SpotInstances=aws:ec2:spot-instance durationBeforeInterruption *
        aws:ec2:stop-instances Instances=aws:ec2:instance *
        aws:ec2:terminate-instances Instances=aws:ec2:instance *
        aws:ecs:drain-container-instances Clusters=aws:ecs:cluster duration drainagePercentage
        aws:ecs:stop-task Tasks=aws:ecs:task
        aws:ecs:task-cpu-stress Tasks=aws:ecs:task duration
        aws:ecs:task-io-stress Tasks=aws:ecs:task duration
        aws:ecs:task-kill-process Tasks=aws:ecs:task processName
        aws:ecs:task-network-blackhole-port Tasks=aws:ecs:task duration port trafficType
        aws:ecs:task-network-latency Tasks=aws:ecs:task duration
        aws:ecs:task-network-packet-loss Tasks=aws:ecs:task duration
        aws:eks:inject-kubernetes-custom-resource Cluster=aws:eks:cluster maxDuration kubernetesApiVersion
          kubernetesKind kubernetesNamespace kubernetesSpec
        aws:eks:pod-cpu-stress Pods=aws:eks:pod duration kubernetesServiceAccount
        aws:eks:pod-delete Pods=aws:eks:pod kubernetesServiceAccount
        aws:eks:pod-io-stress Pods=aws:eks:pod duration kubernetesServiceAccount
        aws:eks:pod-memory-stress Pods=aws:eks:pod duration kubernetesServiceAccount
        aws:eks:pod-network-blackhole-port Pods=aws:eks:pod duration port trafficType kubernetesServiceAccount
        aws:eks:pod-network-latency Pods=aws:eks:pod duration kubernetesServiceAccount
        aws:eks:pod-network-packet-loss Pods=aws:eks:pod duration kubernetesServiceAccount
        aws:eks:terminate-nodegroup-instances Nodegroups=aws:eks:nodegroup instanceTerminationPercentage
        aws:elasticache:replicationgroup-interrupt-az-power ReplicationGroups=aws:elasticache:replicationgroup
          duration
        aws:fis:inject-api-internal-error Roles=aws:iam:role duration service percentage operations *
        aws:fis:inject-api-throttle-error Roles=aws:iam:role duration service percentage operations *
        aws:fis:inject-api-unavailable-error Roles=aws:iam:role duration service percentage operations *
        aws:fis:wait - duration *
        aws:kinesis:stream-expired-iterator-exception KinesisStreams=aws:kinesis:stream duration percentage
        aws:kinesis:stream-provisioned-throughput-exception KinesisStreams=aws:kinesis:stream duration percentage
        aws:lambda:invocation-add-delay Functions=aws:lambda:function duration
        aws:lambda:invocation-error Functions=aws:lambda:function duration preventExecution
        aws:lambda:invocation-http-integration-response Functions=aws:lambda:function duration preventExecution
          contentTypeHeader statusCode
        aws:memorydb:multi-region-cluster-pause-replication MultiRegionClusters=aws:memorydb:multi-region-cluster
          duration
        aws:network:disrupt-connectivity Subnets=aws:ec2:subnet duration scope *
        aws:network:disrupt-vpc-endpoint VPCEndpoints=aws:ec2:vpc-endpoint duration
        aws:network:route-table-disrupt-cross-region-connectivity Subnets=aws:ec2:subnet duration region
        aws:network:transit-gateway-disrupt-cross-region-connectivity TransitGateways=aws:ec2:transit-gateway
          duration region
        aws:rds:failover-db-cluster Clusters=aws:rds:cluster
        aws:rds:reboot-db-instances DBInstances=aws:rds:db *
        aws:s3:bucket-pause-replication Buckets=aws:s3:bucket duration region
        aws:ssm:send-command Instances=aws:ec2:instance duration documentArn
        aws:ssm:start-automation-execution - documentArn maxDuration
        """;

    private static readonly IReadOnlyList<ActionKind> all = ActionCatalog.All(Nowhere());

    [Fact]
    public void It_lists_what_AWS_lists() => Assert.Equal(
        Published.ReplaceLineEndings("\n").Replace("\n  ", " ", StringComparison.Ordinal).Split('\n')
            .Select(line => string.Join(' ', Sorted(line))),
        all.Select(Line));

    [Fact]
    public void Every_action_and_parameter_says_what_it_is()
    {
        Assert.Equal(50, all.Count);
        foreach (var kind in all)
        {
            Assert.EndsWith(".", kind.Description, StringComparison.Ordinal);
            Assert.All(kind.Parameters, each => Assert.EndsWith(".", each.Description, StringComparison.Ordinal));
            Assert.Equal(kind.Parameters.Length, kind.Parameters.Select(each => each.Name).Distinct().Count());
        }
    }

    [Theory]
    [InlineData("aws:fis:inject-api-throttle-error", "service=sqs")]
    [InlineData("aws:fis:inject-api-throttle-error", "percentage=101")]
    [InlineData("aws:ec2:stop-instances", "startInstancesAfterDuration=PT10S")]
    [InlineData("aws:ec2:stop-instances", "completeIfInstancesTerminated=yes")]
    [InlineData("aws:ec2:send-spot-instance-interruptions", "durationBeforeInterruption=PT1M")]
    [InlineData("aws:ec2:send-spot-instance-interruptions", "durationBeforeInterruption=PT16M")]
    [InlineData("aws:ec2:asg-insufficient-instance-capacity-error", "percentage=-1")]
    [InlineData("aws:ebs:volume-io-latency", "readIOLatencyMilliseconds=60001")]
    [InlineData("aws:ebs:volume-io-latency", "writeIOPercentage=all")]
    [InlineData("aws:network:disrupt-connectivity", "scope=zone")]
    [InlineData("aws:network:disrupt-connectivity", "scope=prefix-list")]
    [InlineData("aws:rds:reboot-db-instances", "forceFailover=1")]
    [InlineData("aws:cloudwatch:assert-alarm-state", "alarmStates=OK,FINE")]
    [InlineData("aws:cloudwatch:assert-alarm-state", "alarmArns=bell")]
    [InlineData("aws:arc:start-zonal-autoshift", "managedResourceTypes=ALB,EC2")]
    [InlineData("aws:arc:start-zonal-autoshift", "zonalAutoshiftStatus=on")]
    public void What_cannot_be_is_said_before_anything_begins(string action, string given)
    {
        var parts = given.Split('=');
        var problem = Assert.Single(Find(action).Check(new Dictionary<string, string> { [parts[0]] = parts[1] }));
        Assert.Contains(parts[0], problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aws:fis:inject-api-throttle-error", "service=ec2 percentage=100")]
    [InlineData("aws:ec2:stop-instances", "startInstancesAfterDuration=PT30M completeIfInstancesTerminated=true")]
    [InlineData("aws:network:disrupt-connectivity", "scope=prefix-list prefixListIdentifier=pl-1")]
    [InlineData("aws:ebs:volume-io-latency", "readIOLatencyMilliseconds=1 writeIOPercentage=0.1")]
    [InlineData("aws:arc:start-zonal-autoshift", "managedResourceTypes=ALB,ASG zonalAutoshiftStatus=ANY")]
    public void What_can_be_is_well(string action, string given) => Assert.Empty(Find(action).Check(
        given.Split(' ').Select(each => each.Split('=')).ToDictionary(each => each[0], each => each[1])));

    private static IAction Find(string id) => all.Single(kind => kind.Id == id).Acts!;

    private static string Line(ActionKind kind) => string.Join(' ', Sorted(string.Join(' ',
        (string[])
        [
            kind.Id,
            kind.Target is { } target ? $"{target.Slot}={target.ResourceType}" : "-",
            .. kind.Parameters.Where(each => each.Required).Select(each => each.Name),
            .. kind.Acts is null ? [] : (string[])["*"],
        ])));

    private static IEnumerable<string> Sorted(string line)
    {
        var words = line.Split(' ');
        return words[..2].Concat(words[2..].Order(StringComparer.Ordinal));
    }

    /// <summary>Nothing is called: the catalogue alone is looked at.</summary>
    private static ActionReach Nowhere() => new()
    {
        Node = null!,
        Around = Surroundings.Quiet(),
        Calls = null!,
        Ec2 = null!,
        AutoScaling = null!,
        Rds = null!,
        CloudWatch = null!,
        Shifts = null!,
    };
}
