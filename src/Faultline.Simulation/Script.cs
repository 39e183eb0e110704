namespace Faultline.Simulation;

/// <summary>
/// What a scripted process does with its life. The default listens nowhere and runs until it is ended.
/// </summary>
public sealed record Script
{
    /// <summary>Why it cannot be started at all; null: it can.</summary>
    public string? FailsWith { get; init; }

    /// <summary>Where it listens once it has booted.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>How long it takes to listen; null: it never does.</summary>
    public TimeSpan? ListensAfter { get; init; } = TimeSpan.Zero;

    /// <summary>After how long it ends by itself; null: it does not.</summary>
    public TimeSpan? EndsAfter { get; init; }

    /// <summary>With what it exits when it ends by itself; null: it dies of a signal.</summary>
    public int? ExitCode { get; init; } = 0;

    /// <summary>It goes on after TERM, and has to be killed.</summary>
    public bool IgnoresTerm { get; init; }

    /// <summary>How long it takes to obey TERM.</summary>
    public TimeSpan ObeysAfter { get; init; }

    /// <summary>By what share each span is longer at most; how much it is, is drawn each time.</summary>
    public double Jitter { get; init; }

    /// <summary>How many processors it keeps busy.</summary>
    public double Cpus { get; init; }

    public long MemoryBytes { get; init; }
}
