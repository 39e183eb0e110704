using System.Diagnostics;
using Faultline.Api.AutoScaling;
using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Services.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.Ec2;
using Faultline.Services.Ec2.Instances;
using Faultline.Store;
using Faultline.Wire;
using Instance = Faultline.Api.AutoScaling.Instance;
using LifecycleState = Faultline.Api.AutoScaling.LifecycleState;

namespace Faultline.Bench;

/// <summary>
/// How long a round of Auto Scaling takes over a thousand groups of ten instances each, as the region's own loop does
/// it once a minute. The instances are simulated: EC2 has them, and no process runs, so that it launches none in the
/// place of who is gone. What changes is on the disk before it counts.
/// </summary>
internal static class GroupRounds
{
    private const int Groups = 1000;
    private const int InGroup = 10;
    private const string Region = "us-east-1";
    private const string Account = "111122223333";
    private const string Configuration = "all";

    private static readonly string[] zones = [$"{Region}a", $"{Region}b"];

    public static async Task Run(Arguments arguments)
    {
        var sheet = new Sheet();
        for (var round = 0; round < arguments.Rounds; round++)
        {
            Console.Error.WriteLine("making 1,000 groups ...");
            var folder = Directory.CreateTempSubdirectory("faultline-bench-groups-").FullName;
            try
            {
                await Once(sheet, folder);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        sheet.Print(arguments.Json, _ => null);
    }

    private static async Task Once(Sheet sheet, string folder)
    {
        var clock = new Ahead();
        var node = new Node(Region, clock, new Dice(1));
        var around = Surroundings.Quiet() with { Atlas = Atlas.Draw(new() { HostsInZone = 128 }) };
        await using var store = await RegionStore.Open(node, new FileDisk(folder), new());
        await using var ec2 = new Ec2(Region, node, store, around, new() { Host = "localhost:4566" });
        await using var scaling = new AutoScaling(Region, node, store, around, ec2, null!, null!, null);
        await scaling.CreateLaunchConfiguration(
            Call(node),
            new()
            {
                LaunchConfigurationName = Configuration, ImageId = "ami-0fa01000000000003", InstanceType = "t3.micro",
            },
            default);
        await Fill(ec2, scaling, node.Now);
        await Round("nothing is the matter, first", []);
        await Round("nothing is the matter", []);
        await Round("one instance is gone", ["i-7-3"]);

        async Task Round(string what, string[] gone)
        {
            await End(ec2, node.Now, gone);
            clock.By += TimeSpan.FromMinutes(1);
            var begin = Stopwatch.GetTimestamp();
            await scaling.Rounds.Look(default);
            sheet.Add($"a round, {what}, ms", Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            await Check(scaling, gone);
        }
    }

    /// <summary>A round that did nothing would be quick, too.</summary>
    private static async Task Check(AutoScaling scaling, string[] gone)
    {
        using var held = await scaling.Book.Take(default);
        var serving = held.State.Members.All.Count(member => member.IsInService);
        if (serving != (Groups * InGroup) - gone.Length)
        {
            throw new InvalidOperationException($"{serving} serve after {gone.Length} were gone.");
        }
    }

    private static async Task End(Ec2 ec2, DateTimeOffset now, string[] gone)
    {
        using var held = await ec2.Book.Take(default);
        foreach (var id in gone)
        {
            held.State.Machines.Change(id, machine => machine.Enter(InstanceStateName.Terminated, now));
        }

        await held.Keep();
    }

    private static async Task Fill(Ec2 ec2, AutoScaling scaling, DateTimeOffset now)
    {
        using var machines = await ec2.Book.Take(default);
        using var groups = await scaling.Book.Take(default);
        for (var number = 0; number < Groups; number++)
        {
            var group = Made(number);
            groups.State.Groups.Put(group);
            for (var at = 0; at < InGroup; at++)
            {
                var (id, zone) = ($"i-{number}-{at}", zones[at % zones.Length]);
                groups.State.Members.Put(Made(group, id, zone, now));
                machines.State.Machines.Put(new(id, Account, new()
                {
                    InstanceId = id,
                    State = Life.Named(InstanceStateName.Running),
                    Placement = new() { AvailabilityZone = zone },
                })
                {
                    Reservation = $"r-{number}",
                    Since = now,
                });
            }
        }

        await machines.Keep();
        await groups.Keep();
    }

    private static Group Made(int number) => new(Group.IdOf(Account, $"group-{number}"), Account, new()
    {
        AutoScalingGroupName = $"group-{number}",
        LaunchConfigurationName = Configuration,
        MinSize = 1,
        MaxSize = InGroup * 2,
        DesiredCapacity = InGroup,
        HealthCheckType = "EC2",
    })
    {
        Places = [.. zones.Select(zone => new Place(zone, zone, null))],
    };

    private static Member Made(Group group, string id, string zone, DateTimeOffset now) => new(
        id, Account, group.Id, new Instance
        {
            InstanceId = id,
            AvailabilityZone = zone,
            LifecycleState = LifecycleState.InService,
            HealthStatus = "Healthy",
            LaunchConfigurationName = Configuration,
        })
    {
        Launched = now,
        Since = now,
        Served = now,
    };

    private static Call Call(Node node) => new()
    {
        Service = AutoScalingModel.Service,
        Operation = AutoScalingModel.Service.Find("CreateLaunchConfiguration")!,
        Region = Region,
        Principal = Principal.Root(Account, null),
        Now = node.Now,
        Dice = node.Dice,
        RequestId = "r",
        Origin = "",
    };
}
