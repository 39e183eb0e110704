using Faultline.Api.CloudFormation;
using Faultline.Drills.Stories;
using Faultline.Kernel;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Tests.CloudFormation;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Stack = Faultline.Api.CloudFormation.Stack;

namespace Faultline.Stories.CloudFormation;

/// <summary>
/// CloudFormation on a server that dies and comes back, over a service of things that outlives it. Whoever asks repeats
/// each request until it is answered, under the same token.
/// </summary>
internal sealed class StackServer
{
    public const string Name = "app";
    private const string Account = "111122223333";

    private readonly Host host;
    private Services.CloudFormation.CloudFormation? formation;
    private bool isDead;
    private long requests;

    public StackServer(World world)
    {
        World = world;
        host = world.Host("server");
        Things.Takes = () => world.Dice.Chance(0.3)
            ? world.Delay(world.Below(TimeSpan.FromSeconds(2)))
            : Task.CompletedTask;
    }

    public World World { get; }

    public ScriptedThings Things { get; } = new();

    public ScriptedAlarms Alarms { get; } = new();

    /// <summary>Writes and syncs of its disk until now.</summary>
    public long DiskActs => host.Disk.Writes + host.Disk.Syncs;

    public async Task Start()
    {
        while (true)
        {
            try
            {
                await host.Run(async () =>
                {
                    var store = await RegionStore.Open(host.Node, host.Disk, Stage.StoreOptions);
                    var opened = new Services.CloudFormation.CloudFormation(
                        Stage.Here, host.Node, store, Surroundings.Quiet(), new()
                        {
                            Types = [Things.ResourceType],
                            CloudWatch = Alarms,
                        });
                    opened.Start();
                    formation = opened;
                });
                return;
            }
            catch (Exception died) when (died is HostCrashed or StoreBroken or StateUnusable)
            {
                // It died again while it came up.
            }
        }
    }

    /// <summary>The server dies at some write or sync to come, or by its process now, and comes back.</summary>
    public async Task Die()
    {
        if (World.Dice.Chance(0.7))
        {
            var isArmed = true;
            host.Disk.At(1 + World.Dice.Below(25), () =>
            {
                if (isArmed)
                {
                    host.Crash();
                }
            });
            await World.Delay(World.Below(TimeSpan.FromSeconds(3)));
            isArmed = false;
        }

        formation = null;
        host.Kill();
        await World.Delay(World.Below(TimeSpan.FromSeconds(1)));
        await Start();
    }

    /// <summary>
    /// It dies just before a write or sync of its disk, counted from now, and comes back when somebody asks something.
    /// </summary>
    public void DieAt(long nth, bool losesPower) => host.Disk.At(nth, () =>
    {
        (formation, isDead) = (null, true);
        host.Kill();
        if (losesPower)
        {
            host.Disk.Crash();
        }
    });

    /// <summary>The service refuses for a while, loses answers, and is slow.</summary>
    public void Disturb()
    {
        Things.Before = (_, _) => World.Dice.Chance(0.15)
            ? World.Dice.Chance(0.5) ? ScriptedThings.Outage : new("Throttling", 400, "Rate exceeded")
            : null;
        Things.After = (_, _) => World.Dice.Chance(0.15) ? ScriptedThings.Outage : null;
        Things.IsSettled = _ => World.Dice.Chance(0.6);
    }

    /// <summary>Asks until there is an answer; what is refused is an answer too.</summary>
    public async Task<TOutput?> Ask<TOutput>(string operation, IStructure input) where TOutput : class, IStructure
    {
        for (var until = World.Now + TimeSpan.FromMinutes(30); World.Now < until;)
        {
            if (formation is { } here)
            {
                try
                {
                    return await host.Run(async () =>
                        (TOutput?)await here.Invoke(Call(operation), input, CancellationToken.None));
                }
                catch (Exception died) when (died is HostCrashed or StoreBroken)
                {
                    // Nobody knows whether it was done.
                }
            }

            await World.Delay(TimeSpan.FromMilliseconds(300));
            if (isDead)
            {
                isDead = false;
                await Start();
            }
        }

        throw new InvalidOperationException("It is never answered.");
    }

    public async Task<Stack> Look(string id) =>
        (await Ask<DescribeStacksOutput>("DescribeStacks", new DescribeStacksInput { StackName = id }))!
            .Stacks!.Single();

    /// <summary>Waits until nothing is done with the stack any more, and says how that ended.</summary>
    public async Task<string> End(string id)
    {
        for (var until = World.Now + TimeSpan.FromMinutes(60); World.Now < until;)
        {
            var stack = await Look(id);
            if (!stack.StackStatus!.EndsWith("_IN_PROGRESS", StringComparison.Ordinal))
            {
                return stack.StackStatus!;
            }

            await World.Delay(TimeSpan.FromSeconds(0.5));
        }

        throw new InvalidOperationException($"It never ends: {(await Look(id)).StackStatus}.");
    }

    private Call Call(string operation) => new()
    {
        Service = CloudFormationModel.Service,
        Operation = CloudFormationModel.Service.Find(operation)!,
        Region = Stage.Here,
        Principal = Principal.Root(Account, "test"),
        Now = host.Node.Now,
        Dice = host.Node.Dice,
        RequestId = $"{++requests}",
        Origin = "http://localhost:4566",
    };
}
