using System.Globalization;
using System.Net;

namespace Faultline.Services.Ec2.Network;

/// <summary>A block of IPv6 addresses as rules name it. Nothing in the cloud has such an address yet.</summary>
internal static class Ipv6Block
{
    private const int Bits = 128;

    /// <summary>The block as AWS shows it, without bits past its length; null when it is none.</summary>
    public static string? Read(string? text)
    {
        if (text?.Split('/') is not [var address, { Length: >= 1 and <= 3 } length]
            || !address.Contains(':', StringComparison.Ordinal)
            || !IPAddress.TryParse(address, out var parsed)
            || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            || bits > Bits)
        {
            return null;
        }

        var bytes = parsed.GetAddressBytes();
        for (var at = 0; at < bytes.Length; at++)
        {
            var kept = Math.Clamp(bits - (at * 8), 0, 8);
            bytes[at] &= (byte)(0xFF << (8 - kept));
        }

        return $"{new IPAddress(bytes)}/{bits}";
    }
}
