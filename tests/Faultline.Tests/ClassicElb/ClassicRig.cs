using Faultline.Api.ClassicElb;
using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Instances;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Tests.Ec2;
using Faultline.Tests.Elb;
using Faultline.Tests.Store;
using Faultline.Wire;
using Filter = Faultline.Api.Ec2.Filter;
using Instance = Faultline.Api.ClassicElb.Instance;

namespace Faultline.Tests.ClassicElb;

/// <summary>
/// Classic load balancing of a region over a store in memory, beside EC2, with balancers that a test scripts. It looks
/// when the test says so, at the hour that the test sets.
/// </summary>
internal sealed class ClassicRig
{
    public const string Web = "web";

    private readonly Dice dice = new(11);
    private readonly Func<ElbOptions, ElbOptions> with;
    private MemoryDisk disk = new();

    public ClassicRig(Func<ElbOptions, ElbOptions>? with = null)
    {
        this.with = with ?? (static options => options);
        Open();
    }

    public Ec2Rig Ec2 { get; } = new();

    public ScriptedBalancers Balancers { get; private set; } = new();

    public Services.ClassicElb.ClassicElb Elb { get; private set; } = null!;

    public DateTimeOffset Now
    {
        get => Ec2.Now;
        set => Ec2.Now = value;
    }

    public static CancellationToken Ct => CancellationToken.None;

    public Call Call(string operation, string account = Ec2Call.Account) => Ec2.Call("DescribeVpcs", account) with
    {
        Service = ClassicElbModel.Service,
        Operation = ClassicElbModel.Service.Operations.Single(one => one.Name == operation),
        Dice = dice,
    };

    /// <summary>The server ends, as if killed, and another one finds what is on disk.</summary>
    public void Reopen()
    {
        disk = disk.AfterKill();
        Balancers = new();
        Open();
    }

    /// <summary>Everything that is due is done.</summary>
    public async Task Settle()
    {
        for (var look = 0; look < 8; look++)
        {
            if (await Elb.Balancing.Look(Ct) != Now)
            {
                return;
            }
        }

        throw new InvalidOperationException("It goes round in circles.");
    }

    public async Task<List<string>> Subnets(params char[] zones)
    {
        var found = await Ec2.Ec2.DescribeSubnets(Ec2.Call("DescribeSubnets"), new()
        {
            Filters = [new Filter { Name = "availability-zone", Values = Zones(zones) }],
        }, Ct);
        return [.. found.Subnets!.OrderBy(each => each.AvailabilityZone).Select(each => each.SubnetId!)];
    }

    public static List<string> Zones(params char[] zones) => [.. zones.Select(zone => $"us-east-1{zone}")];

    public async Task<string> Create(
        Action<CreateAccessPointInput>? with = null, string name = Web, string account = Ec2Call.Account)
    {
        var input = new CreateAccessPointInput
        {
            LoadBalancerName = name,
            AvailabilityZones = Zones('a', 'b'),
            Listeners = [Listener()],
        };
        with?.Invoke(input);
        return (await Elb.CreateLoadBalancer(Call("CreateLoadBalancer", account), input, Ct)).DNSName!;
    }

    public static Listener Listener(
        string protocol = "HTTP", int port = 80, int to = 8080, string? inner = null, string? arn = null) => new()
        {
            Protocol = protocol,
            LoadBalancerPort = port,
            InstancePort = to,
            InstanceProtocol = inner,
            SSLCertificateId = arn,
        };

    public async Task<LoadBalancerDescription> Look(string name = Web) => (await Elb.DescribeLoadBalancers(
        Call("DescribeLoadBalancers"), new() { LoadBalancerNames = [name] }, Ct)).LoadBalancerDescriptions![0];

    public Task Listen(params Listener[] listeners) => Elb.CreateLoadBalancerListeners(
        Call("CreateLoadBalancerListeners"), new() { LoadBalancerName = Web, Listeners = [.. listeners] }, Ct).AsTask();

