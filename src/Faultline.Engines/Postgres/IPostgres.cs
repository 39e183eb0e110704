namespace Faultline.Engines.Postgres;

/// <summary>
/// PostgreSQL servers of one region, each under a key: those of this machine, or a simulation's. A server is a data
/// folder, and a process while it runs. Calls for one key do not overlap; those for several may.
/// </summary>
public interface IPostgres
{
    /// <summary>The versions that are installed, newest first; empty where there is none.</summary>
    IReadOnlyList<PostgresVersion> Versions { get; }

    /// <summary>What to do so that servers can run here, in one sentence; null where they can.</summary>
    string? Lacks { get; }

    /// <summary>Every server that has a data folder, in the order of their keys.</summary>
    IReadOnlyList<ServerView> All { get; }

    /// <summary>How the server does as of the last look at its process; null if there is none of that key.</summary>
    ServerView? Find(string key);

    /// <summary>Calls back after a server's process ended, until it is disposed. It must not wait.</summary>
    IDisposable OnChange(Action hear);

    /// <summary>
    /// Makes a server without data of anybody's: the admin, and nothing else. Making one that is there does nothing.
    /// </summary>
    ValueTask Create(string key, NewServer server, CancellationToken ct);

    /// <summary>
    /// Makes a server from the data of one that runs, to follow it: a base backup. What is there under the key is
    /// replaced, a fence included.
    /// </summary>
    ValueTask Clone(string key, Upstream upstream, CancellationToken ct);

    /// <summary>Makes a server from a backup, to be started as a writer of its own.</summary>
    ValueTask Restore(string key, RestoreOrder order, CancellationToken ct);

    /// <summary>
    /// Brings a server that wrote, and stands still, behind the one that writes now: what it has that the other has
    /// not is undone. Takes the fence away. Throws <see cref="PostgresFailed"/> where only a new clone will do.
    /// </summary>
    ValueTask Rewind(string key, Upstream upstream, CancellationToken ct);

    /// <summary>Kills it and removes its data. Deleting what is not there does nothing.</summary>
    ValueTask Delete(string key, CancellationToken ct);

    /// <summary>
    /// Starts it, and returns once it answers: as a writer, or as a standby where the settings have an upstream.
    /// Throws <see cref="PostgresFailed"/>, with the end of its log, where it does not; and <see cref="ServerFenced"/>.
    /// </summary>
    ValueTask Start(string key, ServerSettings settings, CancellationToken ct);

    /// <summary>
    /// Takes settings into force on a running server, as far as that goes without a restart. The next
    /// <see cref="Look"/> says whether some wait for one.
    /// </summary>
    ValueTask Apply(string key, ServerSettings settings, CancellationToken ct);

    /// <summary>
    /// Ends it in order: open connections break, what was written is checkpointed. Killed after the grace.
    /// </summary>
    ValueTask Stop(string key, TimeSpan grace, CancellationToken ct);

    /// <summary>Kills all of its processes at once, as a power cut does. Returns when nothing runs.</summary>
    ValueTask Kill(string key);

    /// <summary>All of its processes stand still until <see cref="Resume"/>.</summary>
    void Pause(string key);

    void Resume(string key);

    /// <summary>
    /// Kills it, for good: from when this returns it does not run, and cannot be started before its data were brought
    /// behind another writer (<see cref="Rewind"/>, <see cref="Clone"/>) or it is made anew.
    /// </summary>
    ValueTask Fence(string key);

    /// <summary>Makes a standby that runs a writer. Returns once it takes writes.</summary>
    ValueTask Promote(string key, CancellationToken ct);

    /// <summary>
    /// Connects and asks how it does. Never throws but for cancellation: what goes wrong, a limit that is over
    /// included, is in the answer.
    /// </summary>
    ValueTask<Sight> Look(string key, TimeSpan limit, CancellationToken ct);

    /// <summary>
    /// Makes the owner of the databases and its first database, or gives it another password; done already is done.
    /// Only a writer can.
    /// </summary>
    ValueTask SetOwner(string key, Owner owner, CancellationToken ct);

    /// <summary>
    /// The places that followers of a writer have, so that it keeps for them what they lack: those named are there,
    /// all others are gone.
    /// </summary>
    ValueTask SetSlots(string key, IReadOnlyCollection<string> names, CancellationToken ct);

    /// <summary>
    /// Has a writer's archive take all that was committed before this call, and returns when it has: a restore to a
    /// moment that is just over need not wait for <see cref="ServerSettings.ArchiveEvery"/>.
    /// </summary>
    ValueTask Archive(string key, CancellationToken ct) =>
        throw new NotSupportedException("These servers have no archive.");

    /// <summary>Its log files, newest last.</summary>
    IReadOnlyList<LogFile> Logs(string key);

    /// <summary>Bytes of a log file from an offset on; empty at its end, null where there is no such file.</summary>
    byte[]? ReadLog(string key, string file, long offset, int countMax);

    /// <summary>What its data folder takes on the disk, write-ahead log included.</summary>
    long BytesOf(string key);
}
