namespace Faultline.Simulation;

/// <summary>
/// One life of a host, from its start to its crash. Whatever the host awaits goes on through here; after the crash
/// nothing does.
/// </summary>
internal sealed class Life(Scheduler scheduler, string name) : SynchronizationContext
{
    private readonly List<Action<Exception>> atEnd = [];
    private List<(SendOrPostCallback Callback, object? State)>? held;

    public string Name { get; } = name;

    public bool Over { get; private set; }

    /// <summary>Called when the life ends in a crash; called at once when it already has.</summary>
    public void AtEnd(Action<Exception> act)
    {
        if (Over)
        {
            act(new HostCrashed(Name));
            return;
        }

        atEnd.Add(act);
    }

    public void NoLonger(Action<Exception> act) => atEnd.Remove(act);

    public void End()
    {
        Over = true;
        foreach (var act in atEnd.ToArray())
        {
            act(new HostCrashed(Name));
        }

        atEnd.Clear();
    }

    /// <summary>Stands still: what would go on is held back until <see cref="GoOn"/>.</summary>
    public void StandStill() => held ??= [];

    public void GoOn()
    {
        var waiting = held ?? [];
        held = null;
        foreach (var (callback, state) in waiting)
        {
            scheduler.Queue(this, callback, state);
        }
    }

    /// <summary>Whether it keeps what was to be done now for later.</summary>
    public bool Holds(SendOrPostCallback callback, object? state)
    {
        held?.Add((callback, state));
        return held is not null;
    }

    public override void Post(SendOrPostCallback d, object? state) => scheduler.Queue(this, d, state);

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new InvalidOperationException("Nothing in a simulation may wait for another thread.");

    public override SynchronizationContext CreateCopy() => this;
}
