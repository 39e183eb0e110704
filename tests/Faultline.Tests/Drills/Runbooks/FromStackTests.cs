using Faultline.Api.AutoScaling;
using Faultline.Api.CloudFormation;
using Faultline.Api.Ec2;
using Faultline.Api.Rds;
using Faultline.Api.Sqs;
using Faultline.Drills.Runbooks;
using Faultline.Drills.Runbooks.Reading;
using Balancing = Faultline.Api.Elb;

namespace Faultline.Tests.Drills.Runbooks;

/// <summary>The architecture of a stack that stands, out of what Describe calls answer.</summary>
public sealed class FromStackTests
{
    private const string Balancer = "arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/web/1";
    private const string Targets = "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/web/2";
    private const string Jobs = "http://sqs.us-east-1.localhost/000000000000/jobs";
    private const string Dead = "http://sqs.us-east-1.localhost/000000000000/dead";

    [Fact]
    public async Task It_is_read_with_real_names_and_both_names_of_zones()
    {
        await using var site = Site();
        var system = await FromStack.Read(site, "us-east-1", ["shop"], CancellationToken.None);
        Assert.Equal("shop", system.Stack);
        Assert.Equal([new Zone("us-east-1a", "use1-az4"), new Zone("us-east-1b", "use1-az6")],
            system.Balancers.Single().Zones.ToArray());
        Assert.Equal("web", system.Balancers.Single().Handle.Shown);
        Assert.Equal(Balancer, system.Balancers.Single().Handle.Typed);
        Assert.Equal(TimeSpan.FromSeconds(25), system.TargetGroups.Single().Check.Detects);
        var group = system.Groups.Single();
        Assert.Equal((4, 8, true), (group.Desired, group.Max, group.ChecksBalancer));
        Assert.Equal("Targets", system.TargetsOf(group).Single().Handle.LogicalId);
        Assert.Equal(("orders", true, 7), (
            system.Databases.Single().Handle.Shown, system.Databases.Single().IsMultiAz,
            system.Databases.Single().BackupDays));
        Assert.Equal([("jobs", false), ("dead", true)],
            system.Queues.Select(one => (one.Handle.Shown, one.IsDeadLetters)));
    }

