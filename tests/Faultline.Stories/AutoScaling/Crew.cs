using Faultline.Api.AutoScaling;
using Faultline.Api.Ec2;
using Faultline.Drills.Stories;
using Faultline.Simulation;
using Filter = Faultline.Api.Ec2.Filter;
using Instance = Faultline.Api.AutoScaling.Instance;
using LifecycleState = Faultline.Api.AutoScaling.LifecycleState;

namespace Faultline.Stories.AutoScaling;

/// <summary>A group over the three zones of the stage, on a server that can be killed.</summary>
internal sealed class Crew
{
    private const string Name = "crew";

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private readonly World world;

    private Crew(World world)
    {
        this.world = world;
        Stage = new(world);
        Server = new(Stage);
    }

    public Stage Stage { get; }

    public FleetServer Server { get; }

    /// <summary>What of the group is seen at each step must hold; the story says what.</summary>
    public Action<AutoScalingGroup> Always { get; set; } = static _ => { };

    public static async Task<Crew> Open(
        World world, int desired, int max, Action<CreateAutoScalingGroupType>? with = null, string? spot = null)
    {
        var crew = new Crew(world);
        await crew.Stage.Start();
        await crew.Server.Start();
        var subnets = await crew.Server.Ask<DescribeSubnetsResult>("DescribeSubnets", new DescribeSubnetsRequest());
        await crew.Server.AskScaling<AutoScalingGroup>("CreateLaunchConfiguration", new CreateLaunchConfigurationType
        {
            LaunchConfigurationName = Name,
            ImageId = "ami-0fa01000000000003",
            InstanceType = "t3.large",
            SpotPrice = spot,
        });
        var request = new CreateAutoScalingGroupType
        {
            AutoScalingGroupName = Name,
            LaunchConfigurationName = Name,
            MinSize = 0,
            MaxSize = max,
            DesiredCapacity = desired,
            VPCZoneIdentifier = string.Join(',', subnets!.Subnets!.Select(each => each.SubnetId)),
        };
        with?.Invoke(request);
        await crew.Server.AskScaling<AutoScalingGroup>("CreateAutoScalingGroup", request);
        return crew;
    }

    public Task Desire(int desired) => Server.AskScaling<AutoScalingGroup>(
        "SetDesiredCapacity", new SetDesiredCapacityType { AutoScalingGroupName = Name, DesiredCapacity = desired });

    /// <summary>The group; null while nobody answers.</summary>
    public async Task<AutoScalingGroup?> Look() => (await Server.AskScaling<AutoScalingGroupsType>(
        "DescribeAutoScalingGroups", new AutoScalingGroupNamesType { AutoScalingGroupNames = [Name] }))
        ?.AutoScalingGroups![0];

    public async Task<List<Activity>> Activities() => (await Server.AskScaling<ActivitiesType>(
        "DescribeScalingActivities",
        new DescribeScalingActivitiesType { AutoScalingGroupName = Name, MaxRecords = 100 }))
        ?.Activities ?? [];

    /// <summary>Those in service.</summary>
    public static List<Instance> Serving(AutoScalingGroup group) =>
        group.Instances!.FindAll(each => each is { LifecycleState: LifecycleState.InService, HealthStatus: "Healthy" });

    /// <summary>How many serve in each zone, the fewest first, as <c>1 2 2</c>.</summary>
    public async Task<string> Spread()
    {
        if (await Look() is not { } group)
        {
            return "";
        }

        return string.Join(' ', group.AvailabilityZones!
            .Select(zone => Serving(group).Count(each => each.AvailabilityZone == zone))
            .Order());
    }

    /// <summary>The ids of what EC2 has of the group and what is not about to end.</summary>
    public async Task<List<string>> Machines()
    {
        var found = await Server.Ask<DescribeInstancesResult>("DescribeInstances", new DescribeInstancesRequest
        {
            Filters =
            [
                new Filter { Name = "tag:aws:autoscaling:groupName", Values = [Name] },
                new Filter { Name = "instance-state-name", Values = ["pending", "running", "stopping", "stopped"] },
            ],
        });
        return [.. (found?.Reservations ?? []).SelectMany(each => each.Instances!).Select(each => each.InstanceId!)];
    }

    /// <summary>Asks EC2 for what may be refused: an instance may not be in a state for it.</summary>
    public async Task Try<TOutput>(string operation, Wire.Shapes.IStructure input)
        where TOutput : class, Wire.Shapes.IStructure
    {
        try
        {
            await Server.Ask<TOutput>(operation, input);
        }
        catch (Wire.AwsError)
        {
            // That is EC2's promise.
        }
    }

    public async Task Revive()
    {
        Server.Kill();
        await world.Delay(world.Below(TimeSpan.FromSeconds(2)));
        await Server.Start();
    }

    /// <summary>Lets time pass; nothing that is promised is broken meanwhile.</summary>
    public async Task Watch(TimeSpan span)
    {
        for (var until = world.Now + span; world.Now < until;)
        {
            await world.Delay(Step);
            Assert.Empty(await Server.Audit());
            if (await Look() is { } group)
            {
                Always(group);
            }
        }
    }

    public async Task Until(string what, int seconds, Func<Task<bool>> so)
    {
        for (var until = world.Now + TimeSpan.FromSeconds(seconds); !await so();)
        {
            if (world.Now >= until)
            {
                var group = await Look();
                Assert.Fail($"Not within {seconds} seconds: {what}. It wants {group?.DesiredCapacity}, and has "
                    + string.Join(", ", (group?.Instances ?? []).Select(each =>
                        $"{each.InstanceId} {each.AvailabilityZone} {each.LifecycleState} {each.HealthStatus}"))
                    + "; " + string.Join(" | ", (await Activities()).Take(6).Select(each =>
                        $"{each.StatusCode} {each.Description} {each.Cause}")));
            }

            await Watch(Step);
        }
    }
}
