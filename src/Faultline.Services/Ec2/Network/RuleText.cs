using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2.Network;

/// <summary>Rules of groups beside each other, and in words.</summary>
internal static class RuleText
{
    /// <summary>The two let the same traffic pass; their descriptions may differ.</summary>
    public static bool Same(SecurityGroupRule one, SecurityGroupRule other) =>
        one.IsEgress == other.IsEgress
        && one.IpProtocol == other.IpProtocol
        && one.FromPort == other.FromPort
        && one.ToPort == other.ToPort
        && Peer(one) == Peer(other);

    /// <summary>Whom the rule is about.</summary>
    public static string? Peer(SecurityGroupRule rule) =>
        rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.ReferencedGroupInfo?.GroupId;

    /// <summary>The rule as AWS writes it where it is there already.</summary>
    public static string Of(SecurityGroupRule rule)
    {
        var (protocol, peer) = (rule.IpProtocol!.ToUpperInvariant(), Peer(rule));
        return rule.IpProtocol switch
        {
            Protocols.All => $"peer: {peer}, ALL, ALLOW",
            Protocols.Tcp or Protocols.Udp =>
                $"peer: {peer}, {protocol}, from port: {rule.FromPort}, to port: {rule.ToPort}, ALLOW",
            Protocols.Icmp or Protocols.Icmp6 =>
                $"peer: {peer}, {protocol}, type: {rule.FromPort}, code: {rule.ToPort}, ALLOW",
            _ => $"peer: {peer}, protocol: {protocol}, ALLOW",
        };
    }
}
