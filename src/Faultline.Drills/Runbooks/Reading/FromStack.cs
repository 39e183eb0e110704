using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Faultline.Api.AutoScaling;
using Faultline.Api.ClassicElb;
using Faultline.Api.CloudFormation;
using Faultline.Api.CloudWatch;
using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Api.Rds;
using Faultline.Api.Sqs;
using Faultline.Drills.Plans;
using Faultline.Drills.Sites;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using ClassicInput = Faultline.Api.ClassicElb.DescribeAccessPointsInput;
using ClassicOutput = Faultline.Api.ClassicElb.DescribeAccessPointsOutput;
using AttributesInput = Faultline.Api.Elb.DescribeLoadBalancerAttributesInput;
using AttributesOutput = Faultline.Api.Elb.DescribeLoadBalancerAttributesOutput;
using BalancersInput = Faultline.Api.Elb.DescribeLoadBalancersInput;
using BalancersOutput = Faultline.Api.Elb.DescribeLoadBalancersOutput;

namespace Faultline.Drills.Runbooks.Reading;

/// <summary>
/// The architecture that stands: resources of stacks, asked by Describe calls that no fault meets. Instances of groups
/// are not listed one by one: they change.
/// </summary>
public sealed class FromStack
{
    private readonly ISite site;
    private readonly string region;
    private readonly Dictionary<string, string> zoneIds = new(StringComparer.Ordinal);
    private readonly List<(string LogicalId, string Id, string Type)> resources = [];

    private FromStack(ISite site, string region) => (this.site, this.region) = (site, region);

    /// <summary>What a drill has deployed in its own region; null where that is nothing.</summary>
    public static async ValueTask<Architecture?> Of(ISite site, DrillPlan plan, CancellationToken ct)
    {
        string[] stacks = [.. plan.Stacks.Where(each => each.Region == plan.Region).Select(each => each.Name)];
        return stacks.Length == 0 ? null : await Read(site, plan.Region, stacks, ct);
    }

    /// <summary>Throws what AWS answers, as an <see cref="AwsError"/>, where there is no such stack.</summary>
    public static async ValueTask<Architecture> Read(
        ISite site, string region, IReadOnlyList<string> stacks, CancellationToken ct)
    {
        var reading = new FromStack(site, region);
        await reading.ReadZones(ct);
        foreach (var stack in stacks)
        {
            await reading.ReadResources(stack, ct);
        }

        return new(string.Join(" and ", stacks), region)
        {
            Stack = stacks.Count == 1 ? stacks[0] : null,
            Balancers = [.. await reading.ReadBalancers(ct), .. await reading.ReadClassics(ct)],
            TargetGroups = await reading.ReadTargetGroups(ct),
            Groups = await reading.ReadGroups(ct),
            Databases = await reading.ReadDatabases(ct),
            Queues = await reading.ReadQueues(ct),
            Machines = await reading.ReadMachines(ct),
            Alarms = await reading.ReadAlarms(ct),
        };
    }

    private ValueTask<TOut> Ask<TOut>(ServiceModel service, string operation, IStructure input, CancellationToken ct)
        where TOut : class, IStructure, new() =>
        site.Observe<TOut>(region, service, operation, input, ct);

    private async ValueTask ReadZones(CancellationToken ct)
    {
        var zones = await Ask<DescribeAvailabilityZonesResult>(
            Ec2Model.Service, "DescribeAvailabilityZones", new DescribeAvailabilityZonesRequest(), ct);
        foreach (var zone in zones.AvailabilityZones ?? [])
        {
            zoneIds[zone.ZoneName!] = zone.ZoneId!;
        }
    }

    private async ValueTask ReadResources(string stack, CancellationToken ct)
    {
        string? token = null;
        do
        {
            var page = await Ask<ListStackResourcesOutput>(
                CloudFormationModel.Service,
                "ListStackResources",
                new ListStackResourcesInput { StackName = stack, NextToken = token },
                ct);
            foreach (var one in page.StackResourceSummaries ?? [])
            {
                if (one is { PhysicalResourceId: { Length: > 0 } id, ResourceType: { } type })
                {
                    resources.Add((one.LogicalResourceId!, id, type));
                }
            }

            token = page.NextToken;
        }
        while (token is not null);
    }

    private List<string> Ids(string type) => [.. resources.Where(one => one.Type == type).Select(one => one.Id)];

    private Handle Of(string id, string? shown = null)
    {
        var logical = resources.FirstOrDefault(one => one.Id == id).LogicalId ?? shown ?? id;
        return Handle.Of(logical, id) with { Shown = shown ?? id };
    }

