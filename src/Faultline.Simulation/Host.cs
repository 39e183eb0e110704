using Faultline.Kernel;

namespace Faultline.Simulation;

/// <summary>
/// One simulated machine with a node, a disk and a place in the network. It can crash: then nothing of what it was
/// doing goes on, and its next life begins with what the disk kept.
/// </summary>
public sealed class Host
{
    private readonly World world;
    private int lives;

    internal Host(World world, string name)
    {
        this.world = world;
        Name = name;
        Disk = world.Disk(name);
        (Life, Node) = Begin();
    }

    public string Name { get; }

    /// <summary>The node of the present life. After a crash there is another one.</summary>
    public Node Node { get; private set; }

    public SimulatedDisk Disk { get; }

    internal Life Life { get; private set; }

    /// <summary>What the present life answers, by the type of the request.</summary>
    internal Dictionary<Type, Func<object, Task<object>>> Doors { get; } = [];

    /// <summary>Runs work on this host. It fails with <see cref="HostCrashed"/> when the host crashes first.</summary>
    public async Task Run(Func<Task> work) =>
        await Run(async () =>
        {
            await work();
            return true;
        });

    /// <inheritdoc cref="Run(Func{Task})"/>
    public async Task<T> Run<T>(Func<Task<T>> work)
    {
        var errand = new Errand();
        var (life, outcome) = (Life, new TaskCompletionSource<T>(errand));
        void Crashed(Exception why) => outcome.TrySetException(why);
        life.AtEnd(Crashed);
        life.Post(_ => Settle(work, errand, outcome), work);
        try
        {
            return await outcome.Task;
        }
        finally
        {
            life.NoLonger(Crashed);
        }
    }

    /// <summary>Answers requests of one type that come over the network, until the present life ends.</summary>
    public void Serve<TRequest, TResponse>(Func<TRequest, Task<TResponse>> answer)
        where TRequest : notnull
        where TResponse : notnull =>
        Doors[typeof(TRequest)] = async request => await answer((TRequest)request);

    /// <summary>
    /// Everything stops, the power is gone: the disk keeps what was synced, and of the rest what chance leaves.
    /// </summary>
    public void Crash()
    {
        End("crashes");
        Disk.Crash();
    }

    /// <summary>The process is killed: everything stops, and the disk keeps whatever was written.</summary>
    public void Kill() => End("is killed");

    /// <summary>Nothing on it moves, and nothing on it knows, until it goes on.</summary>
    public void StandStill()
    {
        world.Scheduler.Note(Name, "stands still", null, lives);
        Life.StandStill();
    }

    public void GoOn()
    {
        world.Scheduler.Note(Name, "goes on", null, lives);
        Life.GoOn();
    }

    private static async void Settle<T>(Func<Task<T>> work, Errand errand, TaskCompletionSource<T> outcome)
    {
        try
        {
            var under = work();
            errand.Work = under;
            outcome.TrySetResult(await under);
        }
        catch (Exception why)
        {
            outcome.TrySetException(why);
        }
    }

    private void End(string how)
    {
        world.Scheduler.Note(Name, how, null, lives);
        var life = Life;
        Doors.Clear();
        (Life, Node) = Begin();
        life.End();
    }

    private (Life Life, Node Node) Begin()
    {
        lives++;
        var life = new Life(world.Scheduler, Name);
        var node = new Node(Name, new SimulatedClock(world.Scheduler, life), world.Dice.Fork($"life {lives} of {Name}"))
        {
            Report = trouble => world.Hear(Name, trouble),
        };
        return (life, node);
    }
}
