using System.Net;
using System.Text;

namespace Faultline.Engines.Balancer.Http;

/// <summary>Who is at the other end of a connection, in the words in which targets are told.</summary>
internal sealed class Client
{
    public Client(IPEndPoint? from, int port, bool isSecure, bool isHttp2 = false)
    {
        IsHttp2 = isHttp2;
        Address = from?.Address.IsIPv4MappedToIPv6 == true ? from.Address.MapToIPv4() : from?.Address;
        (ListenerPort, Scheme) = (port, isSecure ? "https" : "http");
        Name = Encoding.ASCII.GetBytes(Address?.ToString() ?? "unknown");
        NameWithPort = Encoding.ASCII.GetBytes(
            from is null ? "unknown" : new IPEndPoint(Address!, from.Port).ToString());
        Tail = Encoding.ASCII.GetBytes($"X-Forwarded-Proto: {Scheme}\r\nX-Forwarded-Port: {port}\r\n");
    }

    public IPAddress? Address { get; }

    public bool IsHttp2 { get; }

    public int ListenerPort { get; }

    public string Scheme { get; }

    public byte[] Name { get; }

    public byte[] NameWithPort { get; }

    /// <summary>The fields that are the same for every request of the connection.</summary>
    public byte[] Tail { get; }
}
