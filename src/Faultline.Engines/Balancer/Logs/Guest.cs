using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Faultline.Kernel;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Logs;

/// <summary>A client's connection, for a log.</summary>
public sealed class Guest
{
    private long received;
    private long sent;

    public required DateTimeOffset Began { get; init; }

    /// <summary>Who is at the other end; null where nobody can say.</summary>
    public IPEndPoint? Client { get; init; }

    /// <summary>The address of the node, and the port of the listener.</summary>
    public required IPEndPoint At { get; init; }

    /// <summary>The listener wants TLS.</summary>
    public bool IsSecure { get; init; }

    /// <summary>32 hexadecimal digits that nothing else has.</summary>
    public required string Id { get; init; }

    /// <summary>When it was clear whether the two come to terms.</summary>
    public DateTimeOffset OpenedAt { get; internal set; }

    public DateTimeOffset Ended { get; internal set; }

    /// <summary>How long the two took to come to terms; null while they have not.</summary>
    public TimeSpan? Handshake { get; internal set; }

    /// <summary>Null where TLS is not spoken, or not yet.</summary>
    public TlsCipherSuite? Cipher { get; private set; }

    public SslProtocols Version { get; private set; }

    /// <summary>The thumbprint of the certificate that was shown.</summary>
    public string? Certificate { get; private set; }

    /// <summary>The name that the client asked for.</summary>
    public string? Name { get; private set; }

    /// <summary>The certificate that was shown has that name.</summary>
    public bool FitsName { get; private set; }

    /// <summary>What the client said, without TLS.</summary>
    public long Received => Interlocked.Read(ref received);

    /// <summary>What it was told.</summary>
    public long Sent => Interlocked.Read(ref sent);

    internal static Guest Of(Port port, Line line) => new()
    {
        Began = port.Node.Node.Now,
        Client = Plain(line.Peer),
        At = new(port.Node.Config.Address, port.Config.Port),
        IsSecure = port.Config.Tls is not null,
        Id = NewId(port.Node.Node.Dice),
    };

    /// <summary>What the two have come to under TLS.</summary>
    internal void Agree(SslStream stream)
    {
        Cipher = stream.NegotiatedCipherSuite;
        Version = stream.SslProtocol;
        Certificate = stream.LocalCertificate?.GetCertHashString();
        Name = stream.TargetHostName is { Length: > 0 } name ? name : null;
        FitsName = Name is not null && stream.LocalCertificate is X509Certificate2 shown
            && shown.MatchesHostname(Name);
    }

    internal void Hear(long bytes) => Interlocked.Add(ref received, bytes);

    internal void Say(long bytes) => Interlocked.Add(ref sent, bytes);

    private static string NewId(Dice dice) => $"{dice.Next():x16}{dice.Next():x16}";

    private static IPEndPoint? Plain(IPEndPoint? from) => from?.Address.IsIPv4MappedToIPv6 == true
        ? new(from.Address.MapToIPv4(), from.Port)
        : from;
}
