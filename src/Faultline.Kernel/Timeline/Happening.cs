namespace Faultline.Kernel.Timeline;

/// <summary>
/// Something that happened, as the timeline keeps it. The kind says what it is and which details it has; the cause is
/// the fault or the request that led to it.
/// </summary>
public sealed record Happening(HappeningKind Kind, DateTimeOffset At)
{
    /// <summary>Its place in the timeline; given when it is noted.</summary>
    public long Number { get; init; }

    public string? Region { get; init; }

    public string? Zone { get; init; }

    /// <summary>The id or ARN of what it happened to.</summary>
    public string? Resource { get; init; }

    /// <summary>The id of the fault, or of the request, that led to it.</summary>
    public string? Cause { get; init; }

    /// <summary>What it has come to, for programs: the state of an alarm, the status of a group's activity.</summary>
    public string? Outcome { get; init; }

    /// <summary>One sentence for people.</summary>
    public string Says { get; init; } = "";
}

/// <summary>The kinds of happenings. Their numbers and names are on people's disks.</summary>
public enum HappeningKind
{
    ServerStarted = 1,
    ServerStopped = 2,
    RegionOpened = 3,
    StateReset = 4,
    FaultBegan = 10,
    FaultEnded = 11,
    FaultOver = 12,
    FaultUnreadable = 13,
    StoreBroken = 20,
    InstanceChanged = 30,
    InstanceDied = 31,
    InstanceReturned = 32,
    AddressMoved = 33,
    AlarmChanged = 40,
    DatabaseChanged = 50,
    DatabaseMoved = 51,

    /// <summary>Its writer is lost, and another one is to write.</summary>
    DatabaseMoves = 52,
    ExperimentChanged = 60,

    /// <summary>A balancer's node found that a target does not answer as it should.</summary>
    TargetFailed = 70,
    TargetRecovered = 71,

    /// <summary>A balancer's name no longer leads to one of its nodes.</summary>
    NodeLeft = 72,
    NodeReturned = 73,

    /// <summary>A scaling group began to do something about its instances, and has done it.</summary>
    GroupActs = 80,
    GroupActed = 81,

    /// <summary>A scaling group has ended an instance, as it began to: what replaces that is another act.</summary>
    GroupShed = 82,
}

/// <summary>What the kinds are called.</summary>
public static class HappeningKinds
{
    /// <summary>Its name: <c>FaultBegan</c> is <c>fault.began</c>.</summary>
    public static string Name(this HappeningKind kind)
    {
        var words = kind.ToString();
        var second = words.AsSpan(1).IndexOfAnyInRange('A', 'Z') + 1;
        return $"{words[..second]}.{words[second..]}".ToLowerInvariant();
    }
}
