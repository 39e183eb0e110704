using System.Globalization;
using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Kernel;
using Faultline.Kernel.Times;
using Faultline.Services.Ec2.Instances;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Tests.Ec2;
using Faultline.Tests.Store;
using Faultline.Wire;
using Action = Faultline.Api.Elb.Action;
using Filter = Faultline.Api.Ec2.Filter;

namespace Faultline.Tests.Elb;

/// <summary>
/// Load balancing of a region over a store in memory, beside EC2, with balancers that a test scripts. Nothing moves by
/// itself: it looks when the test says so, at the hour that the test sets.
/// </summary>
internal sealed class ElbRig
{
    private readonly Dice dice = new(11);
    private readonly Surroundings around;
    private readonly Func<ElbOptions, ElbOptions> with;
    private MemoryDisk disk = new();

    public ElbRig(Timing? timing = null, Func<ElbOptions, ElbOptions>? with = null)
    {
        this.with = with ?? (static options => options);
        around = Ec2.Around with { Timing = timing ?? Timing.Fast };
        Open();
    }

    public Ec2Rig Ec2 { get; } = new();

    public ScriptedBalancers Balancers { get; private set; } = new();

    public Services.Elb.Elb Elb { get; private set; } = null!;

    public DateTimeOffset Now
    {
        get => Ec2.Now;
        set => Ec2.Now = value;
    }

    public static CancellationToken Ct => CancellationToken.None;

    public Call Call(string operation, string account = Ec2Call.Account) => Ec2.Call("DescribeVpcs", account) with
    {
        Service = ElbModel.Service,
        Operation = ElbModel.Service.Operations.Single(one => one.Name == operation),
        Dice = dice,
    };

    /// <summary>The server ends, as if killed, and another one finds what is on disk.</summary>
    public void Reopen()
    {
        disk = disk.AfterKill();
        Balancers = new();
        Open();
    }

    /// <summary>Everything that is due is done; gives when the next step is.</summary>
    public async Task<DateTimeOffset?> Settle()
    {
        for (var look = 0; look < 8; look++)
        {
            if (await Elb.Balancing.Look(Ct) is var again && again != Now)
            {
                return again;
            }
        }

        throw new InvalidOperationException("It goes round in circles.");
    }

    public async Task<List<string>> Subnets(params char[] zones)
    {
        var found = await Ec2.Ec2.DescribeSubnets(Ec2.Call("DescribeSubnets"), new()
        {
            Filters = [new Filter
            {
                Name = "availability-zone",
                Values = [.. zones.Select(zone => $"us-east-1{zone}")],
            }],
        }, Ct);
        return [.. found.Subnets!.OrderBy(each => each.AvailabilityZone).Select(each => each.SubnetId!)];
    }

    public async Task<string> Vpc() =>
        (await Ec2.Ec2.DescribeVpcs(Ec2.Call("DescribeVpcs"), new(), Ct)).Vpcs![0].VpcId!;

    public async Task<LoadBalancer> Balancer(
        string name = "web", string type = "application", string? scheme = null, char[]? zones = null)
    {
        var made = await Elb.CreateLoadBalancer(Call("CreateLoadBalancer"), new()
        {
            Name = name,
            Type = type,
            Scheme = scheme,
            Subnets = await Subnets(zones ?? ['a', 'b']),
        }, Ct);
        return made.LoadBalancers![0];
    }

    public async Task<TargetGroup> Group(
        string name = "web", string protocol = "HTTP", string type = "instance", string? version = null)
    {
        var made = await Elb.CreateTargetGroup(Call("CreateTargetGroup"), new()
        {
            Name = name,
            Protocol = protocol,
            ProtocolVersion = version,
            Port = 80,
            TargetType = type,
            VpcId = await Vpc(),
        }, Ct);
        return made.TargetGroups![0];
    }

    public async Task<Listener> Listener(
        LoadBalancer balancer, TargetGroup group, int port = 80, string? protocol = null)
    {
        var made = await Elb.CreateListener(Call("CreateListener"), new()
        {
            LoadBalancerArn = balancer.LoadBalancerArn!,
            Port = port,
            Protocol = protocol ?? group.Protocol,
            Certificates = protocol is "HTTPS" or "TLS" ? [new() { CertificateArn = "arn:aws:acm:x" }] : null,
            DefaultActions = [To(group)],
        }, Ct);
        return made.Listeners![0];
    }

