namespace Faultline.Engines.Balancer.Http;

/// <summary>
/// The host as targets are told it: with the port of the listener where that is not one that everybody knows ("Host
/// header preservation" in the user guide for Application Load Balancers).
/// </summary>
internal static class ToldHost
{
    /// <summary>What the client said is that already.</summary>
    public static bool Fits(ReadOnlySpan<byte> said, int port) => Colon(said) < 0 == IsKnown(port);

    public static void Add(ReadOnlySpan<byte> said, int port, Out into)
    {
        into.Add("Host: "u8);
        if (IsKnown(port))
        {
            into.Add(said[..Colon(said)]);
        }
        else
        {
            into.Add(said);
            into.Add(":"u8);
            into.Add(port);
        }

        into.Add("\r\n"u8);
    }

    private static bool IsKnown(int port) => port is 80 or 443;

    /// <summary>Where the port begins; -1 when there is none. Addresses of IPv6 have colons of their own.</summary>
    private static int Colon(ReadOnlySpan<byte> host)
    {
        var colon = host.LastIndexOf((byte)':');
        return colon > host.LastIndexOf((byte)']') ? colon : -1;
    }
}
