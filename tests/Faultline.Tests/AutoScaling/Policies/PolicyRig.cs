using Faultline.Api.AutoScaling;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Services;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Store;
using Faultline.Tests.Ec2;
using Faultline.Tests.Store;
using Faultline.Wire;
using GroupRow = Faultline.Services.AutoScaling.Keeping.Group;

namespace Faultline.Tests.AutoScaling.Policies;

/// <summary>
/// Auto Scaling over a store in memory with one group, whose instances are there because a test says so: nothing is
/// launched. Nothing moves by itself: it looks when the test says so, at the hour that the test sets.
/// </summary>
internal sealed class PolicyRig
{
    public const string Web = "web";

    private static readonly string Row = GroupRow.IdOf(Ec2Call.Account, Web);

    private readonly Dice dice = new(13);
    private MemoryDisk disk = new();

    public PolicyRig() => Open();

    public Services.AutoScaling.AutoScaling AutoScaling { get; private set; } = null!;

    public ScriptedCloudWatch CloudWatch { get; } = new();

    private Surroundings Around { get; } = Surroundings.Quiet();

    public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static CancellationToken Ct => CancellationToken.None;

    /// <summary>The group of a rig, with as many instances in service for ever as it wants.</summary>
    public static async Task<PolicyRig> Of(int desired, int min = 0, int max = 100)
    {
        var rig = new PolicyRig();
        await rig.Change(state => state.Groups.Put(new(Row, Ec2Call.Account, new()
        {
            AutoScalingGroupName = Web,
            AutoScalingGroupARN = "arn:web",
            MinSize = min,
            MaxSize = max,
            DesiredCapacity = desired,
            DefaultCooldown = 300,
        })));
        await rig.Serve(desired);
        return rig;
    }

    public Call Call(string operation) => Ec2Call.Of("DescribeVpcs") with
    {
        Service = AutoScalingModel.Service,
        Operation = AutoScalingModel.Service.Find(operation)!,
        Dice = dice,
        Now = Now,
    };

    /// <summary>These are in force, and no others.</summary>
    public void Fault(params Fault[] faults) => Around.Board.Show(new(
        [.. from fault in faults from effect in fault.Effects(Around.Atlas, 1, 1) select (fault.Says, effect)]));

    /// <summary>Calls of CloudWatch, or one of its operations, in this region.</summary>
    public GateScope Calls(string? operation = null) =>
        new(Around.Atlas.Region("us-east-1")!) { Service = "cloudwatch", Operation = operation };

    /// <summary>The server ends, as if killed, and another one finds what is on disk.</summary>
    public void Reopen()
    {
        disk = disk.AfterKill();
        Open();
    }

    public async Task<T> Ask<T>(Func<AutoScalingState, T> what)
    {
        using var held = await AutoScaling.Book.Take(Ct);
        var answer = what(held.State);
        await held.Keep();
        return answer;
    }

    public async Task Change(Action<AutoScalingState> what)
    {
        using var held = await AutoScaling.Book.Take(Ct);
        what(held.State);
        await held.Keep();
    }

    public Task<GroupRow> Group() => Ask(state => state.Groups.Find(Row)!);

    public async Task<int> Desired() => (await Group()).Desired;

    public async Task<string?> Why() => (await Group()).Why;

    public Task Shape(Action<AutoScalingGroup> change) => Change(state => state.Groups.Change(
        Row, group => group.With(change)));

    /// <summary>The group comes to what is wanted: so many serve, since then.</summary>
    public Task Serve(int count, DateTimeOffset? since = null) => Change(state =>
    {
        var group = state.Groups.Find(Row)!;
        var members = state.MembersOf(group.Id).ToList();
        members.Skip(count).ToList().ForEach(member => state.Members.Remove(member.Id));
        for (var number = members.Count; number < count; number++)
        {
            state.Members.Put(new($"i-{number}", group.Account, group.Id, new()
            {
                InstanceId = $"i-{number}",
                LifecycleState = LifecycleState.InService,
                HealthStatus = "Healthy",
                AvailabilityZone = "us-east-1a",
            })
            {
                Launched = since ?? Now.AddDays(-1),
                Since = since ?? Now.AddDays(-1),
                Served = since ?? Now.AddDays(-1),
            });
        }

        state.Groups.Put(group with { Why = null });
    });

    /// <summary>A policy as <see cref="CaseText"/> writes it; gives its ARN.</summary>
    public async Task<string> Policy(string name, string text, Action<PutScalingPolicyType>? with = null)
    {
        var policy = CaseText.Policy(text);
        var request = new PutScalingPolicyType
        {
            AutoScalingGroupName = Web,
            PolicyName = name,
            PolicyType = policy.PolicyType,
            AdjustmentType = policy.AdjustmentType,
            ScalingAdjustment = policy.ScalingAdjustment,
            MinAdjustmentMagnitude = policy.MinAdjustmentMagnitude,
            StepAdjustments = policy.StepAdjustments,
            TargetTrackingConfiguration = policy.TargetTrackingConfiguration,
        };
        with?.Invoke(request);
        return (await AutoScaling.PutScalingPolicy(Call("PutScalingPolicy"), request, Ct)).PolicyARN!;
    }

    public async Task<ScalingPolicy> Look(string name) => (await AutoScaling.DescribePolicies(
        Call("DescribePolicies"), new() { AutoScalingGroupName = Web, PolicyNames = [name] }, Ct)).ScalingPolicies![0];

    /// <summary>An alarm calls a policy; the low one of target tracking where the value is below.</summary>
    public async Task<string?> Alarm(string policy, double? value, double threshold = 50, string? name = null)
    {
        var kind = value < threshold ? "AlarmLow" : "AlarmHigh";
        return await AutoScaling.Act(
            new(Ec2Call.Account, policy, name ?? $"TargetTracking-{Web}-{kind}-1", "ALARM")
            {
                At = Now.AddDays(-1),
                Before = "OK",
                Reason = "Threshold crossed",
                Value = value,
                Threshold = threshold,
            },
            Ct);
    }

    /// <summary>An alarm over three minutes, and what was seen of its metric up to now, a value a minute.</summary>
    public void Seen(string alarm, string policy, params double[] values)
    {
        CloudWatch.Alarms[alarm] = new()
        {
            AlarmName = alarm, AlarmActions = [policy], Namespace = "Mine", MetricName = "Heat", Statistic = "Average",
            Period = 60, EvaluationPeriods = 3,
        };
        var minute = Now - TimeSpan.FromSeconds(Now.Second);
        CloudWatch.Values.Clear();
        CloudWatch.Values.AddRange(values.Select((value, at) => (minute.AddMinutes(at - values.Length), value)));
    }

    private void Open() => AutoScaling = new(
        "us-east-1",
        new("us-east-1", new Hand(this), dice),
        Ec2Call.Store("us-east-1", disk, Durability.Strict),
        Around,
        null!,
        null!,
        null!,
        CloudWatch);

    /// <summary>A clock that a test moves.</summary>
    private sealed class Hand(PolicyRig rig) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => rig.Now;
    }
}
