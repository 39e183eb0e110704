using Faultline.Api.Fis;
using Faultline.Drills.Stories;
using Faultline.Kernel;
using Faultline.Services.Fis.Actions;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Tests.CloudFormation;
using Faultline.Tests.Fis;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Stories.Fis;

/// <summary>
/// Fault injection on a server that dies and comes back, with actions whose effects outlive it. Whoever asks repeats
/// each request until it is answered, under the same token.
/// </summary>
internal sealed class FisServer
{
    public const string Account = "111122223333";

    private readonly Host host;
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);
    private Services.Fis.Fis? fis;
    private long requests;

    public FisServer(World world)
    {
        World = world;
        host = world.Host("server");
        Action.Before = Before;
        Action.After = After;
        Action.IsDone = _ => world.Dice.Chance(0.2);
    }

    public World World { get; }

    public ScriptedAction Action { get; } = new();

    public ScriptedAlarms Alarms { get; } = new();

    public ScriptedEc2 Ec2 { get; } = new();

    /// <summary>How likely it is that an action refuses what it is asked, and that it never answers.</summary>
    public (double Refuses, double Hangs) Trouble { get; set; }

    /// <summary>Looks at each thing that an action is asked, before it is done.</summary>
    public Action<string, ActionScene> Watch { get; set; } = static (_, _) => { };

    public async Task Start()
    {
        while (true)
        {
            try
            {
                await host.Run(async () =>
                {
                    var store = await RegionStore.Open(host.Node, host.Disk, Stage.StoreOptions);
                    var opened = new Services.Fis.Fis(Stage.Here, host.Node, store, Surroundings.Quiet(), new()
                    {
                        Actions = ScriptedKinds.Of(Action),
                        CloudWatch = Alarms,
                        Ec2 = Ec2,
                    });
                    opened.Start();
                    fis = opened;
                });
                return;
            }
            catch (Exception died) when (died is HostCrashed or StoreBroken or StateUnusable)
            {
                // It died again while it came up.
                asked.Clear();
            }
        }
    }

    /// <summary>The server dies at some write or sync to come, or by its process now, and comes back.</summary>
    public async Task Die()
    {
        if (World.Dice.Chance(0.7))
        {
            var isArmed = true;
            host.Disk.At(1 + World.Dice.Below(15), () =>
            {
                if (isArmed)
                {
                    host.Crash();
                }
            });
            await World.Delay(World.Below(TimeSpan.FromSeconds(3)));
            isArmed = false;
        }

        fis = null;
        host.Kill();
        asked.Clear();
        await World.Delay(World.Below(TimeSpan.FromSeconds(2)));
        await Start();
    }

    /// <summary>Asks until there is an answer; what is refused is an answer too.</summary>
    public async Task<TOutput> Ask<TOutput>(string operation, IStructure input) where TOutput : class, IStructure
    {
        for (var until = World.Now + TimeSpan.FromMinutes(30); World.Now < until;)
        {
            if (fis is { } here)
            {
                try
                {
                    return await host.Run(async () =>
                        (TOutput)(await here.Invoke(Call(operation), input, CancellationToken.None))!);
                }
                catch (Exception died) when (died is HostCrashed or StoreBroken)
                {
                    // Nobody knows whether it was done.
                }
            }

            await World.Delay(TimeSpan.FromMilliseconds(300));
        }

        throw new InvalidOperationException("It is never answered.");
    }

    public async Task<Experiment> Look(string id) =>
        (await Ask<GetExperimentResponse>("GetExperiment", new GetExperimentRequest { Id = id })).Experiment!;

    /// <summary>Waits until the experiment is over, and gives it as it is then.</summary>
    public async Task<Experiment> End(string id)
    {
        for (var until = World.Now + TimeSpan.FromHours(14); World.Now < until;)
        {
            var shown = await Look(id);
            if (shown.EndTime is not null)
            {
                return shown;
            }

            await World.Delay(TimeSpan.FromSeconds(5));
        }

        throw new InvalidOperationException($"It never ends: {(await Look(id)).State!.Status}.");
    }

    /// <summary>No action is asked two things at once; some refuse, some hang, some take a moment.</summary>
    private async Task Before(string what, ActionScene scene, CancellationToken ct)
    {
        if (!asked.Add(scene.Token))
        {
            World.Fail(new InvalidOperationException($"{scene.Name} is asked to {what} while it is asked already."));
        }

        Watch(what, scene);
        try
        {
            if (World.Dice.Chance(0.3))
            {
                await Task.Delay(World.Below(TimeSpan.FromSeconds(2)), host.Node.Clock, ct);
            }

            if (World.Dice.Chance(Trouble.Hangs))
            {
                await Task.Delay(TimeSpan.FromDays(2), host.Node.Clock, ct);
            }

            if (World.Dice.Chance(Trouble.Refuses))
            {
                throw World.Dice.Chance(0.5)
                    ? new AwsError("ServiceUnavailable", 503, "not now")
                    : new AwsError("InvalidState", 400, "not so");
            }
        }
        catch (Exception)
        {
            asked.Remove(scene.Token);
            throw;
        }

        if (what is "ask" or "tend")
        {
            asked.Remove(scene.Token);
        }
    }

    private async Task After(string what, ActionScene scene, CancellationToken ct)
    {
        try
        {
            if (World.Dice.Chance(0.3))
            {
                await Task.Delay(World.Below(TimeSpan.FromSeconds(2)), host.Node.Clock, ct);
            }
        }
        finally
        {
            asked.Remove(scene.Token);
        }
    }

    private Call Call(string operation) => new()
    {
        Service = FisModel.Service,
        Operation = FisModel.Service.Find(operation)!,
        Region = Stage.Here,
        Principal = Principal.Root(Account, "test"),
        Now = host.Node.Now,
        Dice = host.Node.Dice,
        RequestId = $"{++requests}",
        Origin = "http://localhost:4566",
    };
}
