using Faultline.Network;

namespace Faultline.Engines.Postgres.Clusters;

/// <summary>What the keeper of a cluster remembers of one server while it lives. Only its loop touches it.</summary>
internal sealed class MemberMemory(MemberConfig config)
{
    public string Key => Config.Key;

    public MemberConfig Config { get; set; } = config;

    /// <summary>What is being done to it; a look has no step.</summary>
    public Errand? Errand { get; set; }

    public Sight? Seen { get; set; }

    public int Misses { get; set; }

    public bool Writes { get; set; }

    public bool IsMade { get; set; }

    public bool NeedsClone { get; set; }

    public bool IsDeleted { get; set; }

    public string? Owner { get; set; }

    public int Failures { get; set; }

    public string? Why { get; set; }

    public DateTimeOffset? RetryAt { get; set; }

    public ServerSettings? Applied { get; set; }

    /// <summary>When it last heard of us, or of a standby that commits wait for.</summary>
    public DateTimeOffset Heard { get; set; }

    public DateTimeOffset LookAt { get; set; }

    public DateTimeOffset AnsweredAt { get; set; }

    public Pace Pace { get; set; } = Pace.Unknown;

    public DateTimeOffset? UnfedSince { get; set; }

    public DateTimeOffset? StarvesSince { get; set; }

    /// <summary>How often it was started since we came.</summary>
    public int Starts { get; set; }

    /// <summary>Through which it gets at its upstream.</summary>
    public Forwarder? Feed { get; set; }

    public bool IsOff { get; set; }

    public bool IsHostPaused { get; set; }

    public bool Hangs { get; set; }

    public bool IsReached { get; set; }

    /// <summary>What was known of its process is of no use any more.</summary>
    public void Forget()
    {
        (Seen, Misses, Writes, UnfedSince, StarvesSince) = (null, 0, false, null, null);
    }
}

/// <summary>Something that is being done to a server beside the loop.</summary>
/// <param name="step">Null for a look.</param>
internal sealed class Errand(Step? step)
{
    private readonly CancellationTokenSource stop = new();

    public Step? Step => step;

    public CancellationToken Token => stop.Token;

    public Task Task { get; set; } = Task.CompletedTask;

    public void BreakOff() => stop.Cancel();
}

/// <summary>How an errand ended.</summary>
/// <param name="Sight">Of a look that was answered in time.</param>
/// <param name="Failed">Null where it did what it was to.</param>
internal sealed record Outcome(MemberMemory Member, Errand Errand, DateTimeOffset At, Sight? Sight, Exception? Failed);
