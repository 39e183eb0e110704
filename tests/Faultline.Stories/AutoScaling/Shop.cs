using System.Net;
using Faultline.Api.AutoScaling;
using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Drills.Stories;
using Faultline.Kernel.Places;
using Faultline.Kernel.Times;
using Faultline.Network;
using Faultline.Simulation;
using Faultline.Stories.Balancer;
using Faultline.Wire.Shapes;
using Client = Faultline.Drills.Stories.Client;
using Instance = Faultline.Api.AutoScaling.Instance;
using LifecycleState = Faultline.Api.AutoScaling.LifecycleState;

namespace Faultline.Stories.AutoScaling;

/// <summary>
/// A group behind a balancer that carries, under clients who ask so and so often a minute, in AWS's own time. Its
/// policy tracks requests a target; its alarms are judged by the region's CloudWatch.
/// </summary>
internal sealed class Shop
{
    /// <summary>Requests a minute that the policy wants each target to have.</summary>
    public const int Target = 20;
    private const string Name = "shop";

    /// <summary>How often all is looked at: looks are most of what a story costs.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    private readonly World world;
    private double owed;
    private int turn;

    private Shop(World world)
    {
        this.world = world;
        Stage = new(world);
        Server = new(Stage);
    }

    public Stage Stage { get; }

    public LiveServer Server { get; }

    /// <summary>Requests a minute.</summary>
    public int Load { get; set; }

    public int Needed => (int)Math.Ceiling(Load / (double)Target);

    /// <summary>Answers that were no success, since it was last asked for.</summary>
    public int Failures { get; set; }

    public int Served { get; private set; }

    /// <summary>What of the group is seen at each step must hold; the story says what.</summary>
    public Action<AutoScalingGroup> Always { get; set; } = static _ => { };

    public static async Task<Shop> Open(World world, int min, int max, int desired)
    {
        var shop = new Shop(world);
        await shop.Stage.Start();
        await shop.Server.Start(Timing.Aws);
        await shop.Make(min, max, desired);
        return shop;
    }

    public async Task Revive(TimeSpan down)
    {
        Server.Kill();
        await world.Delay(down);
        await Server.Start(Timing.Aws);
    }

    public async Task Track(string label) => await Scaling<PolicyARNType>("PutScalingPolicy", new PutScalingPolicyType
    {
        AutoScalingGroupName = Name,
        PolicyName = "requests",
        PolicyType = "TargetTrackingScaling",
        TargetTrackingConfiguration = new()
        {
            TargetValue = Target,
            PredefinedMetricSpecification = new()
            {
                PredefinedMetricType = MetricType.ALBRequestCountPerTarget, ResourceLabel = label,
            },
        },
    });

    /// <summary>The label of its balancer and target group, for policies.</summary>
    public string Label { get; private set; } = "";

    /// <summary>The group; null while nobody answers.</summary>
    public async Task<AutoScalingGroup?> Look() => (await Scaling<AutoScalingGroupsType>(
        "DescribeAutoScalingGroups", new AutoScalingGroupNamesType { AutoScalingGroupNames = [Name] }))
        ?.AutoScalingGroups![0];

    public async Task<List<Activity>> Activities() => (await Scaling<ActivitiesType>(
        "DescribeScalingActivities",
        new DescribeScalingActivitiesType { AutoScalingGroupName = Name, MaxRecords = 100 }))?.Activities ?? [];

    public static List<Instance> Serving(AutoScalingGroup group) => group.Instances!.FindAll(each =>
        each is { LifecycleState: LifecycleState.InService, HealthStatus: "Healthy" });

    /// <summary>So many are wanted and serve, as many in each zone as in any other, give or take one.</summary>
    public async Task<bool> Is(int count) => await Look() is { } group
        && group.DesiredCapacity == count
        && Serving(group).Count == count
        && group.Instances!.Count == count
        && IsBalanced(group);

    public static bool IsBalanced(AutoScalingGroup group)
    {
        var counts = group.AvailabilityZones!
            .Select(zone => Serving(group).Count(each => each.AvailabilityZone == zone)).ToList();
        return counts.Max() - counts.Min() <= 1;
    }

    /// <summary>The ids of those that the balancer finds healthy.</summary>
    public async Task<List<string>> Healthy() =>
        [.. ((await Server.Ask<DescribeTargetHealthOutput>(
            ElbModel.Service, "DescribeTargetHealth", new DescribeTargetHealthInput { TargetGroupArn = targets }))
            ?.TargetHealthDescriptions ?? [])
            .Where(each => each.TargetHealth!.State == "healthy").Select(each => each.Target!.Id)];

    public Task End(string instance) => Server.Ask<TerminateInstancesResult>(
        Ec2Model.Service, "TerminateInstances", new TerminateInstancesRequest { InstanceIds = [instance] });

    /// <summary>Lets time pass, in which clients ask; nothing that is promised is broken meanwhile.</summary>
    public async Task Watch(TimeSpan span)
    {
        for (var until = world.Now + span; world.Now < until;)
        {
            await world.Delay(Beat);
            await Server.Breathe();
            var nodes = await Server.Nodes();
            for (owed += Load * Beat.TotalMinutes; owed >= 1; owed--)
            {
                await Request(nodes);
            }

            Assert.Empty(await Server.Audit());
            if (await Look() is { } group)
            {
                Assert.InRange(group.DesiredCapacity!.Value, group.MinSize!.Value, group.MaxSize!.Value);
                Always(group);
            }
        }
    }

