using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Network;

/// <summary>A rule of a group, ready to be compared with what passes by. IPv6 matches nothing here.</summary>
internal sealed record GroupRuleView(string Protocol, int From, int To, Cidr? Block, string? Group)
{
    private const int PortMax = 65535;

    public static GroupRuleView Of(SecurityGroupRule rule) => new(
        rule.IpProtocol!,
        rule.FromPort ?? -1,
        rule.ToPort ?? -1,
        Cidr.Read(rule.CidrIpv4),
        rule.ReferencedGroupInfo?.GroupId);

    /// <summary>Whether it is about the peer: by its address, or by a group that it is in.</summary>
    public bool Lets(string protocol, int port, uint peer, IReadOnlyList<string> groups) =>
        IsFor(protocol, port) && (Group is null ? Block?.Contains(peer) == true : groups.Contains(Group));

    /// <summary>Whether it lets a flow in wherever that comes from.</summary>
    public bool LetsAll(Flow flow) => Block == Cidr.Everywhere && IsFor(flow.Protocol, flow.Port);

    /// <summary>Whether it lets the answers of such flows out wherever they go, and to whichever port.</summary>
    public bool AnswersAll(Flow flow) => Block == Cidr.Everywhere && (Protocol == Protocols.All
        || (Protocol == flow.Protocol && From <= 0 && To is -1 or >= PortMax));

    private bool IsFor(string protocol, int port) => Protocol == Protocols.All
        || (Protocol == protocol && (protocol switch
        {
            Protocols.Tcp or Protocols.Udp => port >= From && port <= To,
            Protocols.Icmp => From == -1 || From == port,
            _ => true,
        }));
}
