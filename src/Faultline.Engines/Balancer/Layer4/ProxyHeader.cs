using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faultline.Engines.Balancer.Layer4;

/// <summary>
/// What tells a target who its client is: the PROXY protocol, in words or in bytes (haproxy.org, proxy-protocol.txt).
/// </summary>
internal static class ProxyHeader
{
    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    public static byte[] Of(int version, IPEndPoint from, IPEndPoint to) =>
        version == 1 ? Words(from, to) : Bytes(from, to);

    private static byte[] Words(IPEndPoint from, IPEndPoint to)
    {
        var is4 = from.AddressFamily == AddressFamily.InterNetwork || from.Address.IsIPv4MappedToIPv6;
        var (source, target) = is4
            ? (from.Address.MapToIPv4(), to.Address.MapToIPv4())
            : (from.Address, to.Address.MapToIPv6());
        return Encoding.ASCII.GetBytes(
            $"PROXY {(is4 ? "TCP4" : "TCP6")} {source} {target} {from.Port} {to.Port}\r\n");
    }

    private static byte[] Bytes(IPEndPoint from, IPEndPoint to)
    {
        var is4 = from.AddressFamily == AddressFamily.InterNetwork || from.Address.IsIPv4MappedToIPv6;
        var (source, target) = is4
            ? (from.Address.MapToIPv4().GetAddressBytes(), to.Address.MapToIPv4().GetAddressBytes())
            : (from.Address.GetAddressBytes(), to.Address.MapToIPv6().GetAddressBytes());
        var length = (source.Length * 2) + 4;
        var header = new byte[16 + length];
        Signature.CopyTo(header);
        header[12] = 0x21; // Version 2, on behalf of somebody else.
        header[13] = is4 ? (byte)0x11 : (byte)0x21; // TCP over IPv4 or IPv6.
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(14), (ushort)length);
        source.CopyTo(header, 16);
        target.CopyTo(header, 16 + source.Length);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(16 + (2 * source.Length)), (ushort)from.Port);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(18 + (2 * source.Length)), (ushort)to.Port);
        return header;
    }
}
