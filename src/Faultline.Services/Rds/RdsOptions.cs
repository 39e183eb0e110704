using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Engines.Processes;
using Faultline.Network;
using Faultline.Wire.Signatures;

namespace Faultline.Services.Rds;

/// <summary>What RDS is told of the server that it runs in.</summary>
public sealed record RdsOptions
{
    /// <summary>What a seal for it is made for.</summary>
    public const string Purpose = "databases";

    /// <summary>
    /// Closes passwords on the disk. Where nobody gives one it hides nothing: everybody knows its key.
    /// </summary>
    public Seal Seal { get; init; } = new(new byte[32], Purpose);

    /// <summary>With which share of the address plan databases begin; no other server of this machine has it.</summary>
    public int AddressShare { get; init; }

    /// <summary>What lies between regions, over which backups are copied; null for nothing.</summary>
    public Ways? Ways { get; init; }

    /// <summary>Who gets through to whom; null where all do.</summary>
    internal Func<ValueTask<INetworks>>? Networks { get; init; }

    /// <summary>What databases are made of; without it none can be made here.</summary>
    public RdsEngines? Engines { get; init; }
}

/// <summary>
/// The engines of databases in one region. Clusters write down what must outlive them where the service says.
/// </summary>
public sealed record RdsEngines(IPostgres Postgres, IBackups Backups, Func<IClusterRecords, IClusters> Clusters)
{
    /// <summary>What a process tree has used, by its key; null where nobody knows.</summary>
    public Func<string, TreeUsage?> UsageOf { get; init; } = static _ => null;

    /// <summary>
    /// What databases show to clients that speak TLS; asked for once there is one. Null where none do.
    /// </summary>
    public Func<ServerTls>? Tls { get; init; }
}
