using System.Buffers;
using System.IO.Pipelines;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Kernel.Places;
using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Stories.Network;

/// <summary>Two programs in two zones and a relay between them. The stories hold the outer ends.</summary>
internal sealed class Crossing
{
    public static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);
    public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly World world;

    public Crossing(
        World world, Distances distances = Distances.None, RelayOptions? options = null, Gate? gate = null)
    {
        this.world = world;
        Ways = new(Atlas, Board, distances);
        (Near, var near) = Cable.Pair();
        (Far, var far) = Cable.Pair();
        var relay = new Relay(world.Node("relay"), Ways, options ?? Exact, new(Here, near), new(There, far), gate);
        Ended = relay.Run(Stop.Token);
    }

    public static RelayOptions Exact { get; } = RelayOptions.Usual with { Grain = TimeSpan.Zero };

    public static Atlas Atlas { get; } = Atlas.Draw(new());

    public static Domain Here { get; } = Place("use1-az1-h1");

    public static Domain There { get; } = Place("use1-az2-h1");

    public Board Board { get; } = new();

    public Ways Ways { get; }

    public CancellationTokenSource Stop { get; } = new();

    public Cable Near { get; }

    public Cable Far { get; }

    public Task Ended { get; }

    public static Domain Place(string name) =>
        Atlas.TryFind(name, out var place) ? place : throw new ArgumentException($"There is no {name}.");

    public static Fault Slow(TimeSpan latency, TimeSpan jitter = default, double loss = 0) =>
        new LinkSlow(Here, There, latency, jitter, loss, OneWay: false);

    /// <summary>These faults are in force from now on, and no others.</summary>
    public static void Strike(Board board, params Fault[] faults) => board.Show(new(
        [.. faults.SelectMany(fault => fault.Effects(Atlas, salt: 1, left: 1)).Select(effect => ("fault", effect))]));

    public void Strike(params Fault[] faults) => Strike(Board, faults);

    public void Heal() => Strike();

    /// <summary>Bytes that say where they stand.</summary>
    public static byte[] Bytes(int length, int from = 0) =>
        [.. Enumerable.Range(from, length).Select(at => (byte)(at * 31 + (at >> 8)))];

    public static async Task Send(PipeWriter to, byte[] bytes) => await to.WriteAsync(bytes);

    /// <summary>So many bytes; fewer if the end comes first.</summary>
    public static async Task<byte[]> Read(PipeReader from, int length)
    {
        var bytes = new ArrayBufferWriter<byte>();
        while (bytes.WrittenCount < length)
        {
            var read = await from.ReadAsync();
            var take = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, length - bytes.WrittenCount));
            foreach (var part in take)
            {
                bytes.Write(part.Span);
            }

            from.AdvanceTo(take.End);
            if (read.IsCompleted && take.IsEmpty)
            {
                break;
            }
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>How long it takes until something is there.</summary>
    public async Task<TimeSpan> Takes(Task what)
    {
        var began = world.Now;
        await what;
        return world.Now - began;
    }

    /// <summary>Sends a byte from near to far, and says how long it took.</summary>
    public async Task<TimeSpan> Ping()
    {
        var arrives = Takes(Read(Far.Input, 1));
        await Send(Near.Output, [7]);
        return await arrives;
    }

    public async Task End()
    {
        await Near.Output.CompleteAsync();
        await Far.Output.CompleteAsync();
        Assert.Empty(await Read(Near.Input, 1));
        Assert.Empty(await Read(Far.Input, 1));
        await Ended;
    }
}