    private Zone Zone(string name) => new(name, zoneIds.GetValueOrDefault(name));

    private ImmutableArray<Zone> Zones(IEnumerable<string?>? names) =>
        [.. (names ?? []).OfType<string>().Distinct().Order(StringComparer.Ordinal).Select(Zone)];

    private async ValueTask<ImmutableArray<Balancer>> ReadBalancers(CancellationToken ct)
    {
        var arns = Ids("AWS::ElasticLoadBalancingV2::LoadBalancer");
        if (arns.Count == 0)
        {
            return [];
        }

        var found = await Ask<BalancersOutput>(
            ElbModel.Service, "DescribeLoadBalancers", new BalancersInput { LoadBalancerArns = arns }, ct);
        var balancers = new List<Balancer>();
        foreach (var one in found.LoadBalancers ?? [])
        {
            balancers.Add(new(Of(one.LoadBalancerArn!, one.LoadBalancerName), one.Type ?? "application")
            {
                Zones = Zones(one.AvailabilityZones?.Select(zone => zone.ZoneName)),
                Shifts = await Shifts(one.LoadBalancerArn!, ct),
            });
        }

        return [.. balancers];
    }

    private async ValueTask<bool> Shifts(string arn, CancellationToken ct) =>
        (await Ask<AttributesOutput>(
            ElbModel.Service, "DescribeLoadBalancerAttributes", new AttributesInput { LoadBalancerArn = arn }, ct))
        .Attributes?.Any(each => each is { Key: FromTemplate.Shifting, Value: "true" }) == true;

    private async ValueTask<ImmutableArray<Balancer>> ReadClassics(CancellationToken ct)
    {
        var names = Ids("AWS::ElasticLoadBalancing::LoadBalancer");
        if (names.Count == 0)
        {
            return [];
        }

        var found = await Ask<ClassicOutput>(
            ClassicElbModel.Service, "DescribeLoadBalancers", new ClassicInput { LoadBalancerNames = names }, ct);
        return [.. (found.LoadBalancerDescriptions ?? []).Select(one => new Balancer(
            Of(one.LoadBalancerName!), "classic")
        {
            Zones = Zones(one.AvailabilityZones),
            Check = one.HealthCheck is not { } check ? new() : new()
            {
                Says = check.Target,
                Interval = TimeSpan.FromSeconds(check.Interval ?? 30),
                Timeout = TimeSpan.FromSeconds(check.Timeout ?? 5),
                Unhealthy = check.UnhealthyThreshold ?? 2,
                Healthy = check.HealthyThreshold ?? 10,
            },
        })];
    }

    private async ValueTask<ImmutableArray<TargetGroup>> ReadTargetGroups(CancellationToken ct)
    {
        var arns = Ids("AWS::ElasticLoadBalancingV2::TargetGroup");
        if (arns.Count == 0)
        {
            return [];
        }

        var found = await Ask<DescribeTargetGroupsOutput>(
            ElbModel.Service, "DescribeTargetGroups", new DescribeTargetGroupsInput { TargetGroupArns = arns }, ct);
        return [.. (found.TargetGroups ?? []).Select(one => new TargetGroup(
            Of(one.TargetGroupArn!, one.TargetGroupName))
        {
            Check = new()
            {
                Says = $"{one.HealthCheckProtocol} {one.HealthCheckPath}".TrimEnd(),
                Interval = TimeSpan.FromSeconds(one.HealthCheckIntervalSeconds ?? 30),
                Timeout = TimeSpan.FromSeconds(one.HealthCheckTimeoutSeconds ?? 5),
                Unhealthy = one.UnhealthyThresholdCount ?? 2,
                Healthy = one.HealthyThresholdCount ?? 5,
            },
        })];
    }

    private async ValueTask<ImmutableArray<Group>> ReadGroups(CancellationToken ct)
    {
        var names = Ids("AWS::AutoScaling::AutoScalingGroup");
        if (names.Count == 0)
        {
            return [];
        }

        var found = await Ask<AutoScalingGroupsType>(
            AutoScalingModel.Service,
            "DescribeAutoScalingGroups",
            new AutoScalingGroupNamesType { AutoScalingGroupNames = names },
            ct);
        return [.. (found.AutoScalingGroups ?? []).Select(one => new Group(Of(one.AutoScalingGroupName!))
        {
            Zones = Zones(one.AvailabilityZones),
            Min = one.MinSize ?? 0,
            Max = one.MaxSize ?? 0,
            Desired = one.DesiredCapacity ?? 0,
            ChecksBalancer = (one.HealthCheckType ?? "").Split(',').Contains("ELB"),
            Grace = TimeSpan.FromSeconds(one.HealthCheckGracePeriod ?? 0),
            TargetGroups = [.. (one.TargetGroupARNs ?? []).Select(Reports.Texts.Quoted)],
            Classics = [.. (one.LoadBalancerNames ?? []).Select(Reports.Texts.Quoted)],
        })];
    }