    public async Task<Rule> Rule(Listener listener, int priority, Action action, params RuleCondition[] conditions)
    {
        var made = await Elb.CreateRule(Call("CreateRule"), new()
        {
            ListenerArn = listener.ListenerArn!,
            Priority = priority,
            Conditions = [.. conditions],
            Actions = [action],
        }, Ct);
        return made.Rules![0];
    }

    public async Task Register(TargetGroup group, params string[] targets) => await Elb.RegisterTargets(
        Call("RegisterTargets"), new() { TargetGroupArn = group.TargetGroupArn!, Targets = Targets(targets) }, Ct);

    public async Task Deregister(TargetGroup group, params string[] targets) => await Elb.DeregisterTargets(
        Call("DeregisterTargets"), new() { TargetGroupArn = group.TargetGroupArn!, Targets = Targets(targets) }, Ct);

    public async Task Set(TargetGroup group, string key, string value) => await Elb.ModifyTargetGroupAttributes(
        Call("ModifyTargetGroupAttributes"),
        new() { TargetGroupArn = group.TargetGroupArn!, Attributes = [new() { Key = key, Value = value }] },
        Ct);

    public async Task Set(LoadBalancer balancer, string key, string value) => await Elb.ModifyLoadBalancerAttributes(
        Call("ModifyLoadBalancerAttributes"),
        new() { LoadBalancerArn = balancer.LoadBalancerArn!, Attributes = [new() { Key = key, Value = value }] },
        Ct);

    /// <summary>An instance that runs.</summary>
    public async Task<string> Machine(char zone = 'a')
    {
        var machine = await Ec2.Machine(zone);
        await Ec2.Enter(machine, InstanceStateName.Running);
        return machine;
    }

    /// <summary>The health of targets, each as <c>id:port state reason</c>.</summary>
    public async Task<List<string>> Health(TargetGroup group, params string[] targets)
    {
        var found = await Elb.DescribeTargetHealth(Call("DescribeTargetHealth"), new()
        {
            TargetGroupArn = group.TargetGroupArn!,
            Targets = targets.Length == 0 ? null : Targets(targets),
        }, Ct);
        return
        [
            .. found.TargetHealthDescriptions!.Select(each =>
                $"{each.Target!.Id}:{each.Target.Port} {each.TargetHealth!.State} {each.TargetHealth.Reason}".Trim()),
        ];
    }

    public static Action To(TargetGroup group) =>
        new() { Type = ActionTypeEnum.Forward, TargetGroupArn = group.TargetGroupArn };

    /// <summary>What of the state must never be is not.</summary>
    public async Task Sound() => Assert.Empty(await Elb.Audit());

    /// <summary>Targets written as <c>id</c> or <c>id:port</c>.</summary>
    private static List<TargetDescription> Targets(string[] texts) =>
    [
        .. texts.Select(text => text.Split(':') is [var id, var port]
            ? new TargetDescription { Id = id, Port = int.Parse(port, CultureInfo.InvariantCulture) }
            : new TargetDescription { Id = text }),
    ];

    private void Open() => Elb = new(
        "us-east-1",
        new("us-east-1", new Hand(this), dice),
        Ec2Call.Store("us-east-1", disk, Durability.Strict),
        around,
        Ec2.Ec2,
        with(new() { Balancers = Balancers, Backends = () => Backends(Ec2) }));

    /// <summary>The instances of an EC2 as balancers see them.</summary>
    internal static async ValueTask<IReadOnlyList<Backend>> Backends(Ec2Rig ec2)
    {
        using var held = await ec2.Ec2.Book.Take(Ct);
        var view = new InstanceView(held.State);
        return
        [
            .. held.State.Machines.All.Where(machine => !machine.Is(InstanceStateName.Terminated))
                .Select(machine => new Backend(machine.Id, machine.Account, machine.State)
                {
                    Vpc = view.Of(machine).VpcId,
                    PrivateAddress = view.Of(machine).PrivateIpAddress,
                    Address = machine.Address,
                    At = machine.Host is { } host && ec2.Atlas.TryFind(host, out var place) ? place : null,
                    Zone = machine.Shown.Placement!.AvailabilityZoneId,
                }),
        ];
    }

    /// <summary>A clock that a test moves.</summary>
    private sealed class Hand(ElbRig rig) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => rig.Now;
    }
}
