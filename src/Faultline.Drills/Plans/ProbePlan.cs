namespace Faultline.Drills.Plans;

/// <summary>
/// A part of the workload. It is open-loop: attempts are due at their times, however slow the system is. Texts may name
/// outputs of stacks: <c>${shop.Url}</c>.
/// </summary>
public abstract record ProbePlan(string Name)
{
    /// <summary>Attempts a second, of all clients together.</summary>
    public double Rate { get; init; } = 10;

    /// <summary>How many clients there are: each has its connections and its resolver's cache.</summary>
    public int Clients { get; init; } = 10;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a client tries again what failed, before the attempt counts as failed.</summary>
    public int Retries { get; init; }

    /// <summary>Another rate from a time on, after the first strike: a spike.</summary>
    public IReadOnlyList<RateStep> Steps { get; init; } = [];
}

/// <summary>From this time after the first strike on, so many attempts a second.</summary>
public sealed record RateStep(TimeSpan At, double Rate);

/// <summary>Requests of clients that honour DNS: they resolve, keep answers for their TTL, and keep lines.</summary>
public sealed record HttpPlan(string Name, string Method, string Url) : ProbePlan(Name)
{
    /// <summary>May hold <c>${key}</c>, the number of the attempt.</summary>
    public string? Body { get; init; }

    public string? ContentType { get; init; }

    /// <summary>The answer of this header names the zone that answered.</summary>
    public string ZoneHeader { get; init; } = "X-Zone";

    /// <summary>
    /// Whence all that was written is read back in the end, a key a line; with it, each request is a write of the
    /// ledger.
    /// </summary>
    public string? ReadBack { get; init; }
}

/// <summary>Rows written to PostgreSQL, each a write of the ledger.</summary>
public sealed record PostgresWriterPlan(string Name, DatabasePlan Database) : ProbePlan(Name);

/// <summary>Reads of the newest row of a writer: one older than what was read before is stale.</summary>
public sealed record PostgresReaderPlan(string Name, DatabasePlan Database, string Writer) : ProbePlan(Name);

/// <summary>Where a database is: each may name outputs of stacks.</summary>
public sealed record DatabasePlan(string Host, string Port, string Database, string User, string Password);

/// <summary>Messages to a queue, each a write of the ledger. Keys of a FIFO queue are one group a client.</summary>
public sealed record QueueProducerPlan(string Name, string Url) : ProbePlan(Name);

/// <summary>Receives and deletes what producers sent; what is in the dead-letter queue is counted too.</summary>
public sealed record QueueConsumerPlan(string Name, string Url) : ProbePlan(Name)
{
    public string? DeadLetters { get; init; }
}
