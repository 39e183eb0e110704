using System.Net;

namespace Faultline.Engines.Processes;

/// <summary>What a process tree is started with. It inherits nothing else from the server.</summary>
public sealed record ProcessSpec
{
    /// <summary>The root's program, by its path.</summary>
    public required string Program { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// What asks the root to end is INT in place of TERM: PostgreSQL waits for its clients on TERM, and not on INT.
    /// </summary>
    public bool EndsByInterrupt { get; init; }

    /// <summary>The working directory.</summary>
    public required string Folder { get; init; }

    /// <summary>Where its output and errors go: appended to, and kept within <see cref="OutputBytesMax"/>.</summary>
    public required string OutputFile { get; init; }

    public long OutputBytesMax { get; init; } = 1 << 20;

    /// <summary>
    /// The address at which it is to listen. Ports there, and those at every address, count as its own. Without one,
    /// whatever its processes listen at does.
    /// </summary>
    public IPAddress? Address { get; init; }

    /// <summary>
    /// What the whole tree may hold in memory; past it the tree is killed, as a machine out of memory.
    /// </summary>
    public long? MemoryBytesMax { get; init; }

    /// <summary>How many processors' time the tree may use, where the machine lets us say so.</summary>
    public double? CpusMax { get; init; }
}
