using System.Net;
using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Tests.Network;

/// <summary>What holds of lines over sockets and over a simulation's pipes alike.</summary>
public sealed class LineTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_room_it_waits_for_bytes_and_takes_none(bool isSimulated)
    {
        ITransport transport = isSimulated ? new SimulatedTransport() : new Sockets();
        using var listener = transport.Listen(new(IPAddress.Loopback, isSimulated ? 80 : 0));
        var client = await transport.Dial(listener.At, CancellationToken.None);
        var server = (await listener.AcceptLine())!;
        var waits = server.Receive(Memory<byte>.Empty).AsTask();
        Assert.False(waits.IsCompleted);
        await client!.Send("hello"u8.ToArray());
        Assert.Equal(0, await waits);
        Assert.Equal(0, await server.Receive(Memory<byte>.Empty));
        var buffer = new byte[8];
        Assert.Equal(5, await server.Receive(buffer));
        client.Close();
        server.Close();
    }
}
