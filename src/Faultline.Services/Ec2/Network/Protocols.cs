using System.Globalization;

namespace Faultline.Services.Ec2.Network;

/// <summary>IP protocols, which rules name by word or number.</summary>
internal static class Protocols
{
    public const string All = "-1";
    public const string Tcp = "tcp";
    public const string Udp = "udp";
    public const string Icmp = "icmp";
    public const string Icmp6 = "icmpv6";

    /// <summary>The protocol as AWS shows it in rules of groups; null when there is none of that name.</summary>
    public static string? Read(string? asked) => asked?.ToLowerInvariant() switch
    {
        All or "all" => All,
        Tcp or "6" => Tcp,
        Udp or "17" => Udp,
        Icmp or "1" => Icmp,
        Icmp6 or "58" => Icmp6,
        { Length: <= 3 } number
            when byte.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var read) =>
            read.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>The number of a protocol that was read, as network ACLs show it.</summary>
    public static string Number(string protocol) => protocol switch
    {
        Tcp => "6",
        Udp => "17",
        Icmp => "1",
        Icmp6 => "58",
        _ => protocol,
    };

    public static bool HasPorts(string protocol) => protocol is Tcp or Udp;
}
