namespace Faultline.Engines.Balancer.Config;

/// <summary>How requests are carried.</summary>
public sealed record HttpConfig
{
    /// <summary>How long a client's connection may live, however busy it is.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(3600);

    /// <summary>Fields whose names are no tokens are left out; otherwise such a request is refused.</summary>
    public bool DropsBadFields { get; init; }

    /// <summary>
    /// The target is told the host as the client said it; otherwise with the listener's port, unless that is one of the
    /// two that everybody knows.
    /// </summary>
    public bool KeepsHost { get; init; }

    /// <summary>What becomes of X-Forwarded-For.</summary>
    public ForwardedFor ForwardedFor { get; init; } = ForwardedFor.Append;

    /// <summary>The client's port is told with its address.</summary>
    public bool TellsClientPort { get; init; }

    /// <summary>Requests are given an id that their trace can be followed by.</summary>
    public bool Traces { get; init; } = true;

    /// <summary>HTTP/2 is offered to clients over TLS.</summary>
    public bool Http2 { get; init; } = true;

    /// <summary>Longest head of a request, and longest of an answer.</summary>
    public int HeadBytesMax { get; init; } = 64 * 1024;

    /// <summary>Seals what sticky cookies say. All nodes have the same.</summary>
    public byte[] CookieKey { get; init; } = [];

    /// <summary>What the balancer's own answers call it; null says nothing.</summary>
    public string? Server { get; init; } = "awselb/2.0";
}

public enum ForwardedFor
{
    Append,
    Preserve,
    Remove,
}
