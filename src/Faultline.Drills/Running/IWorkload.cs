using Faultline.Drills.Probes;

namespace Faultline.Drills.Running;

/// <summary>The load of a drill, as the drill sees it: started, looked at, stopped, and asked what it found.</summary>
public interface IWorkload : IAsyncDisposable
{
    /// <summary>Begins, and returns at once.</summary>
    Task Start(CancellationToken ct);

    /// <summary>
    /// Other clients come in the place of those that were there: they know nothing of the system from before.
    /// </summary>
    void Renew();

    /// <summary>Says when the first strike began.</summary>
    void Strike(DateTimeOffset at);

    /// <summary>How it fares over the time for which the steady state must hold.</summary>
    Snapshot Look();

    /// <summary>No more attempts become due.</summary>
    ValueTask Stop();

    /// <summary>Reads back what was written, and says what was measured.</summary>
    ValueTask<Measured> Finish(DateTimeOffset? struck, CancellationToken ct);
}
