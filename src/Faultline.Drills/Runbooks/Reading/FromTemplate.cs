using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Faultline.Kernel.Places;
using Faultline.Services.CloudFormation;

namespace Faultline.Drills.Runbooks.Reading;

/// <summary>
/// The architecture that a template would make. Its resources have no names yet: commands call them by variables, which
/// <see cref="Names"/> fills from a stack. Pure.
/// </summary>
public sealed class FromTemplate
{
    /// <summary>The attribute of a balancer that lets zonal shift lead it away from a zone.</summary>
    internal const string Shifting = "zonal_shift.config.enabled";

    private static readonly Atlas map = Atlas.Draw(new());

    private readonly IReadOnlyList<SketchedResource> resources;
    private readonly Domain region;
    private readonly string account;

    private FromTemplate(IReadOnlyList<SketchedResource> resources, Domain region, string account) =>
        (this.resources, this.region, this.account) = (resources, region, account);

    /// <summary>Throws <see cref="SketchRefused"/> where the text is no template that could be made.</summary>
    public static Runbook Read(
        string name, string body, string region, string account, IReadOnlyDictionary<string, string> parameters)
    {
        var place = map.Region(region) ?? throw new SketchRefused($"There is no region {region}.");
        var zones = place.Children.Select(zone => ZoneNames.NameOf(account, zone))
            .Order(StringComparer.Ordinal).ToList();
        var template = new FromTemplate(Sketch.Read(body, region, account, parameters, zones), place, account);
        return Runbook.For(template.Read(name)) with { Names = [.. template.Names()] };
    }

    private Architecture Read(string name) => new(name, region.Name)
    {
        Balancers =
        [
            .. Of("AWS::ElasticLoadBalancingV2::LoadBalancer").Select(one => new Balancer(
                Handle.Sketched(one.LogicalId), one.Properties.Text("Type") ?? "application")
            {
                Zones = ZonesOf(one.Properties.Texts("Subnets").Concat(
                    one.Properties.Objects("SubnetMappings").Select(each => each.Text("SubnetId")).OfType<string>())),
                Shifts = one.Properties.Objects("LoadBalancerAttributes").Any(each =>
                    each.Text("Key") == Shifting && each.IsTrue("Value")),
            }),
            .. Of("AWS::ElasticLoadBalancing::LoadBalancer").Select(Classic),
        ],
        TargetGroups = [.. Of("AWS::ElasticLoadBalancingV2::TargetGroup").Select(one =>
            new TargetGroup(Handle.Sketched(one.LogicalId)) { Check = Check(one.Properties) })],
        Groups = [.. Of("AWS::AutoScaling::AutoScalingGroup").Select(Group)],
        Databases = [.. Of("AWS::RDS::DBInstance").Select(Database)],
        Queues = [.. Of("AWS::SQS::Queue").Select(Queue)],
        Machines = [.. Of("AWS::EC2::Instance").Select(one => new Machine(Handle.Sketched(one.LogicalId))
        {
            Zone = ZoneOf(one.Properties.Text("AvailabilityZone")) ?? SubnetZone(one.Properties.Text("SubnetId")),
        })],
        Alarms = [.. Of("AWS::CloudWatch::Alarm").Select(Alarm)],
    };

    /// <summary>The commands by which a shell learns what the stack calls its resources.</summary>
    private IEnumerable<string> Names()
    {
        yield return "STACK=...  # the name of the stack";
        foreach (var one in resources.Where(one => IsNamed(one.Type)))
        {
            yield return $"{one.LogicalId}=$(aws cloudformation describe-stack-resource --stack-name \"$STACK\" "
                + $"--logical-resource-id {one.LogicalId} --query StackResourceDetail.PhysicalResourceId --output "
                + "text)";
        }
    }

    private static bool IsNamed(string type) => type is "AWS::ElasticLoadBalancingV2::LoadBalancer"
        or "AWS::ElasticLoadBalancing::LoadBalancer" or "AWS::ElasticLoadBalancingV2::TargetGroup"
        or "AWS::AutoScaling::AutoScalingGroup" or "AWS::RDS::DBInstance" or "AWS::SQS::Queue" or "AWS::EC2::Instance";

    private IEnumerable<SketchedResource> Of(string type) => resources.Where(one => one.Type == type);

    private Balancer Classic(SketchedResource one)
    {
        var check = one.Properties["HealthCheck"] as JsonObject ?? [];
        return new(Handle.Sketched(one.LogicalId), "classic")
        {
            Zones = ZonesOf(one.Properties.Texts("Subnets"), one.Properties.Texts("AvailabilityZones")),
            Check = new()
            {
                Says = check.Text("Target") ?? "TCP",
                Interval = check.Seconds("Interval") ?? TimeSpan.FromSeconds(30),
                Timeout = check.Seconds("Timeout") ?? TimeSpan.FromSeconds(5),
                Unhealthy = check.Number("UnhealthyThreshold") ?? 2,
                Healthy = check.Number("HealthyThreshold") ?? 10,
            },
        };
    }

    /// <summary>With what AWS takes where nothing is said (CreateTargetGroup in the API reference).</summary>
    private static HealthCheck Check(JsonObject properties)
    {
        var isHttp = properties.Text("Protocol") is "HTTP" or "HTTPS";
        var protocol = properties.Text("HealthCheckProtocol") ?? (isHttp ? "HTTP" : "TCP");
        var path = protocol is "HTTP" or "HTTPS" ? $" {properties.Text("HealthCheckPath") ?? "/"}" : "";
        return new()
        {
            Says = protocol + path,
            Interval = properties.Seconds("HealthCheckIntervalSeconds") ?? TimeSpan.FromSeconds(30),
            Timeout = properties.Seconds("HealthCheckTimeoutSeconds")
                ?? TimeSpan.FromSeconds(isHttp ? 5 : protocol == "HTTP" ? 6 : 10),
            Unhealthy = properties.Number("UnhealthyThresholdCount") ?? 2,
            Healthy = properties.Number("HealthyThresholdCount") ?? 5,
        };
    }

