namespace Faultline.Engines.Postgres.Clusters;

/// <summary>
/// The clusters of a region. It is told what each is to be, and brings it about by itself: it makes servers, watches
/// them, lets another one take over, and leads clients to whoever writes.
/// </summary>
public interface IClusters
{
    /// <summary>
    /// Takes up what a cluster is to be from now on, and returns: what follows is seen in its view. The same again does
    /// nothing. What cannot be changed any more (its seed) is taken from the first.
    /// </summary>
    ValueTask Apply(ClusterConfig config, CancellationToken ct);

    /// <summary>What the guards of endpoints say may have changed: they are asked again for all connections.</summary>
    void Review();

    /// <summary>Ends a cluster and removes its data. Returns when nothing of it is left.</summary>
    ValueTask Remove(string name, CancellationToken ct);

    ClusterView? Find(string name);

    /// <summary>In the order of their names.</summary>
    IReadOnlyList<ClusterView> All { get; }

    /// <summary>Calls back after a view changed, until it is disposed. It must not wait.</summary>
    IDisposable OnChange(Action hear);

    /// <summary>
    /// Backs a cluster up: from a standby where one is in sync, else from the writer. Throws
    /// <see cref="PostgresFailed"/> where none of them answers.
    /// </summary>
    ValueTask<BackupFacts> Backup(string name, string backup, CancellationToken ct);
}
