using System.IO.Pipelines;
using System.Net;
using Faultline.Api.Ec2;
using Faultline.Network;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Metadata;

namespace Faultline.Tests.Ec2;

/// <summary>Where another server has an instance's address, the other instances have their metadata.</summary>
public sealed class MetadataDoorsTests
{
    [Fact]
    public async Task An_address_that_is_taken_holds_no_other_instance_up_and_is_tried_again()
    {
        var transport = new OneTaken(IPAddress.Parse("127.1.0.1"));
        await using var doors = new MetadataDoors(transport, 1338, null!);
        List<Machine> living = [Machine("i-1", "127.1.0.1"), Machine("i-2", "127.1.0.2")];
        await doors.Keep(living);
        Assert.Equal(["127.1.0.2:1338"], transport.Open);
        transport.Taken = null;
        await doors.Keep(living);
        Assert.Equal(["127.1.0.2:1338", "127.1.0.1:1338"], transport.Open);
        await doors.Keep([]);
        Assert.Empty(transport.Open);
    }

    private static Machine Machine(string id, string address) =>
        new(id, Ec2Call.Account, new Instance()) { Reservation = "r-1", Address = address };

    private sealed class OneTaken(IPAddress? taken) : ITransport
    {
        public IPAddress? Taken { get; set; } = taken;

        public List<string> Open { get; } = [];

        public IListener Listen(IPEndPoint at)
        {
            if (at.Address.Equals(Taken))
            {
                throw new IOException("Nobody can listen there.");
            }

            Open.Add($"{at}");
            return new Listener(at, () => Open.Remove($"{at}"));
        }

        public ValueTask<IDuplexPipe?> Connect(IPEndPoint to, CancellationToken ct) => new((IDuplexPipe?)null);
    }

    private sealed class Listener(IPEndPoint at, Action closed) : IListener
    {
        private readonly TaskCompletionSource<Arrival?> none = new();

        public IPEndPoint At => at;

        public async ValueTask<Arrival?> Accept() => await none.Task;

        public void Dispose()
        {
            closed();
            none.TrySetResult(null);
        }
    }
}