    [Fact]
    public async Task Commands_call_resources_by_their_names()
    {
        await using var site = Site();
        var runbook = Runbook.For(await FromStack.Read(site, "us-east-1", ["shop"], CancellationToken.None));
        Assert.Empty(runbook.Names);
        var commands = runbook.Chapters.SelectMany(one => one.Steps).SelectMany(step => step.Commands).ToList();
        Assert.Contains("aws rds reboot-db-instance --db-instance-identifier orders --force-failover", commands);
        Assert.Contains("aws sqs start-message-move-task --source-arn arn:aws:sqs:us-east-1:000000000000:dead",
            commands);

        // It is not enabled yet, so that comes first.
        Assert.Contains($"aws elbv2 modify-load-balancer-attributes --load-balancer-arn {Balancer} "
            + "--attributes Key=zonal_shift.config.enabled,Value=true", commands);
        Assert.Contains(commands, command => command.StartsWith(
            $"aws arc-zonal-shift start-zonal-shift --resource-identifier {Balancer} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_services_that_the_stack_uses_are_asked()
    {
        await using var site = Site().Answer<ListStackResourcesInput>("cloudformation:ListStackResources", _ =>
            new ListStackResourcesOutput { StackResourceSummaries = [Resource("Dead", Dead, "AWS::SQS::Queue")] });
        await FromStack.Read(site, "us-east-1", ["shop"], CancellationToken.None);
        Assert.Equal(
            ["us-east-1 ec2 DescribeAvailabilityZones", "us-east-1 cloudformation ListStackResources",
            "us-east-1 sqs GetQueueAttributes"],
            site.Asked);
    }

    private static ScriptedSite Site() => Keeping(Running(Stack(new())));

    private static ScriptedSite Stack(ScriptedSite site) => site
        .Answer<DescribeAvailabilityZonesRequest>("ec2:DescribeAvailabilityZones",
            _ => new DescribeAvailabilityZonesResult
        {
            AvailabilityZones =
            [
                new() { ZoneName = "us-east-1a", ZoneId = "use1-az4" },
                new() { ZoneName = "us-east-1b", ZoneId = "use1-az6" },
            ],
        })
        .Answer<ListStackResourcesInput>("cloudformation:ListStackResources", input => input.NextToken is null
            ? new ListStackResourcesOutput
            {
                StackResourceSummaries =
                [
                    Resource("Balancer", Balancer, "AWS::ElasticLoadBalancingV2::LoadBalancer"),
                    Resource("Targets", Targets, "AWS::ElasticLoadBalancingV2::TargetGroup"),
                    Resource("Web", "shop-web", "AWS::AutoScaling::AutoScalingGroup"),
                ],
                NextToken = "more",
            }
            : new ListStackResourcesOutput
            {
                StackResourceSummaries =
                [
                    Resource("Db", "orders", "AWS::RDS::DBInstance"), Resource("Jobs", Jobs, "AWS::SQS::Queue"),
                    Resource("Dead", Dead, "AWS::SQS::Queue"),
                ],
            });

    private static ScriptedSite Running(ScriptedSite site) => site
        .Answer<Balancing.DescribeLoadBalancersInput>("elbv2:DescribeLoadBalancers",
            _ => new Balancing.DescribeLoadBalancersOutput
        {
            LoadBalancers =
            [
                new()
                {
                    LoadBalancerArn = Balancer, LoadBalancerName = "web", Type = "application",
                    AvailabilityZones = [new() { ZoneName = "us-east-1b" }, new() { ZoneName = "us-east-1a" }],
                },
            ],
        })
        .Answer<Balancing.DescribeLoadBalancerAttributesInput>("elbv2:DescribeLoadBalancerAttributes",
            _ => new Balancing.DescribeLoadBalancerAttributesOutput
            {
                Attributes = [new() { Key = "zonal_shift.config.enabled", Value = "false" }],
            })
        .Answer<Balancing.DescribeTargetGroupsInput>("elbv2:DescribeTargetGroups",
            _ => new Balancing.DescribeTargetGroupsOutput
        {
            TargetGroups =
            [
                new()
                {
                    TargetGroupArn = Targets, TargetGroupName = "web", HealthCheckProtocol = "HTTP",
                    HealthCheckPath = "/",
                    HealthCheckIntervalSeconds = 10, HealthCheckTimeoutSeconds = 5, UnhealthyThresholdCount = 2,
                },
            ],
        })
        .Answer<AutoScalingGroupNamesType>("autoscaling:DescribeAutoScalingGroups", _ => new AutoScalingGroupsType
        {
            AutoScalingGroups =
            [
                new()
                {
                    AutoScalingGroupName = "shop-web", MinSize = 4, MaxSize = 8, DesiredCapacity = 4,
                    AvailabilityZones = ["us-east-1a", "us-east-1b"], HealthCheckType = "ELB",
                    TargetGroupARNs = [Targets],
                },
            ],
        });

    private static ScriptedSite Keeping(ScriptedSite site) => site
        .Answer<DescribeDBInstancesMessage>("rds:DescribeDBInstances", _ => new DBInstanceMessage
        {
            DBInstances =
            [
                new()
                {
                    DBInstanceIdentifier = "orders", Engine = "postgres", MultiAZ = true, BackupRetentionPeriod = 7,
                    AvailabilityZone = "us-east-1a", SecondaryAvailabilityZone = "us-east-1b",
                },
            ],
        })
        .Answer<GetQueueAttributesRequest>("sqs:GetQueueAttributes", input => new GetQueueAttributesResult
        {
            Attributes = input.QueueUrl == Jobs
                ? new()
                {
                    ["QueueArn"] = "arn:aws:sqs:us-east-1:000000000000:jobs",
                    ["RedrivePolicy"] = """
                        {"deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:dead", "maxReceiveCount": 3}
                        """,
                }
                : new() { ["QueueArn"] = "arn:aws:sqs:us-east-1:000000000000:dead" },
        });

    private static StackResourceSummary Resource(string logical, string id, string type) =>
        new() { LogicalResourceId = logical, PhysicalResourceId = id, ResourceType = type };
}
