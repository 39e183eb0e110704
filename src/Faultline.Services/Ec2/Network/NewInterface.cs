using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Network;

/// <summary>What somebody wants of a network interface.</summary>
internal sealed record NewInterface
{
    public string Description { get; init; } = "";

    /// <summary>The primary private address; null leaves the choice to us.</summary>
    public string? Address { get; init; }

    /// <summary>Secondary private addresses by name.</summary>
    public IReadOnlyList<string> Secondary { get; init; } = [];

    /// <summary>How many more of them we are to choose.</summary>
    public int SecondaryCount { get; init; }

    /// <summary>IPv6 addresses by name.</summary>
    public IReadOnlyList<string> Ipv6 { get; init; } = [];

    /// <summary>How many more of them we are to choose; null leaves that to the subnet.</summary>
    public int? Ipv6Count { get; init; }

    public string Type { get; init; } = NetworkInterfaceType.Interface;

    /// <summary>No group guards it, as with that of a NAT gateway.</summary>
    public bool HasNoGroups { get; init; }

    /// <summary>The part of AWS that made it for somebody, and alone may change it.</summary>
    public string? Requester { get; init; }

    public List<Tag> Tags { get; init; } = [];
}
