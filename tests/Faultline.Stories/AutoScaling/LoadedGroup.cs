using Faultline.Api.AutoScaling;
using Faultline.Drills.Stories;
using Faultline.Services;
using Faultline.Simulation;

namespace Faultline.Stories.AutoScaling;

/// <summary>
/// A group under a load that its instances share, and two alarms on what each of them has of it: those that target
/// tracking makes, over periods of four seconds.
/// </summary>
internal sealed class LoadedGroup
{
    public const int Target = 50;
    private const string Name = "web";
    private const int HighPeriods = 3;
    private const int LowPeriods = 15;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(4);

    private readonly World world;
    private readonly List<double> values = [];
    private string policy = "";

    private LoadedGroup(World world)
    {
        this.world = world;
        Server = new(new Stage(world));
    }

    public ScalingServer Server { get; }

    /// <summary>In percent of one instance.</summary>
    public double Load { get; set; }

    /// <summary>What it comes to: as few as keep everybody at the target.</summary>
    public int Needed => (int)Math.Ceiling(Load / Target);

    public static async Task<LoadedGroup> Open(World world, int min, int max)
    {
        var made = new LoadedGroup(world);
        await made.Server.Start();
        await made.Server.Ask<Wire.Shapes.IStructure>("CreateLaunchConfiguration", new CreateLaunchConfigurationType
        {
            LaunchConfigurationName = Name,
            ImageId = "ami-0fa01000000000003",
            InstanceType = "t3.micro",
        });
        await made.Server.Ask<Wire.Shapes.IStructure>("CreateAutoScalingGroup", new CreateAutoScalingGroupType
        {
            AutoScalingGroupName = Name,
            LaunchConfigurationName = Name,
            MinSize = min,
            MaxSize = max,
            DefaultInstanceWarmup = 8,
            AvailabilityZones = [.. "abc".Select(zone => $"{Stage.Here}{zone}")],
        });
        return made;
    }

    /// <summary>Puts it under a policy that tracks the target.</summary>
    public async Task Track() => policy = (await Server.Ask<PolicyARNType>("PutScalingPolicy", new PutScalingPolicyType
    {
        AutoScalingGroupName = Name,
        PolicyName = "cpu",
        PolicyType = "TargetTrackingScaling",
        TargetTrackingConfiguration = new()
        {
            TargetValue = Target,
            PredefinedMetricSpecification = new() { PredefinedMetricType = MetricType.ASGAverageCPUUtilization },
        },
    }))!.PolicyARN!;

    public Task Schedule(string name, DateTimeOffset at, int desired) => Server.Ask<Wire.Shapes.IStructure>(
        "PutScheduledUpdateGroupAction",
        new PutScheduledUpdateGroupActionType
        {
            AutoScalingGroupName = Name,
            ScheduledActionName = name,
            StartTime = at,
            DesiredCapacity = desired,
        });

    /// <summary>The group as the API shows it; null while nobody answers.</summary>
    public async Task<AutoScalingGroup?> Look() => (await Server.Ask<AutoScalingGroupsType>(
        "DescribeAutoScalingGroups", new AutoScalingGroupNamesType { AutoScalingGroupNames = [Name] }))
        ?.AutoScalingGroups![0];

    /// <summary>Why the instances that were launched last were.</summary>
    public async Task<List<string>> Causes() => (await Server.Ask<ActivitiesType>(
        "DescribeScalingActivities", new DescribeScalingActivitiesType { AutoScalingGroupName = Name }))!
        .Activities!.ConvertAll(activity => activity.Cause!);

    /// <summary>So many are wanted, and serve.</summary>
    public async Task<bool> Is(int count) => await Look() is { } group
        && group.DesiredCapacity == count
        && InService(group) == count
        && group.Instances!.Count == count;

    /// <summary>Lets time pass, by periods of the alarms; nothing that is promised is broken meanwhile.</summary>
    public async Task Watch(TimeSpan span)
    {
        for (var until = world.Now + span; world.Now < until;)
        {
            await world.Delay(Period);
            if (await Look() is { } group)
            {
                Assert.InRange(group.DesiredCapacity!.Value, group.MinSize!.Value, group.MaxSize!.Value);
                await Measure(InService(group));
            }

            Assert.Empty(await Server.Audit());
        }
    }

    public async Task Until(string what, Func<Task<bool>> so)
    {
        for (var until = world.Now + TimeSpan.FromMinutes(10); !await so();)
        {
            Assert.True(world.Now < until, $"Not within 10 minutes: {what}.");
            await Watch(Period);
        }
    }

    private static int InService(AutoScalingGroup group) =>
        group.Instances!.Count(instance => instance.LifecycleState == LifecycleState.InService);

    /// <summary>Nobody in service gives no value, as in CloudWatch.</summary>
    private async Task Measure(int serving)
    {
        if (serving == 0 || policy.Length == 0)
        {
            return;
        }

        values.Add(Math.Min(100, Load / serving));
        await Alarm("AlarmHigh", HighPeriods, value => value > Target, Target);
        await Alarm("AlarmLow", LowPeriods, value => value < Target * 0.9, Target * 0.9);
    }

    private async Task Alarm(string name, int periods, Func<double, bool> breaks, double threshold)
    {
        var newest = values.TakeLast(periods).ToList();
        if (newest.Count < periods || !newest.TrueForAll(value => breaks(value)))
        {
            return;
        }

        Assert.Null(await Server.Act(new(Client.Account, policy, $"TargetTracking-{Name}-{name}-1", "ALARM")
        {
            At = world.Now,
            Before = "ALARM",
            Reason = "Threshold crossed",
            Value = newest[^1],
            Threshold = threshold,
        }));
    }
}
