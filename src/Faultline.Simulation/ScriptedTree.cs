using Faultline.Engines.Processes;

namespace Faultline.Simulation;

/// <summary>One scripted tree: what it has still to do, each with the time that is left until then.</summary>
internal sealed class ScriptedTree(TimeProvider clock, string key, int root, Script script, long? memoryBytesMax)
{
    private readonly List<Deed> deeds = [];
    private readonly List<TaskCompletionSource> waiting = [];
    private readonly DateTimeOffset began = clock.GetUtcNow();
    private TimeSpan ran;
    private DateTimeOffset since = clock.GetUtcNow();
    private IReadOnlyList<int> ports = [];
    private TreeState state;
    private string? ending;
    private int? exitCode;

    public string Key => key;

    public Script Script => script;

    public long? MemoryBytesMax => memoryBytesMax;

    public Pressure Pressure { get; private set; }

    public bool HasEnded => state == TreeState.Ended;

    public bool IsPaused => state == TreeState.Paused;

    public ProcessTree View => new(key, state, began)
    {
        Root = HasEnded ? null : root,
        Ending = ending,
        ExitCode = exitCode,
        Ports = ports,
        Pressure = Pressure,
        Usage = new(HasEnded ? 0 : 1, Ran * script.Cpus, HasEnded ? 0 : script.MemoryBytes, 0, 0),
    };

    private TimeSpan Ran => state == TreeState.Running ? ran + (clock.GetUtcNow() - since) * Pressure.CpuLeft : ran;

    /// <summary>Does something when it has run for a span from now; pauses do not count.</summary>
    public void After(TimeSpan span, Action act)
    {
        var deed = new Deed(clock, span, act);
        deeds.Add(deed);
        if (state == TreeState.Running)
        {
            deed.GoOn(Pressure.CpuLeft);
        }
    }

    public void Listen() => ports = [.. script.Ports.Distinct().Order()];

    public void Pause()
    {
        ran = Ran;
        state = TreeState.Paused;
        deeds.ForEach(deed => deed.StandStill());
    }

    public void Resume()
    {
        since = clock.GetUtcNow();
        state = TreeState.Running;
        deeds.ForEach(deed => deed.GoOn(Pressure.CpuLeft));
    }

    public void Press(Pressure pressure)
    {
        if (state == TreeState.Running)
        {
            Pause();
            Pressure = pressure;
            Resume();
        }
        else
        {
            Pressure = pressure;
        }
    }

    public void End(string why, int? code)
    {
        Pause();
        deeds.Clear();
        (state, ending, exitCode, ports) = (TreeState.Ended, why, code, []);
        waiting.ForEach(source => source.TrySetResult());
        waiting.Clear();
    }

    /// <summary>Ends when the tree does, or with the cancellation.</summary>
    public async Task Gone(CancellationToken ct)
    {
        if (HasEnded)
        {
            return;
        }

        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Add(source);
        using var _ = ct.Register(() => source.TrySetCanceled(ct));
        await source.Task;
    }

    /// <summary>Something to be done once, after a time that can stand still.</summary>
    private sealed class Deed(TimeProvider clock, TimeSpan left, Action act)
    {
        private TimeSpan left = left;
        private double speed = 1;
        private DateTimeOffset since;
        private ITimer? timer;
        private bool done;

        public void GoOn(double fast)
        {
            if (!done)
            {
                (since, speed) = (clock.GetUtcNow(), fast);
                timer = clock.CreateTimer(_ => Do(), null, left / speed, Timeout.InfiniteTimeSpan);
            }
        }

        public void StandStill()
        {
            if (timer is not null)
            {
                timer.Dispose();
                timer = null;
                left -= (clock.GetUtcNow() - since) * speed;
                left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }

        private void Do()
        {
            done = true;
            timer = null;
            act();
        }
    }
}
