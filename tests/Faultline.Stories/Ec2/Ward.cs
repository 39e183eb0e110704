using Faultline.Api.Ec2;
using Faultline.Drills.Stories;
using Faultline.Engines.Processes;
using Faultline.Kernel.Places;
using Faultline.Simulation;

namespace Faultline.Stories.Ec2;

/// <summary>A zone with one instance in it, whose host is about to fail.</summary>
internal sealed class Ward
{
    /// <summary>A whole host of the stage.</summary>
    private const string Large = "m5.2xlarge";

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private readonly World world;

    private Ward(World world)
    {
        this.world = world;
        Stage = new(world);
        Server = new(Stage);
        Zone = Stage.SomeZone();
    }

    public DateTimeOffset Now => world.Now;

    public Stage Stage { get; }

    public FleetServer Server { get; }

    public Domain Zone { get; }

    public string Patient { get; private set; } = "";

    public static async Task<Ward> Open(World world, string recovery = "default", Script? script = null)
    {
        var ward = new Ward(world);
        ward.Server.Processes.Default = script ?? ward.Server.Processes.Default;
        await ward.Stage.Start();
        await ward.Server.Start();
        ward.Patient = (await ward.Launch("t3.large", 1, recovery))!.Instances![0].InstanceId!;
        await ward.Until("it runs", ward.Runs);
        return ward;
    }

    public Task<Reservation?> Launch(string type, int count, string recovery = "default") =>
        Server.Ask<Reservation>("RunInstances", new RunInstancesRequest
        {
            ImageId = "ami-0fa01000000000003",
            InstanceType = type,
            MinCount = count,
            MaxCount = count,
            Placement = new() { AvailabilityZoneId = Zone.Name },
            MaintenanceOptions = new() { AutoRecovery = recovery },
        });

    /// <summary>Instances of which each has a host for itself.</summary>
    public Task<Reservation?> LaunchLarge(int count) => Launch(Large, count);

    /// <summary>Lets time pass, and looks at nothing.</summary>
    public Task Wait(TimeSpan span) => world.Delay(span);

    public Task Fail(string place, TimeSpan span) => Stage.Begin("host-crash", span, ("place", place));

    public async Task<Instance> Look() =>
        (await Server.Ask<DescribeInstancesResult>(
            "DescribeInstances", new DescribeInstancesRequest { InstanceIds = [Patient] }))!
        .Reservations![0].Instances![0];

    public async Task<string> Host() =>
        (await Server.Ask<DescribeInstanceTopologyResult>(
            "DescribeInstanceTopology", new DescribeInstanceTopologyRequest { InstanceIds = [Patient] }))!
        .Instances![0].NetworkNodes![2]["nn-".Length..];

    public async Task<string> Status()
    {
        var status = (await Server.Ask<DescribeInstanceStatusResult>(
            "DescribeInstanceStatus", new DescribeInstanceStatusRequest { InstanceIds = [Patient] }))!
            .InstanceStatuses!.Single();
        return $"{status.SystemStatus!.Status} {status.InstanceStatusValue!.Status}";
    }

    /// <summary>A process tree of the instance runs, and that is what is said of it.</summary>
    public async Task<bool> Runs() =>
        (await Look()).State!.Name == InstanceStateName.Running && Server.Processes.All.Any(tree =>
            tree.Key.StartsWith(Patient, StringComparison.Ordinal) && tree.State == TreeState.Running);

    /// <summary>Lets time pass; nothing that is promised is broken meanwhile.</summary>
    public async Task Watch(TimeSpan span)
    {
        for (var until = world.Now + span; world.Now < until;)
        {
            await world.Delay(Step);
            Assert.Empty(await Server.Audit());
        }
    }

    public async Task Until(string what, Func<Task<bool>> so)
    {
        for (var until = world.Now + TimeSpan.FromSeconds(30); !await so();)
        {
            Assert.True(world.Now < until, $"Not within 30 seconds: {what}.");
            await Watch(Step);
        }
    }
}
