using Faultline.Api.AutoScaling;
using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.Ec2.Instances;
using Faultline.Store;
using Faultline.Tests.ClassicElb;
using Faultline.Tests.Ec2;
using Faultline.Tests.Elb;
using Faultline.Tests.Store;
using Faultline.Wire;
using Activity = Faultline.Api.AutoScaling.Activity;
using Instance = Faultline.Api.AutoScaling.Instance;

namespace Faultline.Tests.AutoScaling;

/// <summary>
/// Auto Scaling of a region over a store in memory, beside EC2 and load balancing. Nothing moves by itself: it looks
/// when the test says so, at the hour that the test sets; instances come up and end between two looks.
/// </summary>
internal sealed class ScalingRig
{
    public const string Web = "web";

    private readonly Dice dice = new(13);
    private readonly ClassicRig classic = new();
    private MemoryDisk disk = new();

    private readonly Services.AutoScaling.Signals? signals;

    /// <param name="signals">What others of its region tell it; nothing where null.</param>
    public ScalingRig(Services.AutoScaling.Signals? signals = null, ElbRig? elb = null)
    {
        (this.signals, Elb) = (signals, elb ?? new());
        Open();
    }

    public ElbRig Elb { get; }

    /// <summary>The alarms that there are.</summary>
    public Policies.ScriptedCloudWatch CloudWatch { get; } = new();

    public Ec2Rig Ec2 => Elb.Ec2;

    public Services.AutoScaling.AutoScaling Scaling { get; private set; } = null!;

    public DateTimeOffset Now
    {
        get => Ec2.Now;
        set => Ec2.Now = value;
    }

    public static CancellationToken Ct => CancellationToken.None;

    public Call Call(string operation) => Ec2.Call("DescribeVpcs") with
    {
        Service = AutoScalingModel.Service,
        Operation = AutoScalingModel.Service.Operations.Single(one => one.Name == operation),
        Dice = dice,
    };

    /// <summary>The server ends, as if killed, and another one finds what is on disk.</summary>
    public void Reopen()
    {
        disk = disk.AfterKill();
        Open();
    }

    /// <summary>Looks until there is nothing more to do now; what was launched runs, what was ended is gone.</summary>
    public async Task<DateTimeOffset?> Settle()
    {
        for (var look = 0; look < 100; look++)
        {
            var again = await Scaling.Rounds.Look(Ct);
            if (!await Live() && !(again <= Now))
            {
                return again;
            }
        }

        throw new InvalidOperationException("It goes round in circles.");
    }

    /// <summary>Time passes, and is looked at.</summary>
    public async Task Pass(TimeSpan span)
    {
        Now += span;
        await Settle();
    }

    public async Task Group(
        int desired, int min = 0, int max = 10, char[]? zones = null, Action<CreateAutoScalingGroupType>? with = null)
    {
        await Configuration();
        var request = new CreateAutoScalingGroupType
        {
            AutoScalingGroupName = Web,
            LaunchConfigurationName = "old",
            MinSize = min,
            MaxSize = max,
            DesiredCapacity = desired,
            AvailabilityZones = [.. (zones ?? ['a', 'b', 'c']).Select(zone => $"us-east-1{zone}")],
        };
        with?.Invoke(request);
        await Scaling.CreateAutoScalingGroup(Call("CreateAutoScalingGroup"), request, Ct);
        await Settle();
    }

    public async Task<Activity> Terminate(string id, bool decrement) =>
        (await Scaling.TerminateInstanceInAutoScalingGroup(
            Call("TerminateInstanceInAutoScalingGroup"),
            new() { InstanceId = id, ShouldDecrementDesiredCapacity = decrement },
            Ct)).Activity!;

    public async Task Configuration(string name = "old") => await Scaling.CreateLaunchConfiguration(
        Call("CreateLaunchConfiguration"),
        new() { LaunchConfigurationName = name, ImageId = "ami-0fa01000000000003", InstanceType = "t3.micro" },
        Ct);

