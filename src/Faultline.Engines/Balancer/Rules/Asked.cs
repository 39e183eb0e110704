using System.Net;
using Faultline.Engines.Balancer.Http;

namespace Faultline.Engines.Balancer.Rules;

/// <summary>What rules look at of a request.</summary>
internal readonly ref struct Asked
{
    public Asked(Head head, ReadOnlySpan<byte> bytes, IPAddress? from)
    {
        Head = head;
        Bytes = bytes;
        From = from;
        var target = bytes[head.Target];
        if (target.Length > 0 && target[0] != '/' && target.IndexOf("://"u8) is > 0 and var scheme)
        {
            // A target with scheme and host, as clients send it to proxies; its host counts.
            var rest = target[(scheme + 3)..];
            var slash = rest.IndexOf((byte)'/');
            Host = slash < 0 ? rest : rest[..slash];
            target = slash < 0 ? "/"u8 : rest[slash..];
        }

        var mark = target.IndexOf((byte)'?');
        Path = mark < 0 ? target : target[..mark];
        Query = mark < 0 ? default : target[(mark + 1)..];
        foreach (var field in head.Fields)
        {
            if (field.Name == FieldName.Host && Host.IsEmpty)
            {
                Host = field.ValueIn(bytes);
            }
        }
    }

    public Head Head { get; }

    public ReadOnlySpan<byte> Bytes { get; }

    public IPAddress? From { get; }

    /// <summary>With its port, if it says one.</summary>
    public ReadOnlySpan<byte> Host { get; }

    public ReadOnlySpan<byte> Path { get; }

    public ReadOnlySpan<byte> Query { get; }

    public ReadOnlySpan<byte> Method => Bytes[Head.Method];

    public ReadOnlySpan<byte> HostName
    {
        get
        {
            var colon = Host.LastIndexOf((byte)':');
            return colon < 0 || Host[colon..].Contains((byte)']') ? Host : Host[..colon];
        }
    }

    public ReadOnlySpan<byte> HostPort
    {
        get
        {
            var name = HostName.Length;
            return name < Host.Length ? Host[(name + 1)..] : default;
        }
    }
}