    private Group Group(SketchedResource one)
    {
        var min = one.Properties.Number("MinSize") ?? 0;
        return new(Handle.Sketched(one.LogicalId))
        {
            Zones = ZonesOf(
                one.Properties.Texts("VPCZoneIdentifier").SelectMany(each => each.Split(',')),
                one.Properties.Texts("AvailabilityZones")),
            Min = min,
            Max = one.Properties.Number("MaxSize") ?? 0,
            Desired = one.Properties.Number("DesiredCapacity") ?? min,
            ChecksBalancer = (one.Properties.Text("HealthCheckType") ?? "").Split(',').Contains("ELB"),
            Grace = one.Properties.Seconds("HealthCheckGracePeriod") ?? TimeSpan.Zero,
            TargetGroups = [.. one.Properties.Texts("TargetGroupARNs").Select(Typed)],
            Classics = [.. one.Properties.Texts("LoadBalancerNames").Select(Typed)],
        };
    }

    private Database Database(SketchedResource one)
    {
        var source = one.Properties.Text("SourceDBInstanceIdentifier");
        return new(Handle.Sketched(one.LogicalId), one.Properties.Text("Engine") ?? "")
        {
            IsMultiAz = one.Properties.IsTrue("MultiAZ"),
            Zone = ZoneOf(one.Properties.Text("AvailabilityZone")),

            // "AWS::RDS::DBInstance" in the CloudFormation template reference: one day where nothing is said.
            BackupDays = one.Properties.Number("BackupRetentionPeriod") ?? (source is null ? 1 : 0),
            ReplicaOf = source is null ? null : Plain(source),
            Replicas =
            [
                .. Of("AWS::RDS::DBInstance")
                    .Where(each => each.Properties.Text("SourceDBInstanceIdentifier") is { } its
                        && Plain(its) == one.LogicalId)
                    .Select(each => Handle.Sketched(each.LogicalId)),
            ],
            IsProtected = one.Properties.IsTrue("DeletionProtection"),
        };
    }

    private Queue Queue(SketchedResource one)
    {
        var redrive = one.Properties["RedrivePolicy"] as JsonObject;
        var dead = redrive?.Text("deadLetterTargetArn");
        return new(Handle.Sketched(one.LogicalId))
        {
            DeadLetters = dead is null ? null : dead.StartsWith("${", StringComparison.Ordinal)
                ? $"\"$(aws sqs get-queue-attributes --queue-url {Typed(dead)} --attribute-names QueueArn "
                    + "--query Attributes.QueueArn --output text)\""
                : Reports.Texts.Quoted(dead),
            ReceivesMax = redrive?.Number("maxReceiveCount"),
            IsDeadLetters = Of("AWS::SQS::Queue").Any(other =>
                (other.Properties["RedrivePolicy"] as JsonObject)?.Text("deadLetterTargetArn") is { } arn
                && Plain(arn) == one.LogicalId),
            Visibility = one.Properties.Seconds("VisibilityTimeout") ?? TimeSpan.FromSeconds(30),
            Retention = one.Properties.Seconds("MessageRetentionPeriod") ?? TimeSpan.FromDays(4),
        };
    }

    private static Alarm Alarm(SketchedResource one) => new(Handle.Sketched(one.LogicalId))
    {
        Metric = one.Properties.Text("MetricName") ?? "",
        Period = one.Properties.Seconds("Period") ?? TimeSpan.FromMinutes(5),
        Periods = one.Properties.Number("EvaluationPeriods") ?? 1,
        Acts = one.Properties["AlarmActions"] is JsonArray { Count: > 0 },
    };

    private ImmutableArray<Zone> ZonesOf(IEnumerable<string> subnets, IEnumerable<string>? names = null) =>
    [
        .. subnets.Select(SubnetZone).Concat((names ?? []).Select(ZoneOf)).OfType<Zone>().Distinct()
            .OrderBy(zone => zone.Name, StringComparer.Ordinal),
    ];

    /// <summary>The zone of a subnet that the template makes; of another one nothing is known.</summary>
    private Zone? SubnetZone(string? subnet) => subnet is null ? null : Of("AWS::EC2::Subnet")
        .Where(one => one.LogicalId == Plain(subnet))
        .Select(one => ZoneOf(one.Properties.Text("AvailabilityZone") ?? one.Properties.Text("AvailabilityZoneId")))
        .FirstOrDefault();

    private Zone? ZoneOf(string? name) => name is null ? null
        : ZoneNames.Find(account, region, name) is { } zone ? new(ZoneNames.NameOf(account, zone), zone.Name)
        : new(name, null);

    /// <summary>How a resource is typed that the template names, or one from outside.</summary>
    private string Typed(string name) =>
        resources.Any(one => one.LogicalId == Plain(name))
            ? Handle.Sketched(Plain(name)).Typed
            : Reports.Texts.Quoted(name);

    /// <summary>The logical id in <c>${Web}</c> or <c>${Web.Arn}</c>; another text as it is.</summary>
    private static string Plain(string name) =>
        name.StartsWith("${", StringComparison.Ordinal) && name.EndsWith('}') ? name[2..^1].Split('.')[0] : name;
}