    public async Task<string> Template(string name = "web", string type = "t3.micro") =>
        (await Ec2.Ec2.CreateLaunchTemplate(Ec2.Call("CreateLaunchTemplate"), new()
        {
            LaunchTemplateName = name,
            LaunchTemplateData = new() { ImageId = "ami-0fa01000000000003", InstanceType = type },
        }, Ct)).LaunchTemplate!.LaunchTemplateId!;

    public async Task Desire(int desired)
    {
        await Scaling.SetDesiredCapacity(
            Call("SetDesiredCapacity"), new() { AutoScalingGroupName = Web, DesiredCapacity = desired }, Ct);
        await Settle();
    }

    public async Task Update(Action<UpdateAutoScalingGroupType> with)
    {
        var request = new UpdateAutoScalingGroupType { AutoScalingGroupName = Web };
        with(request);
        await Scaling.UpdateAutoScalingGroup(Call("UpdateAutoScalingGroup"), request, Ct);
        await Settle();
    }

    public async Task<AutoScalingGroup> Look() => (await Scaling.DescribeAutoScalingGroups(
        Call("DescribeAutoScalingGroups"), new() { AutoScalingGroupNames = [Web] }, Ct)).AutoScalingGroups!.Single();

    public async Task<List<Instance>> Instances() => (await Look()).Instances!;

    /// <summary>How many serve in each zone, as <c>a2 b1 c1</c>.</summary>
    public async Task<string> Spread() => string.Join(' ', (await Instances())
        .Where(each => each.LifecycleState == LifecycleState.InService)
        .GroupBy(each => each.AvailabilityZone![^1])
        .OrderBy(each => each.Key)
        .Select(each => $"{each.Key}{each.Count()}"));

    /// <summary>The newest first.</summary>
    public async Task<List<Activity>> Activities() => (await Scaling.DescribeScalingActivities(
        Call("DescribeScalingActivities"), new() { AutoScalingGroupName = Web }, Ct)).Activities!;

    public async Task<Member> Member(string id)
    {
        using var held = await Scaling.Book.Take(Ct);
        return held.State.Members.Find(id)!;
    }

    /// <summary>All that EC2 has that is not gone, as <c>id state</c>.</summary>
    public async Task<List<string>> Machines()
    {
        var found = await Ec2.Ec2.DescribeInstances(Ec2.Call("DescribeInstances"), new(), Ct);
        return [.. found.Reservations!.SelectMany(each => each.Instances!)
            .Where(each => each.State!.Name != InstanceStateName.Terminated)
            .Select(each => $"{each.InstanceId} {each.State!.Name}")];
    }

    /// <summary>Refused with that code, and with that in its message.</summary>
    public static Task Refused(string code, Func<Task> act, string says = "") => Ec2Rig.Refused(code, act, says);

    /// <summary>What of the state must never be is not.</summary>
    public async Task Sound() => Assert.Empty(await Scaling.Audit());

    /// <summary>What was begun in EC2 is done; says whether there was something.</summary>
    private async Task<bool> Live()
    {
        using var held = await Ec2.Ec2.Book.Take(Ct);
        var changed = false;
        foreach (var machine in held.State.Machines.All.ToList())
        {
            var next = machine.State switch
            {
                InstanceStateName.Pending => machine.Enter(InstanceStateName.Running, Now),
                InstanceStateName.Stopping => machine.Leave(held.State).Enter(InstanceStateName.Stopped, Now),
                InstanceStateName.ShuttingDown => machine.Leave(held.State).Enter(InstanceStateName.Terminated, Now),
                _ => machine,
            };
            changed |= next != machine;
            if (next != machine)
            {
                held.State.Machines.Put(next);
            }
        }

        await held.Keep();
        return changed;
    }

    private void Open() => Scaling = new(
        "us-east-1",
        new("us-east-1", new Hand(this), dice),
        Ec2Call.Store("us-east-1", disk, Durability.Strict),
        Ec2.Around,
        Ec2.Ec2,
        Elb.Elb,
        classic.Elb,
        CloudWatch,
        signals);

    /// <summary>A clock that a test moves.</summary>
    private sealed class Hand(ScalingRig rig) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => rig.Now;
    }
}