    public Task Policy(string name, string type, params (string Name, string Value)[] attributes) =>
        Elb.CreateLoadBalancerPolicy(Call("CreateLoadBalancerPolicy"), new()
        {
            LoadBalancerName = Web,
            PolicyName = name,
            PolicyTypeName = type,
            PolicyAttributes =
            [
                .. attributes.Select(each => new PolicyAttribute
                {
                    AttributeName = each.Name,
                    AttributeValue = each.Value,
                }),
            ],
        }, Ct).AsTask();

    public Task SetListener(int port, params string[] policies) => Elb.SetLoadBalancerPoliciesOfListener(
        Call("SetLoadBalancerPoliciesOfListener"),
        new() { LoadBalancerName = Web, LoadBalancerPort = port, PolicyNames = [.. policies] },
        Ct).AsTask();

    public Task SetBackend(int port, params string[] policies) => Elb.SetLoadBalancerPoliciesForBackendServer(
        Call("SetLoadBalancerPoliciesForBackendServer"),
        new() { LoadBalancerName = Web, InstancePort = port, PolicyNames = [.. policies] },
        Ct).AsTask();

    public Task Set(LoadBalancerAttributes attributes) => Elb.ModifyLoadBalancerAttributes(
        Call("ModifyLoadBalancerAttributes"),
        new() { LoadBalancerName = Web, LoadBalancerAttributes = attributes },
        Ct).AsTask();

    /// <summary>An instance that runs.</summary>
    public async Task<string> Machine(char zone = 'a')
    {
        var machine = await Ec2.Machine(zone);
        await Ec2.Enter(machine, InstanceStateName.Running);
        return machine;
    }

    public async Task<List<string>> Register(params string[] instances) => Ids((await Elb
        .RegisterInstancesWithLoadBalancer(
            Call("RegisterInstancesWithLoadBalancer"),
            new() { LoadBalancerName = Web, Instances = Instances(instances) },
            Ct)).Instances);

    public async Task<List<string>> Deregister(params string[] instances) => Ids((await Elb
        .DeregisterInstancesFromLoadBalancer(
            Call("DeregisterInstancesFromLoadBalancer"),
            new() { LoadBalancerName = Web, Instances = Instances(instances) },
            Ct)).Instances);

    /// <summary>The health of instances, each as <c>state reason description</c>.</summary>
    public async Task<List<string>> Health(params string[] instances)
    {
        var found = await Elb.DescribeInstanceHealth(
            Call("DescribeInstanceHealth"),
            new() { LoadBalancerName = Web, Instances = instances.Length == 0 ? null : Instances(instances) },
            Ct);
        return found.InstanceStates!.ConvertAll(each => $"{each.State} {each.ReasonCode} {each.Description}");
    }

    /// <summary>What of the state must never be is not.</summary>
    public async Task Sound() => Assert.Empty(await Elb.Audit());

    /// <summary>Refused with that code, and nothing is changed.</summary>
    public async Task Refused(string code, Func<Task> does)
    {
        var before = await All();
        var refusal = await Assert.ThrowsAsync<AwsError>(does);
        Assert.Equal(code, refusal.Code);
        Assert.Equal(before, await All());
    }

    /// <summary>All balancers as they are described.</summary>
    public async Task<string> All() => Convert.ToHexString(Reshape.Bytes(await Elb.DescribeLoadBalancers(
        Call("DescribeLoadBalancers"), new(), Ct)));

    private static List<Instance> Instances(string[] ids) => [.. ids.Select(id => new Instance { InstanceId = id })];

    private static List<string> Ids(List<Instance>? instances) => instances!.ConvertAll(each => each.InstanceId!);

    private void Open() => Elb = new(
        "us-east-1",
        new("us-east-1", new Hand(this), dice),
        Ec2Call.Store("us-east-1", disk, Durability.Strict),
        Ec2.Around,
        Ec2.Ec2,
        with(new() { Balancers = Balancers, Backends = () => ElbRig.Backends(Ec2) }));

    /// <summary>A clock that a test moves.</summary>
    private sealed class Hand(ClassicRig rig) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => rig.Now;
    }
}
