using System.Net;

namespace Faultline.Network;

/// <summary>Sends and takes datagrams at an address, until it is disposed.</summary>
public interface IDatagrams : IDisposable
{
    /// <summary>The address, with the port that it got.</summary>
    IPEndPoint At { get; }

    /// <summary>The next datagram, and who sent it; null once it is disposed. What does not fit is cut off.</summary>
    ValueTask<Datagram?> Receive(Memory<byte> into);

    /// <summary>Sends it on its way. Whether it arrives nobody says.</summary>
    ValueTask Send(ReadOnlyMemory<byte> bytes, IPEndPoint to);
}

/// <summary>How long a datagram is that was received, and who sent it.</summary>
public readonly record struct Datagram(int Length, IPEndPoint From);
