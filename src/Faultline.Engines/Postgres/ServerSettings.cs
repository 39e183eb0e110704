using System.Net;

namespace Faultline.Engines.Postgres;

/// <summary>What a server runs with.</summary>
public sealed record ServerSettings(IPEndPoint Listen)
{
    /// <summary>Null for a writer.</summary>
    public Upstream? Upstream { get; init; }

    /// <summary>
    /// The slots of those of which one has to have a commit on its disk before it is acknowledged; empty: nobody is
    /// waited for.
    /// </summary>
    public IReadOnlyList<string> Synchronous { get; init; } = [];

    /// <summary>How many of them have to.</summary>
    public int Quorum { get; init; } = 1;

    /// <summary>The database's own parameters, by PostgreSQL's names, already checked.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>The archive that gets its write-ahead log; null for none.</summary>
    public string? Archive { get; init; }

    /// <summary>What was written goes to the archive at the latest after this time.</summary>
    public TimeSpan ArchiveEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Its certificate and key as PEM; without, it speaks no TLS.</summary>
    public ServerTls? Tls { get; init; }

    /// <summary>Clients have to speak TLS.</summary>
    public bool DemandsTls { get; init; }

    /// <summary>What the server may hold in memory; past it it is killed, as a machine out of memory.</summary>
    public long? MemoryBytesMax { get; init; }

    /// <summary>How many processors' time it may use, where the machine lets us say so.</summary>
    public double? CpusMax { get; init; }
}

/// <summary>A certificate with those that signed it, and its key, as PEM.</summary>
public sealed record ServerTls(string Certificate, string Key);
