namespace Faultline.Simulation;

/// <summary>
/// One life of a host, from its start to its crash. Whatever the host awaits goes on through here; after the crash
/// nothing does.
/// </summary>
internal sealed class Life(Scheduler scheduler, string name) : SynchronizationContext
{
    private readonly List<Action<Exception>> atEnd = [];

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

    public override void Post(SendOrPostCallback d, object? state) => scheduler.Queue(this, d, state);

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new InvalidOperationException("Nothing in a simulation may wait for another thread.");

    public override SynchronizationContext CreateCopy() => this;
}
