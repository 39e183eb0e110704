namespace Faultline.Engines.Processes;

/// <summary>
/// Runs process trees, each under a key: those of this machine, or a simulation's. Whoever wants to know how a tree
/// does looks at it; <see cref="OnChange"/> says when looking again is worth it.
/// </summary>
public interface IProcesses
{
    /// <summary>Every tree that was started, or found again, and not forgotten; in the order of their keys.</summary>
    IReadOnlyList<ProcessTree> All { get; }

    /// <summary>How the tree does as of the last look at it; null if there is none of that key.</summary>
    ProcessTree? Find(string key);

    /// <summary>
    /// Starts a tree. One of the same key that has ended is forgotten; one that runs is a broken invariant. Fails with
    /// <see cref="StartFailed"/> when the program cannot be run, and then nothing of it is left.
    /// </summary>
    ValueTask Start(string key, ProcessSpec spec, CancellationToken ct);

    /// <summary>
    /// Asks the root to end (TERM, or INT where the spec says so), and kills what is left after the grace. Returns when
    /// nothing of the tree is left; stopping what has ended, or what nobody knows, does nothing.
    /// </summary>
    ValueTask Stop(string key, TimeSpan grace, CancellationToken ct);

    /// <summary>Kills every process of the tree at once. Returns when nothing of it is left.</summary>
    ValueTask Kill(string key);

    /// <summary>
    /// Every process of the tree stands still until <see cref="Resume"/>; what it would do is not lost.
    /// </summary>
    void Pause(string key);

    void Resume(string key);

    /// <summary>
    /// Something else takes a share of the tree's machine from now on, until it is said anew; also after a restart.
    /// What is left of the processors is all that it gets, and a tree that holds more than what is left of its memory
    /// is killed, as a machine out of memory.
    /// </summary>
    void Press(string key, Pressure pressure);

    /// <summary>Lets go of a tree that has ended.</summary>
    void Forget(string key);

    /// <summary>Calls back after a tree ended or its ports changed, until it is disposed. It must not wait.</summary>
    IDisposable OnChange(Action hear);
}
