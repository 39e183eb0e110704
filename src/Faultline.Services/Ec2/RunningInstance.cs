using System.Net;

namespace Faultline.Services.Ec2;

/// <summary>
/// An instance as it is on this machine: for whoever wants to reach it, or to run something in it.
/// </summary>
public sealed record RunningInstance(string Id, string Account, string Region, string State)
{
    /// <summary>The account's name for its zone, and the host that it is on; null while it has none.</summary>
    public string? Zone { get; init; }

    public string? Host { get; init; }

    public string? Vpc { get; init; }

    public string? PrivateAddress { get; init; }

    public string? PublicAddress { get; init; }

    /// <summary>The loopback address that stands for its private one.</summary>
    public string? Address { get; init; }

    /// <summary>The process that is its first, and the key of its tree; null while it does not run.</summary>
    public int? Root { get; init; }

    public string? Tree { get; init; }

    /// <summary>When it booted; null while it does not run.</summary>
    public DateTimeOffset? Booted { get; init; }

    /// <summary>The ports that it listens at.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>Ports of its public address, and where each is to be found on this machine.</summary>
    public IReadOnlyList<(int Port, IPEndPoint At)> Doors { get; init; } = [];

    /// <summary>What it has before it, and what it had within the last week.</summary>
    public IReadOnlyList<AnnouncedEvent> Events { get; init; } = [];

    /// <summary>When it is to be taken away, as spot instances are; and whether it is then stopped only.</summary>
    public DateTimeOffset? Notice { get; init; }

    public bool NoticeStops { get; init; }

    /// <summary>When it was told that it may be taken away.</summary>
    public DateTimeOffset? Rebalance { get; init; }

    /// <summary>Where it works, and what it finds in its environment.</summary>
    public string? Folder { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

/// <summary>A scheduled event of an instance; its state is active, completed or canceled.</summary>
public sealed record AnnouncedEvent(
    string Id, string Code, string Description, DateTimeOffset NotBefore, string State);