    private async ValueTask<ImmutableArray<Database>> ReadDatabases(CancellationToken ct)
    {
        var databases = new List<Database>();
        foreach (var id in Ids("AWS::RDS::DBInstance"))
        {
            var found = await Ask<DBInstanceMessage>(
                RdsModel.Service,
                "DescribeDBInstances",
                new DescribeDBInstancesMessage { DBInstanceIdentifier = id },
                ct);
            databases.AddRange((found.DBInstances ?? []).Select(one => new Database(Of(id), one.Engine ?? "")
            {
                IsMultiAz = one.MultiAZ == true,
                Zone = one.AvailabilityZone is { } zone ? Zone(zone) : null,
                Standby = one.SecondaryAvailabilityZone is { } other ? Zone(other) : null,
                BackupDays = one.BackupRetentionPeriod ?? 0,
                Replicas = [.. (one.ReadReplicaDBInstanceIdentifiers ?? []).Select(each => Of(each))],
                ReplicaOf = one.ReadReplicaSourceDBInstanceIdentifier,
                IsProtected = one.DeletionProtection == true,
            }));
        }

        return [.. databases];
    }

    private async ValueTask<ImmutableArray<Queue>> ReadQueues(CancellationToken ct)
    {
        var queues = new List<(Queue Queue, string Arn, string? Dead)>();
        foreach (var url in Ids("AWS::SQS::Queue"))
        {
            var found = await Ask<GetQueueAttributesResult>(
                SqsModel.Service,
                "GetQueueAttributes",
                new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = ["All"] },
                ct);
            var known = found.Attributes ?? [];
            var redrive = known.TryGetValue("RedrivePolicy", out var text) ? JsonNode.Parse(text) as JsonObject : null;
            var dead = redrive?.Text("deadLetterTargetArn");
            queues.Add((new(Of(url, url[(url.LastIndexOf('/') + 1)..]))
            {
                DeadLetters = dead is null ? null : Reports.Texts.Quoted(dead),
                ReceivesMax = redrive?.Number("maxReceiveCount"),
                Visibility = Seconds(known, "VisibilityTimeout", 30),
                Retention = Seconds(known, "MessageRetentionPeriod", 345_600),
            }, known.GetValueOrDefault("QueueArn") ?? "", dead));
        }

        return [.. queues.Select(one => one.Queue with { IsDeadLetters = queues.Any(other => other.Dead == one.Arn) })];
    }

    private static TimeSpan Seconds(Dictionary<string, string> attributes, string name, int otherwise) =>
        TimeSpan.FromSeconds(int.TryParse(attributes.GetValueOrDefault(name), out var seconds) ? seconds : otherwise);

    private async ValueTask<ImmutableArray<Machine>> ReadMachines(CancellationToken ct)
    {
        var ids = Ids("AWS::EC2::Instance");
        if (ids.Count == 0)
        {
            return [];
        }

        var found = await Ask<DescribeInstancesResult>(
            Ec2Model.Service, "DescribeInstances", new DescribeInstancesRequest { InstanceIds = ids }, ct);
        return [.. (found.Reservations ?? []).SelectMany(one => one.Instances ?? []).Select(one =>
            new Machine(Of(one.InstanceId!))
            {
                Zone = one.Placement?.AvailabilityZone is { } zone ? Zone(zone) : null,
            })];
    }

    private async ValueTask<ImmutableArray<Alarm>> ReadAlarms(CancellationToken ct)
    {
        var names = Ids("AWS::CloudWatch::Alarm");
        if (names.Count == 0)
        {
            return [];
        }

        var found = await Ask<DescribeAlarmsOutput>(
            CloudWatchModel.Service, "DescribeAlarms", new DescribeAlarmsInput { AlarmNames = names }, ct);
        return [.. (found.MetricAlarms ?? []).Select(one => new Alarm(Of(one.AlarmName!))
        {
            Metric = one.MetricName ?? "",
            Period = TimeSpan.FromSeconds(one.Period ?? 300),
            Periods = one.EvaluationPeriods ?? 1,
            Acts = one.AlarmActions is { Count: > 0 },
        })];
    }
}
