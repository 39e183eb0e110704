using Faultline.Kernel;
using Faultline.Kernel.Timeline;
using Faultline.Network;
using Faultline.Services.Worldwide;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Drills.Sites;

/// <summary>Where a drill is played: a server that runs, or a cloud in simulated time.</summary>
public interface ISite : IAsyncDisposable
{
    /// <summary>The clock and the chance of whoever plays: not struck by any fault.</summary>
    Node Node { get; }

    /// <summary>What is played in, for people: the endpoint of a server, or the seed of a simulation.</summary>
    string Says { get; }

    /// <summary>What the connections of the workload's clients go over.</summary>
    ITransport Transport { get; }

    /// <summary>
    /// Calls an operation from outside the blast radius: no fault meets it. Throws what AWS would answer, as an
    /// <see cref="AwsError"/>.
    /// </summary>
    ValueTask<TOut> Observe<TOut>(
        string region, ServiceModel service, string operation, IStructure input, CancellationToken ct)
        where TOut : class, IStructure, new();

    /// <summary>
    /// Calls an operation as a customer's program does: faults meet it. An <see cref="IOException"/> where nobody
    /// answers.
    /// </summary>
    ValueTask<TOut> Call<TOut>(
        string region, ServiceModel service, string operation, IStructure input, CancellationToken ct)
        where TOut : class, IStructure, new();

    /// <summary>
    /// The same, of an operation by its name: input and answer are JSON with the names of the wire. With
    /// <paramref name="meetsFaults"/> it is a customer's call, else an observer's.
    /// </summary>
    ValueTask<string> Ask(
        string region, ServiceModel service, string operation, string input, bool meetsFaults, CancellationToken ct) =>
        throw new DrillRefused([$"{Says} takes no calls by name, as {service}:{operation}."]);

    /// <summary>What a name leads to now, as a resolver answers it: no addresses where nothing does.</summary>
    ValueTask<NameAnswer> Resolve(string name, CancellationToken ct);

    /// <summary>A database at an endpoint that a probe writes to and reads from.</summary>
    ValueTask<IDatabase> Connect(DatabaseAddress at, CancellationToken ct);

    /// <summary>
    /// Begins a fault; gives its id once it is in force. A <see cref="DrillRefused"/> says why it cannot.
    /// </summary>
    ValueTask<string> Begin(FaultRequest fault, CancellationToken ct);

    /// <summary>Ends faults at once; gives the ids of those that were in force.</summary>
    ValueTask<IReadOnlyList<string>> Clear(IReadOnlyCollection<string> faults, CancellationToken ct);

    /// <summary>
    /// Which of these databases have a standby that could not take over now, as it has not all that was committed.
    /// </summary>
    ValueTask<IReadOnlyList<string>> OutOfSync(
        string region, IReadOnlyCollection<string> databases, CancellationToken ct);

    /// <summary>What happened after a number of the timeline, the oldest first.</summary>
    ValueTask<IReadOnlyList<Happening>> Happenings(long after, CancellationToken ct);
}

/// <summary>A resolver's answer: addresses in the order given, and how long they may be kept.</summary>
public sealed record NameAnswer(IReadOnlyList<ResolvedAddress> Addresses, TimeSpan Ttl)
{
    /// <summary>
    /// Behind the name is a target of which nobody knows yet whether it is healthy: the name may soon lead elsewhere.
    /// </summary>
    public bool IsComingUp { get; init; }
}

/// <summary>
/// An address that a name leads to. Who asks for a port of it finds it at another one where this machine keeps ports
/// for others.
/// </summary>
public sealed record ResolvedAddress(System.Net.IPAddress Address)
{
    /// <summary>The zone that it is in, where that is known: charts are drawn by it.</summary>
    public string? Zone { get; init; }

    /// <summary>Where a port really is on this machine, for those that are elsewhere.</summary>
    public IReadOnlyDictionary<int, int> Ports { get; init; } = new Dictionary<int, int>();
}

/// <summary>Where a database is and who comes.</summary>
public sealed record DatabaseAddress(string Host, int Port, string Database, string User, string Password)
{
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>A connection to a database as a probe needs it. What fails is an <see cref="IOException"/>.</summary>
public interface IDatabase : IAsyncDisposable
{
    /// <summary>Makes the table of the probes, where it is not there.</summary>
    ValueTask Prepare(CancellationToken ct);

    /// <summary>Writes a row; it is committed when this ends.</summary>
    ValueTask Write(string probe, long key, string value, CancellationToken ct);

    /// <summary>All rows of a probe, in the order in which they were written.</summary>
    ValueTask<IReadOnlyList<(long Key, string Value)>> Read(string probe, CancellationToken ct);

    /// <summary>The greatest key of a probe; 0 where there is none.</summary>
    ValueTask<long> Newest(string probe, CancellationToken ct);

    /// <summary>Runs statements of a drill's own, and leaves what they answer.</summary>
    ValueTask Run(string sql, CancellationToken ct) =>
        throw new DrillRefused(["This database runs no statements of a drill's."]);
}

/// <summary>A drill cannot be played, or not go on, for reasons that its user can mend.</summary>
public sealed class DrillRefused(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
