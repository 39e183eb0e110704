using System.IO.Pipelines;
using Faultline.Engines.Postgres;
using Faultline.Network;

namespace Faultline.Simulation;

/// <summary>
/// One scripted server: a log on a disk, and while it runs somebody who listens, takes writes, feeds those that follow
/// it and follows another one.
/// </summary>
internal sealed partial class ScriptedServer(World world, SimulatedTransport transport, string key, int major)
{
    private readonly List<Connection> connections = [];
    private readonly List<TaskCompletionSource> waiting = [];
    private readonly Dictionary<string, Follower> followers = new(StringComparer.Ordinal);
    private IListener? listener;
    private Connection? upstream;
    private DateTimeOffset answersAt;
    private int life;
    private int cancelled;

    public string Key => key;

    public int Major => major;

    /// <summary>What is on its disk, the last of it perhaps not for certain.</summary>
    public List<ScriptedEntry> Log { get; private set; } = [];

    public int Flushed { get; private set; }

    public int Timeline { get; private set; } = 1;

    /// <summary>It follows when it is started, and takes no writes.</summary>
    public bool IsStandby { get; private set; }

    public bool IsFenced { get; set; }

    public ServerProcess Process { get; private set; }

    public string? Why { get; private set; }

    public ServerSettings? Settings { get; private set; }

    public SortedSet<string> Slots { get; } = new(StringComparer.Ordinal);

    /// <summary>Slots whose log is gone up to a place: who lacks some of it needs a new copy.</summary>
    public Dictionary<string, int> Lost { get; } = new(StringComparer.Ordinal);

    public Owner? Owner { get; set; }

    public bool IsFed { get; private set; }

    /// <summary>It takes writes right now.</summary>
    public bool IsWriting => Answers && !IsStandby;

    /// <summary>Its process runs, and it has come so far that it answers.</summary>
    public bool Answers => Process == ServerProcess.Running && world.Now >= answersAt;

    public long History => HistoryAt(Log.Count);

    public ServerView View => new(key, major, Process, IsFenced)
    {
        Pid = Process == ServerProcess.None ? null : 1000 + life,
        Why = Why,
    };

    public void Fill(IEnumerable<ScriptedEntry> entries, int timeline)
    {
        Log = [.. entries];
        (Flushed, Timeline, IsFenced) = (Log.Count, timeline, false);
    }

    /// <param name="takes">How long it runs before it answers.</param>
    public void Start(ServerSettings settings, TimeSpan takes)
    {
        life++;
        (Settings, IsStandby, Process, Why) = (settings, settings.Upstream is not null, ServerProcess.Running, null);
        answersAt = world.Now + takes;
        Listen();
        var mine = life;
        world.After(takes, () =>
        {
            if (takes > TimeSpan.Zero && Lives(mine))
            {
                Listen();
            }

            _ = Follow(mine);
        });
    }

    /// <summary>Listens, again where the listener was lost with the transport.</summary>
    public void Listen()
    {
        if (Process == ServerProcess.None || world.Now < answersAt)
        {
            return;
        }

        listener?.Dispose();
        var (mine, fresh) = (life, transport.Listen(Settings!.Listen));
        listener = fresh;
        world.After(TimeSpan.Zero, () => _ = Accept(fresh, mine));
    }

    public void Take(ServerSettings settings)
    {
        var before = Settings?.Upstream;
        Settings = settings with { Listen = Settings!.Listen };
        if (before != settings.Upstream)
        {
            upstream?.Break();
        }

        Wake();
    }

    public void Promote()
    {
        IsStandby = false;
        IsFed = false;
        Timeline = Log.Count == 0 ? Timeline + 1 : Math.Max(Timeline, Log[^1].Timeline) + 1;
        Settings = Settings! with { Upstream = null };
        upstream?.Break();

        // No two promotions are the same one, whatever their timelines are called.
        Add(-1 - world.Dice.Below(int.MaxValue), world.Now);
        Flushed = Log.Count;
        Wake();
    }

    /// <summary>Nothing of it runs any more; what was not flushed is lost.</summary>
    public void End(string why)
    {
        if (Process == ServerProcess.None)
        {
            return;
        }

        life++;
        (Process, Why, IsFed) = (ServerProcess.None, why, false);
        Log.RemoveRange(Flushed, Log.Count - Flushed);
        listener?.Dispose();
        listener = null;
        BreakConnections();
        followers.Clear();
        Wake();
    }

    public void Pause()
    {
        if (Process == ServerProcess.Running)
        {
            Process = ServerProcess.Paused;
        }
    }

    public void Resume()
    {
        if (Process == ServerProcess.Paused)
        {
            Process = ServerProcess.Running;
            Wake();
        }
    }

    public void BreakConnections()
    {
        foreach (var each in connections.ToList())
        {
            each.Break();
        }
    }

    /// <summary>Every commit that waits for standbys waits no longer: its client cancelled the wait.</summary>
    public void CancelWaits()
    {
        cancelled++;
        Wake();
    }

    public Sight Look(DateTimeOffset at) => new(at)
    {
        IsStandby = IsStandby,
        Written = Flushed,
        Applied = Flushed,
        Timeline = Timeline,
        IsFed = IsFed,
        Lag = IsStandby && Log.Count > 0 ? TimeSpan.Zero : null,
        Followers =
        [
            .. followers.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => new FollowerSight(
                each.Key, !IsStandby && IsWaitedFor(each.Key), each.Value.Flushed, each.Value.Flushed)),
        ],
        Slots = [.. Slots],
        Connections = connections.Count,
        Counts = new() { Commits = Flushed },
    };

    private bool IsWaitedFor(string slot) => Settings?.Synchronous.Contains(slot) ?? false;

    private long HistoryAt(int count) => count == 0 ? 0 : Log[count - 1].History;

    private void Add(long value, DateTimeOffset at) => Log.Add(ScriptedEntry.After(History, Timeline, value, at));

    private bool Lives(int mine) => life == mine && Process != ServerProcess.None;

    private void Wake()
    {
        var all = waiting.ToList();
        waiting.Clear();
        all.ForEach(each => each.TrySetResult());
    }

    private async Task Woken()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Add(source);
        await source.Task;
    }

    /// <summary>Stands still while it is paused; false when it has ended.</summary>
    private async Task<bool> GoesOn(int mine)
    {
        while (Lives(mine) && Process == ServerProcess.Paused)
        {
            await Woken();
        }

        return Lives(mine);
    }

    /// <summary>A connection of a server's, whoever made it.</summary>
    private sealed class Connection(IDuplexPipe pipe)
    {
        public IDuplexPipe Pipe => pipe;

        public bool IsBroken { get; private set; }

        /// <summary>The other end gets a reset, and whoever reads here goes away.</summary>
        public void Break()
        {
            if (!IsBroken)
            {
                IsBroken = true;
                pipe.Output.Complete(new ConnectionReset("The server is gone."));
                pipe.Input.CancelPendingRead();
            }
        }
    }

    private sealed class Follower
    {
        public int Flushed { get; set; }
    }
}
