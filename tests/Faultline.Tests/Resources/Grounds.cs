using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Faultline.Api.Acm;
using Faultline.Api.AutoScaling;
using Faultline.Api.ClassicElb;
using Faultline.Api.CloudWatch;
using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Api.Fis;
using Faultline.Api.Logs;
using Faultline.Api.Rds;
using Faultline.Api.Sqs;
using Faultline.Api.Ssm;
using Faultline.Api.ZonalShift;
using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Kernel.Times;
using Faultline.Network;
using Faultline.Services;
using Faultline.Services.Provisioning;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Region = Faultline.Services.Region;
using ResourceType = Faultline.Services.Provisioning.ResourceType;

namespace Faultline.Tests.Resources;

/// <summary>
/// A region on a simulated server that can be killed, for whoever makes resources in it as CloudFormation does.
/// </summary>
internal sealed class Grounds
{
    public const string Here = "eu-west-1";
    public const string Account = "111122223333";

    private readonly World world;
    private readonly Host host;
    private readonly Surroundings around;
    private readonly SimulatedFolders folders = new();
    private readonly ScriptedVolumes volumes;
    private readonly ScriptedProcesses processes;
    private readonly SimulatedTransport transport = new();
    private Region? region;

    private Grounds(World world)
    {
        this.world = world;
        host = world.Host("server");
        volumes = new(world.Clock);
        processes = new(world, "server");
        around = Surroundings.Quiet() with
        {
            Atlas = Atlas.Draw(new()
            {
                Regions = [.. RegionFacts.All.Where(facts => facts.Name == Here)],
                HostsInZone = 6,
                RacksInZone = 3,
                Size = new(Vcpus: 8, MemoryMiB: 32 * 1024),
            }),
            Timing = Timing.Fast,
        };
    }

    /// <summary>Ids of subnets of three zones, the VPC and its default group, once it is open.</summary>
    public List<string> Subnets { get; private set; } = [];

    public string Vpc { get; private set; } = "";

    public string SecurityGroup { get; private set; } = "";

    public static CancellationToken Ct => CancellationToken.None;

    /// <summary>Plays a test on a server that runs, under some seeds.</summary>
    public static void Play(Func<Grounds, Task> test, int seeds = 2, [CallerMemberName] string name = "") =>
        Explore.Seeds(
            seeds,
            async world =>
            {
                var grounds = new Grounds(world);
                await grounds.Start();
                await grounds.Survey();
                await test(grounds);
            },
            name: name);

    public Task Start() => host.Run(async () =>
    {
        transport.Reset();
        var store = await RegionStore.Open(host.Node, host.Disk, new());
        var ways = new Ways(around.Atlas, around.Board, Distances.None);
        var opened = new Region(Here, host.Node, store, new()
        {
            Around = around,
            Ec2 = new() { Engines = new(processes, folders, volumes, transport, ways), AddressesMax = 100 },
            Elb = new() { Balancers = new ScriptedBalancers() },
        });
        opened.Start();
        region = opened;
    });

    public void Kill()
    {
        region = null;
        host.Kill();
    }

    /// <summary>The server dies at some write to come, or by its process a little later, and comes back.</summary>
    public async Task Die()
    {
        var isArmed = true;
        host.Disk.At(1 + Below(25), () =>
        {
            if (isArmed)
            {
                host.Crash();
            }
        });
        await Delay(Below(TimeSpan.FromSeconds(3)));
        isArmed = false;
        Kill();
        await Delay(Below(TimeSpan.FromSeconds(1)));
        await Start();
    }

    public Task Delay(TimeSpan span) => world.Delay(span);

    public int Below(int limit) => world.Dice.Below(limit);

    public TimeSpan Below(TimeSpan limit) => world.Below(limit);

    /// <summary>What the type of that name does, on the server as it is now.</summary>
    public Task<T> On<T>(string type, Func<ResourceType, ValueTask<T>> act)
    {
        var here = region!;
        return host.Run(async () => await act(Types(here.Apis).Single(each => each.Name == type)));
    }

    /// <summary>Calls an operation of a service, as somebody in the account does.</summary>
    public Task<T> Ask<T>(ServiceModel service, string operation, IStructure input) where T : class, IStructure
    {
        var here = region!;
        return host.Run(async () => (T)(await here.Apis.Single(api => api.Model == service).Invoke(
            Call(service, operation), input, Ct))!);
    }

    /// <summary>A resource of a stack, as the template has it.</summary>
    public Work Work(string logicalId, JsonObject properties, string? id = null) => new()
    {
        StackId = $"arn:aws:cloudformation:{Here}:{Account}:stack/shop/1",
        StackName = "shop",
        LogicalId = logicalId,
        Region = Here,
        Token = (string.Concat(logicalId.Where(char.IsAsciiLetterOrDigit)) + "0123456789abcdef0123456789abcdef")[..32],
        Properties = new(properties),
        Id = id,
        Tags = new Dictionary<string, string>
        {
            ["team"] = "shop",
            ["aws:cloudformation:stack-name"] = "shop",
            ["aws:cloudformation:stack-id"] = $"arn:aws:cloudformation:{Here}:{Account}:stack/shop/1",
            ["aws:cloudformation:logical-id"] = logicalId,
        },
        Caller = Principal.Root(Account, null) with { Service = "cloudformation.amazonaws.com" },
        Origin = "http://localhost:4566",
        Calls = new(Here, host.Node, around),
    };

    /// <summary>The types of all services here.</summary>
    public static IReadOnlyList<ResourceType> Types(IReadOnlyList<Wire.Api> apis)
    {
        T Of<T>() => apis.OfType<T>().Single();
        return
        [
            .. Services.Elb.Resources.AllTypes.Of(Of<ElbApi>()),
            .. Services.ClassicElb.Resources.AllTypes.Of(Of<ClassicElbApi>()),
            .. Services.Acm.Resources.AllTypes.Of(Of<AcmApi>()),
            .. Services.AutoScaling.Resources.AllTypes.Of(Of<AutoScalingApi>()),
            .. Services.Sqs.Resources.AllTypes.Of(Of<SqsApi>()),
            .. Services.CloudWatch.Resources.AllTypes.Of(Of<CloudWatchApi>()),
            .. Services.Logs.Resources.AllTypes.Of(Of<LogsApi>()),
            .. Services.ZonalShift.Resources.AllTypes.Of(Of<ZonalShiftApi>()),
            .. Services.Ssm.Resources.AllTypes.Of(Of<SsmApi>()),
            .. Services.Rds.Resources.AllTypes.Of(Of<RdsApi>()),
            .. Services.Fis.Resources.AllTypes.Of(Of<FisApi>()),
        ];
    }

    private async Task Survey()
    {
        var subnets = await Ask<DescribeSubnetsResult>(
            Ec2Model.Service, "DescribeSubnets", new DescribeSubnetsRequest());
        Subnets = [.. subnets.Subnets!.OrderBy(each => each.AvailabilityZone).Select(each => each.SubnetId!)];
        Vpc = subnets.Subnets![0].VpcId!;
        var groups = await Ask<DescribeSecurityGroupsResult>(
            Ec2Model.Service, "DescribeSecurityGroups", new DescribeSecurityGroupsRequest());
        SecurityGroup = groups.SecurityGroups![0].GroupId!;
    }

    private Call Call(ServiceModel service, string operation) => new()
    {
        Service = service,
        Operation = service.Find(operation)!,
        Region = Here,
        Principal = Principal.Root(Account, null),
        Now = host.Node.Now,
        Dice = host.Node.Dice,
        RequestId = "r",
        Origin = "http://localhost:4566",
    };
}
