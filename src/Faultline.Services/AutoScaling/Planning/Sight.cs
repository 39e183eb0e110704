using System.Collections.Immutable;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>What EC2 and load balancing were seen to have, when it was last looked.</summary>
internal sealed record Sight
{
    /// <summary>When the look began. What came to be since is not in it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Instances by their ids, of all accounts that have groups.</summary>
    public IReadOnlyDictionary<string, SeenInstance> Instances { get; init; } =
        ImmutableDictionary<string, SeenInstance>.Empty;

    /// <summary>Accounts whose instances could not be asked for: nothing is known of them.</summary>
    public ImmutableHashSet<string> Blind { get; init; } = [];

    /// <summary>
    /// The states of targets by instance, in the words of target health (classic ones as <c>healthy</c> and
    /// <c>unhealthy</c>), by account and traffic source; those that were not looked at are not in it.
    /// </summary>
    public IReadOnlyDictionary<(string Account, string Source), IReadOnlyDictionary<string, string>> Targets
    {
        get; init;
    }
        = ImmutableDictionary<(string, string), IReadOnlyDictionary<string, string>>.Empty;

    /// <summary>Spot instances that EC2 may take away soon.</summary>
    public ImmutableHashSet<string> AtRisk { get; init; } = [];

    /// <summary>The alarms that refreshes look at and that are in ALARM, by account and name.</summary>
    public ImmutableHashSet<(string Account, string Alarm)> Alarming { get; init; } = [];

    /// <summary>The state of a target; null where nobody looked, <c>""</c> where it is not registered.</summary>
    public string? Target(string account, string source, string instance) =>
        Targets.TryGetValue((account, source), out var states) ? states.GetValueOrDefault(instance, "") : null;
}

/// <summary>An instance as EC2 shows it.</summary>
/// <param name="State">The name of its state, as <c>running</c>.</param>
/// <param name="IsImpaired">A status check of it fails.</param>
internal sealed record SeenInstance(string State, bool IsImpaired = false)
{
    /// <summary>Why it ended, in EC2's words.</summary>
    public string? Reason { get; init; }

    public bool IsRunning => State == "running";

    /// <summary>It will not come to run by itself.</summary>
    public bool IsDown => State is not ("running" or "pending");

    public bool IsGone => State == "terminated";
}