    public async Task Until(string what, TimeSpan limit, Func<Task<bool>> so)
    {
        for (var until = world.Now + limit; !await so();)
        {
            if (world.Now >= until)
            {
                var group = await Look();
                Assert.Fail($"Not within {limit}: {what}. It wants {group?.DesiredCapacity}, and has "
                    + string.Join(", ", (group?.Instances ?? []).Select(each =>
                        $"{each.InstanceId} {each.AvailabilityZone} {each.LifecycleState} {each.HealthStatus}"))
                    + "; " + string.Join(" | ", (await Activities()).Take(6).Select(each =>
                        $"{each.StatusCode} {each.Description} {each.Cause}")));
            }

            await Watch(Beat);
        }
    }

    private string targets = "";

    private async Task Make(int min, int max, int desired)
    {
        var subnets = (await Server.Ask<DescribeSubnetsResult>(
            Ec2Model.Service, "DescribeSubnets", new DescribeSubnetsRequest()))!.Subnets!;
        await LetIn();
        var balancer = (await Elb<CreateLoadBalancerOutput>("CreateLoadBalancer", new CreateLoadBalancerInput
        {
            Name = Name, Subnets = subnets.ConvertAll(each => each.SubnetId!),
        })).LoadBalancers![0].LoadBalancerArn!;
        targets = (await Elb<CreateTargetGroupOutput>("CreateTargetGroup", new CreateTargetGroupInput
        {
            Name = Name, Protocol = "HTTP", Port = LiveServer.Port, VpcId = subnets[0].VpcId,
            HealthCheckIntervalSeconds = 10, HealthyThresholdCount = 2, UnhealthyThresholdCount = 2,
        })).TargetGroups![0].TargetGroupArn!;
        await Elb<ModifyTargetGroupAttributesOutput>("ModifyTargetGroupAttributes", new ModifyTargetGroupAttributesInput
        {
            TargetGroupArn = targets,
            Attributes = [new() { Key = "deregistration_delay.timeout_seconds", Value = "10" }],
        });
        await Elb<CreateListenerOutput>("CreateListener", new CreateListenerInput
        {
            LoadBalancerArn = balancer, Protocol = "HTTP", Port = 80,
            DefaultActions = [new() { Type = "forward", TargetGroupArn = targets }],
        });
        Label = $"{balancer.Split(":loadbalancer/")[1]}/{targets.Split(':')[^1]}";
        await Scaling<IStructure>("CreateLaunchConfiguration", new CreateLaunchConfigurationType
        {
            LaunchConfigurationName = Name, ImageId = "ami-0fa01000000000003", InstanceType = "t3.large",
        });
        await Scaling<IStructure>("CreateAutoScalingGroup", new CreateAutoScalingGroupType
        {
            AutoScalingGroupName = Name,
            LaunchConfigurationName = Name,
            MinSize = min,
            MaxSize = max,
            DesiredCapacity = desired,
            DefaultInstanceWarmup = 60,
            HealthCheckType = "ELB",
            HealthCheckGracePeriod = 60,
            TargetGroupARNs = [targets],
            VPCZoneIdentifier = string.Join(',', subnets.Select(each => each.SubnetId)),
        });
    }

    private async Task LetIn()
    {
        var groups = await Server.Ask<DescribeSecurityGroupsResult>(
            Ec2Model.Service, "DescribeSecurityGroups", new DescribeSecurityGroupsRequest());
        await Server.Ask<AuthorizeSecurityGroupIngressResult>(
            Ec2Model.Service,
            "AuthorizeSecurityGroupIngress",
            new AuthorizeSecurityGroupIngressRequest
            {
                GroupId = groups!.SecurityGroups![0].GroupId,
                IpPermissions =
                [
                    new()
                    {
                        IpProtocol = "tcp", FromPort = 80, ToPort = 80,
                        IpRanges = [new() { CidrIp = "0.0.0.0/0" }],
                    },
                ],
            });
    }

    /// <summary>One client, who has just looked the name up and asks once.</summary>
    private async Task Request(List<IPEndPoint> nodes)
    {
        if (nodes.Count == 0)
        {
            Failures++;
            return;
        }

        var caller = new Caller(Server.Transport, nodes[turn++ % nodes.Count]);
        try
        {
            var asked = caller.Ask();
            var isAnswered = await Task.WhenAny(asked, world.Delay(TimeSpan.FromSeconds(2))) == asked;
            _ = isAnswered && (await asked).Status == 200 ? Served++ : Failures++;
        }
        catch (Exception gone) when (gone is IOException || Line.IsGone(gone))
        {
            Failures++;
        }

        caller.GiveUp();
    }

    private async Task<T> Elb<T>(string operation, IStructure input) where T : class, IStructure =>
        (await Server.Ask<T>(ElbModel.Service, operation, input))!;

    private Task<T?> Scaling<T>(string operation, IStructure input) where T : class, IStructure =>
        Server.Ask<T>(AutoScalingModel.Service, operation, input);
}
