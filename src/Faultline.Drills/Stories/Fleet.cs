using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Simulation;
using Faultline.Wire;

namespace Faultline.Drills.Stories;

/// <summary>
/// Somebody launches, stops, starts, reboots and terminates instances and moves addresses between them, while zones,
/// hosts and instances fail and the server is killed. No instance runs twice or unknown, no address leads to two, no
/// host holds more than fits; and when all is well again, what is to run runs, and nothing else.
/// </summary>
internal sealed class Fleet(Stage stage, FleetServer server)
{
    private const string Image = "ami-0fa01000000000003";

    private readonly World world = stage.World;
    private int running;
    private bool over;

    public static async Task Play(World world)
    {
        var stage = new Stage(world);
        await stage.Start();
        var server = new FleetServer(stage);
        server.Processes.Default = Some(world.Dice);
        await server.Start();
        var fleet = new Fleet(stage, server);
        var others = new[] { fleet.Use(), fleet.Strike(), fleet.Kill() };
        var until = world.Now + stage.Seconds(20, 90);
        while (world.Now < until)
        {
            await world.Delay(TimeSpan.FromMilliseconds(250));
            await fleet.Check();
        }

        fleet.over = true;
        await Task.WhenAll(others);
        await stage.Clear(_ => true);
        await stage.AllIsWell();
        await fleet.Settle();
    }

    /// <summary>What programs do: most run on, some die, some cannot be told to end.</summary>
    private static Script Some(Dice dice) => new()
    {
        Ports = [80],
        ListensAfter = TimeSpan.FromMilliseconds(dice.Below(2000)),
        EndsAfter = dice.Chance(0.3) ? TimeSpan.FromSeconds(1 + dice.Below(40)) : null,
        ExitCode = dice.Chance(0.5) ? 0 : null,
        FailsWith = dice.Chance(0.05) ? "no such program" : null,
        IgnoresTerm = dice.Chance(0.2),
        Jitter = 0.5,
    };

    private async Task Use()
    {
        while (!over)
        {
            await world.Delay(TimeSpan.FromMilliseconds(world.Dice.Below(1500)));
            try
            {
                await Act();
            }
            catch (AwsError)
            {
                // Refused: no room, or not in a state for it. That is somebody else's promise.
            }
        }
    }

    private async Task Act()
    {
        var instances = await Instances();
        var some = instances.Count == 0 ? null : instances[world.Dice.Below(instances.Count)].InstanceId!;
        switch (some is null ? 0 : world.Dice.Below(8))
        {
            case 0 or 1:
                server.Processes.Default = Some(world.Dice);
                await server.Ask<Reservation>("RunInstances", new RunInstancesRequest
                {
                    ImageId = Image,
                    InstanceType = "t3.large",
                    MinCount = 1,
                    MaxCount = 1 + world.Dice.Below(4),
                });
                break;
            case 2:
                await server.Ask<StopInstancesResult>(
                    "StopInstances", new StopInstancesRequest { InstanceIds = [some!] });
                break;
            case 3:
                await server.Ask<StartInstancesResult>(
                    "StartInstances", new StartInstancesRequest { InstanceIds = [some!] });
                break;
            case 4:
                await server.Ask<StartInstancesResult>(
                    "RebootInstances", new RebootInstancesRequest { InstanceIds = [some!] });
                break;
            case 5:
                await server.Ask<TerminateInstancesResult>(
                    "TerminateInstances", new TerminateInstancesRequest { InstanceIds = [some!] });
                break;
            default:
                await MoveAddress(some!);
                break;
        }
    }

    private async Task MoveAddress(string instance)
    {
        var all = await server.Ask<DescribeAddressesResult>("DescribeAddresses", new DescribeAddressesRequest());
        var allocation = all?.Addresses is { Count: > 2 } some
            ? some[world.Dice.Below(some.Count)].AllocationId
            : (await server.Ask<AllocateAddressResult>("AllocateAddress", new AllocateAddressRequest()))?.AllocationId;
        if (allocation is not null)
        {
            await server.Ask<AssociateAddressResult>("AssociateAddress", new AssociateAddressRequest
            {
                AllocationId = allocation,
                InstanceId = instance,
            });
        }
    }

    private async Task Strike()
    {
        while (!over)
        {
            await world.Delay(stage.Seconds(1, 15));
            var zone = stage.SomeZone();
            var host = zone.Children[world.Dice.Below(zone.Children.Count)].Children[0].Name;
            var instances = await Instances();
            var last = stage.Seconds(1, 8);
            await (world.Dice.Below(5) switch
            {
                0 => stage.Begin("zone-power", last, ("zone", zone.Name), ("return", "3s")),
                1 => stage.Begin("host-crash", last, ("place", host)),
                2 => stage.Begin("host-pause", last, ("place", host)),
                3 => stage.Begin("capacity-shortage", last, ("place", zone.Name), ("left", "0.2")),
                _ when instances.Count > 0 =>
                    stage.Begin("instance-crash", last, ("resource", instances[^1].InstanceId!)),
                _ => stage.Begin("host-crash", last, ("place", zone.Name), ("share", "0.5")),
            });
        }
    }

    private async Task Kill()
    {
        while (!over)
        {
            await world.Delay(stage.Seconds(2, 30));
            server.Kill();
            await world.Delay(world.Below(TimeSpan.FromSeconds(3)));
            await server.Start();
        }
    }

    private async Task Check()
    {
        if (await server.Audit() is { Count: > 0 } broken)
        {
            throw stage.Broken(string.Join(' ', broken));
        }

        running = Math.Max(running, server.Processes.All.Count(tree => tree.Ending is null));
    }

    /// <summary>Waits until nothing is under way any more, and sees whether what is to run does.</summary>
    private async Task Settle()
    {
        await world.Delay(TimeSpan.FromMinutes(2));
        await Check();
        if (running == 0)
        {
            throw stage.Broken("Nothing ever ran.");
        }

        foreach (var instance in await Instances())
        {
            var alive = server.Processes.All.Count(tree =>
                tree.Key.StartsWith(instance.InstanceId + ".", StringComparison.Ordinal) && tree.Ending is null);
            var state = instance.State!.Name;
            if (state is not (InstanceStateName.Running or InstanceStateName.Stopped or InstanceStateName.Terminated))
            {
                throw stage.Broken($"{instance.InstanceId} is {state} still.");
            }

            if (state != InstanceStateName.Running && alive > 0)
            {
                throw stage.Broken($"{instance.InstanceId} is {state}, and runs.");
            }
        }
    }

    private async Task<List<Instance>> Instances()
    {
        var all = await server.Ask<DescribeInstancesResult>("DescribeInstances", new DescribeInstancesRequest());
        return [.. (all?.Reservations ?? []).SelectMany(each => each.Instances ?? [])];
    }
}
