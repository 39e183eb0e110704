using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Network;

/// <summary>A permission as it is written beside the list of them, in parameters of their own.</summary>
internal sealed record FlatPermission(string? Protocol, int? From, int? To, string? Block)
{
    private const int PortMax = 65535;

    public string? Group { get; init; }

    public string? GroupOwner { get; init; }

    private bool IsGiven => Protocol is not null || Block is not null || Group is not null;

    /// <summary>What is asked, in the one way or the other.</summary>
    public List<IpPermission> Or(List<IpPermission>? permissions) => (permissions, IsGiven) switch
    {
        ({ Count: > 0 }, true) => throw NetworkRefusal.Combination("ipProtocol", "ipPermissions"),
        ({ Count: > 0 }, false) => permissions!,
        (_, true) => Group is null ? [Of(Protocol, From, To)] : OfGroup(),
        _ => throw NetworkRefusal.MissingParameter("ipPermissions"),
    };

    /// <summary>
    /// A group without a protocol means all of ICMP, TCP and UDP ("SourceSecurityGroupName" in the API reference).
    /// </summary>
    private List<IpPermission> OfGroup() => Protocol is not null
        ? [Of(Protocol, From, To)]
        : [Of(Protocols.Tcp, 0, PortMax), Of(Protocols.Udp, 0, PortMax), Of(Protocols.Icmp, -1, -1)];

    private IpPermission Of(string? protocol, int? from, int? to) => new()
    {
        IpProtocol = protocol,
        FromPort = from,
        ToPort = to,
        IpRanges = Block is null ? null : [new() { CidrIp = Block }],
        UserIdGroupPairs = Group is null ? null : [new() { GroupName = Group, UserId = GroupOwner }],
    };
}
