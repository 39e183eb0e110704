using Faultline.Kernel;

namespace Faultline.Simulation;

/// <summary>
/// All that a story plays in: simulated time, hosts, disks and a network, and the dice of its seed. Whatever differs
/// from seed to seed, the configuration included, the story draws from <see cref="Dice"/>.
/// </summary>
public sealed class World
{
    private const string Story = "story";

    private readonly Dictionary<string, Host> hosts = [];
    private readonly Dictionary<string, SimulatedDisk> disks = [];
    private readonly Life life;

    internal World(ulong seed, Limits limits, bool whole)
    {
        var root = new Dice(seed);
        Seed = seed;
        Dice = root.Fork("world");
        Record = new(whole);
        Scheduler = new(root.Fork("order"), limits, Record);
        life = new(Scheduler, Story);
        Clock = new SimulatedClock(Scheduler, life);
        Network = new(this, root.Fork("network"));
    }

    public ulong Seed { get; }

    /// <summary>The story's own dice.</summary>
    public Dice Dice { get; }

    /// <summary>The clock of the story itself. Hosts have their own, whose timers end when the host crashes.</summary>
    public TimeProvider Clock { get; }

    public SimulatedNetwork Network { get; }

    public DateTimeOffset Now => Scheduler.Now;

    /// <summary>How much simulated time has passed since the story began.</summary>
    public TimeSpan Elapsed => Scheduler.Elapsed;

    internal Scheduler Scheduler { get; }

    internal Trace Record { get; }

    /// <summary>The host of that name; made when it is first asked for.</summary>
    public Host Host(string name)
    {
        if (!hosts.TryGetValue(name, out var host))
        {
            hosts.Add(name, host = new(this, name));
        }

        return host;
    }

    /// <summary>The node of a host in its present life.</summary>
    public Node Node(string name) => Host(name).Node;

    /// <summary>The disk of that name; a host has the one of its own name.</summary>
    public SimulatedDisk Disk(string name)
    {
        if (!disks.TryGetValue(name, out var disk))
        {
            disks.Add(name, disk = new(this, name));
        }

        return disk;
    }

    /// <summary>Lets simulated time pass.</summary>
    public Task Delay(TimeSpan span) => Task.Delay(span, Clock);

    /// <summary>A whole span from nothing up to, but not including, the limit; in microseconds.</summary>
    public TimeSpan Below(TimeSpan limit) => TimeSpan.FromMicroseconds(Dice.Below((int)limit.TotalMicroseconds));

    /// <summary>Says something in the trace, which a failure prints the end of.</summary>
    public void Trace(string text) => Scheduler.Note(Story, "says", text, 0);

    /// <summary>Fails the story, from wherever it is found out.</summary>
    public void Fail(Exception why) => Scheduler.Fail(why);

    /// <summary>Does something later, on nobody's behalf.</summary>
    internal void After(TimeSpan delay, Action act) =>
        Clock.CreateTimer(static act => ((Action)act!)(), act, delay, Timeout.InfiniteTimeSpan);

    internal void Play(Func<World, Task> story) => Scheduler.Run(life, () => story(this));

    internal void Hear(string host, Exception trouble)
    {
        Scheduler.Note(host, "reports", $"{trouble.GetType().Name}: {trouble.Message}", 0);
        if (trouble is InvariantBroken)
        {
            Scheduler.Fail(trouble);
        }
    }
}
